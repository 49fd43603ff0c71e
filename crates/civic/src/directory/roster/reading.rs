//! The file on its way in: read on a thread of its own, checked row by row, and
//! handed over in small lots, so that a long roster never stands in memory whole.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use ground::{Result, Vault};
use paper::sheet::{self, Go, Limits, Row, Source, Told};
use tokio::sync::mpsc;

use super::No;
use super::cells::Given;
use super::columns::Field;
use super::entry::{self, Frame, Read, Remark};
use super::head::{self, Head};
use super::merge::Lacking;
use crate::House;
use crate::directory::name_key;
use crate::directory::people::{particulars, tokens};

/// Rows in a lot.
pub(super) const LOT: usize = 500;
/// Lots that wait: the reader is faster than the database.
const WAITING: usize = 4;

/// A row that was read, with what it is looked up and found by.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) read: Read,
    pub(super) name_key: String,
    pub(super) id_index: Option<String>,
    pub(super) tokens: Vec<String>,
    pub(super) lacking: Lacking,
}

/// A row on its way.
#[derive(Debug)]
pub(super) enum Item {
    Read(Box<Prepared>),
    Refused(Vec<Remark>),
}

/// What the reader tells.
#[derive(Debug)]
pub(super) enum Message {
    /// The headings were found.
    Head(Arc<Head>),
    /// Some rows.
    Rows(Vec<Item>),
    /// The file ended, or could not be read to its end.
    End(std::result::Result<(), No>),
}

/// Starts reading. Dropping the receiver stops it.
pub(super) fn start(
    source: impl Source + Send + 'static,
    frame: Arc<Frame>,
    house: Arc<House>,
    limits: Limits,
) -> mpsc::Receiver<Message> {
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut reader = Reader {
            frame: &frame,
            vault: &house.vault,
            sender: &sender,
            first: Vec::new(),
            head: None,
            seen: Seen::default(),
            lot: Vec::with_capacity(LOT),
        };
        let end = reader.run(source, &limits);
        // Nobody waits for it any more when this fails.
        let _ = sender.blocking_send(Message::End(end));
    });
    receiver
}

struct Reader<'a> {
    frame: &'a Frame,
    vault: &'a Vault,
    sender: &'a mpsc::Sender<Message>,
    /// The first rows of a sheet, until its headings are found among them.
    first: Vec<Row>,
    head: Option<Arc<Head>>,
    seen: Seen,
    lot: Vec<Item>,
}

/// Who was in the file already, with the row.
#[derive(Default)]
struct Seen {
    by_id: HashMap<String, u32>,
    by_name: HashMap<(usize, String, String), u32>,
}

impl Reader<'_> {
    fn run(&mut self, source: impl Source, limits: &Limits) -> std::result::Result<(), No> {
        let mut gone = false;
        sheet::read(source, limits, &mut |told| {
            let next = match told {
                Told::Sheet { hidden, .. } => self.sheet(hidden),
                Told::Row(row) => self.row(row),
            };
            match next {
                ControlFlow::Continue(go) => go,
                ControlFlow::Break(()) => {
                    gone = true;
                    Go::Stop
                }
            }
        })
        .map_err(No::File)?;
        if gone {
            return Ok(());
        }
        if self.head.is_none() && self.look().is_break() {
            return Ok(());
        }
        if self.head.is_none() {
            return Err(No::NoHead);
        }
        let _ = self.send();
        Ok(())
    }

    /// A sheet begins: the roster is in the first one that has headings.
    fn sheet(&mut self, hidden: bool) -> ControlFlow<(), Go> {
        if self.head.is_none() {
            self.look()?;
        }
        self.first.clear();
        ControlFlow::Continue(match (&self.head, hidden) {
            (Some(_), _) => Go::Stop,
            (None, true) => Go::NextSheet,
            (None, false) => Go::On,
        })
    }

    fn row(&mut self, row: Row) -> ControlFlow<(), Go> {
        if let Some(head) = self.head.clone() {
            self.take(&head, &row);
            if self.lot.len() >= LOT {
                self.send()?;
            }
            return ControlFlow::Continue(Go::On);
        }
        self.first.push(row);
        if self.first.len() < head::WITHIN {
            return ControlFlow::Continue(Go::On);
        }
        self.look()?;
        let go = if self.head.is_some() {
            Go::On
        } else {
            Go::NextSheet
        };
        ControlFlow::Continue(go)
    }

    /// Looks for the headings among the first rows, and takes those below them.
    fn look(&mut self) -> ControlFlow<()> {
        let rows = std::mem::take(&mut self.first);
        let Some(head) = Head::find(&self.frame.columns, &rows) else {
            return ControlFlow::Continue(());
        };
        let head = Arc::new(head);
        self.head = Some(Arc::clone(&head));
        if self
            .sender
            .blocking_send(Message::Head(Arc::clone(&head)))
            .is_err()
        {
            return ControlFlow::Break(());
        }
        let mut below = rows.iter().filter(|r| r.number > head.last_row).peekable();
        if below.peek().is_some_and(|row| head::is_note(&head, row)) {
            below.next();
        }
        for row in below {
            self.take(&head, row);
        }
        ControlFlow::Continue(())
    }

    fn send(&mut self) -> ControlFlow<()> {
        let lot = std::mem::replace(&mut self.lot, Vec::with_capacity(LOT));
        match self.sender.blocking_send(Message::Rows(lot)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    fn take(&mut self, head: &Head, row: &Row) {
        if head::is_foot(row) || !says_anything(head, row) {
            return;
        }
        let read = entry::read(self.frame, head, row);
        let item = match read.map(|read| (self.twice(head, &read), read)) {
            Ok((None, read)) => Item::Read(Box::new(self.prepare(head, read))),
            Ok((Some(twice), _)) => Item::Refused(vec![twice]),
            Err(refused) => Item::Refused(refused),
        };
        self.lot.push(item);
    }

    /// Whether somebody was in the file already: by the number, or without one by
    /// name, birth and branch.
    fn twice(&mut self, head: &Head, read: &Read) -> Option<Remark> {
        let entry = &read.entry;
        let id = entry.id_number.value().filter(|n| !n.is_empty());
        let (field, before) = match id.and_then(|n| particulars::id_index(self.vault, n)) {
            Some(index) => (Field::IdNumber, self.seen.by_id.insert(index, entry.row)),
            None => {
                let shown = |given: &Given| match given {
                    Given::Blank => String::new(),
                    Given::Masked(text) | Given::Value(text) => text.clone(),
                };
                let birth = entry.birth().map_or_else(String::new, |b| b.to_string());
                let known_by = format!(
                    "{birth}|{}|{}",
                    shown(&entry.id_number),
                    shown(&entry.phone)
                );
                let key = (entry.place, entry.name.clone(), known_by);
                (Field::Name, self.seen.by_name.insert(key, entry.row))
            }
        };
        let before = before?;
        let reason = match field {
            Field::IdNumber => {
                self.keep_first(id, before);
                format!("与第{before}行的身份证号相同，同一个人只能有一行")
            }
            _ => format!("与第{before}行是同一个人；若是同名的两个人，请填身份证号区分"),
        };
        Some(Remark {
            row: entry.row,
            column: head.title(&self.frame.columns, field).to_owned(),
            reason,
        })
    }

    /// A third row is told of the first one too.
    fn keep_first(&mut self, id: Option<&str>, row: u32) {
        if let Some(index) = id.and_then(|n| particulars::id_index(self.vault, n)) {
            self.seen.by_id.insert(index, row);
        }
    }

    fn prepare(&self, head: &Head, read: Read) -> Prepared {
        let entry = &read.entry;
        let mut tokens = tokens::of_name(&entry.name);
        if let Some(phone) = entry.phone.value() {
            tokens.extend(particulars::tail_token(self.vault, phone));
        }
        let id = entry.id_number.value();
        Prepared {
            name_key: name_key(&entry.name),
            id_index: id.and_then(|n| particulars::id_index(self.vault, n)),
            tokens,
            lacking: self.lacking(head, &read),
            read,
        }
    }

    /// What the sheet does not say of anybody: 正式 and 社区 may stand in one column.
    fn lacking(&self, head: &Head, read: &Read) -> Lacking {
        let (standing, category) = (head.has(Field::Standing), head.has(Field::Category));
        let said = read.entry.standing.is_some() || read.entry.category.is_some();
        let columns = &self.frame.columns;
        let all = Lacking {
            standing: Some(columns.silent_standing),
            category: Some(columns.silent_category.clone()),
        };
        match (standing, category) {
            (true, true) => Lacking::default(),
            (false, false) => all,
            _ if said => all,
            (true, false) => Lacking {
                standing: None,
                ..all
            },
            (false, true) => Lacking {
                category: None,
                ..all
            },
        }
    }
}

/// Whether a row holds anything but its running number.
fn says_anything(head: &Head, row: &Row) -> bool {
    head.columns.iter().zip(&row.cells).any(|(column, cell)| {
        matches!(column, Some((field, _)) if *field != Field::Number)
            && match cell {
                sheet::Cell::Empty => false,
                sheet::Cell::Text(text) => !text.trim().is_empty(),
                _ => true,
            }
    })
}

/// Waits for the next message; a reader that fell is a torn file.
pub(super) async fn next(receiver: &mut mpsc::Receiver<Message>) -> Result<Message> {
    Ok(receiver
        .recv()
        .await
        .unwrap_or(Message::End(Err(No::File(sheet::No::Torn("内容"))))))
}
