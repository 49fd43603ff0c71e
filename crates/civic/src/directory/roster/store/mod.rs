//! SQL of imports and exports: a file for each step.

mod apply;
mod export;
mod find;
mod stage;
mod undo;

pub(super) use apply::{
    conflicts, counts, drop_lines, settle, sweepable, take_changes, take_new, unstage,
};
pub(super) use export::{ExportRow, add_request, answer, people, request, requests, use_up};
pub(super) use find::{Known, add_spans, by_ids, by_names};
pub(super) use stage::{
    NewBatch, Staged, add_remarks, add_rows, add_tokens, batch, batches, beat, begin, cancel,
    discard, remarks, staged,
};
pub(super) use undo::{
    added, drop_added, drop_versions, later, mark_undone, put_back, put_sealed, put_spans,
    put_tokens, spans_of, versions,
};
