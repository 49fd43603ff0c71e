//! DOCX to lines: paragraphs one a line, table rows cell by cell. Bounded in size, entries and inflation.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::error::Unreadable;

/// The main part never inflates beyond this.
const MAX_INFLATED: u64 = 64 * 1024 * 1024;
/// Text deflates about tenfold, repetitive table markup a hundredfold; beyond this lies mischief.
const MAX_RATIO: u64 = 400;
/// Below this size the ratio says nothing.
const RATIO_FROM: u64 = 8 * 1024 * 1024;

/// The text of the main part of a DOCX.
pub(crate) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let xml = main_part(bytes)?;
    let mut reader = Reader::from_reader(xml.as_slice());
    let mut lines = Lines::default();
    loop {
        let event = reader
            .read_event()
            .map_err(|_| Unreadable::BrokenDocx("正文部分不完整"))?;
        match event {
            Event::Start(tag) => lines.open(tag.local_name().as_ref()),
            Event::Empty(tag) => {
                lines.open(tag.local_name().as_ref());
                lines.close(tag.local_name().as_ref());
            }
            Event::End(tag) => lines.close(tag.local_name().as_ref()),
            Event::Text(run) => {
                lines.say(
                    &run.decode()
                        .map_err(|_| Unreadable::BrokenDocx("正文部分不是 UTF-8"))?,
                );
            }
            Event::GeneralRef(entity) => {
                let name = entity
                    .decode()
                    .map_err(|_| Unreadable::BrokenDocx("正文部分不是 UTF-8"))?;
                match entity.resolve_char_ref() {
                    Ok(Some(c)) => lines.say(c.encode_utf8(&mut [0; 4])),
                    _ => {
                        lines
                            .say(quick_xml::escape::resolve_predefined_entity(&name).unwrap_or(""));
                    }
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if lines.depth != 0 {
        return Err(Unreadable::BrokenDocx("正文部分不完整"));
    }
    Ok(lines.out)
}

fn main_part(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::BrokenDocx("压缩包不完整"))?;
    let entry = archive
        .by_name("word/document.xml")
        .map_err(|_| Unreadable::BrokenDocx("找不到正文部分 word/document.xml"))?;
    let packed = entry.compressed_size().max(1);
    if entry.size() > MAX_INFLATED {
        return Err(Unreadable::ZipBomb);
    }
    let mut xml = Vec::new();
    let read = entry.take(MAX_INFLATED + 1).read_to_end(&mut xml);
    let size = xml.len() as u64;
    if size > MAX_INFLATED || (size > RATIO_FROM && size / packed > MAX_RATIO) {
        return Err(Unreadable::ZipBomb);
    }
    read.map_err(|_| Unreadable::BrokenDocx("正文部分解压失败"))?;
    Ok(xml)
}

#[derive(Default)]
struct Lines {
    out: String,
    depth: usize,
    in_run_text: bool,
    cells: usize,
    skipped: usize,
}

impl Lines {
    fn open(&mut self, name: &[u8]) {
        self.depth += 1;
        match name {
            b"t" => self.in_run_text = true,
            b"tab" if self.cells == 0 && !self.out.ends_with('\n') => self.out.push('\t'),
            b"br" | b"cr" => self.out.push('\n'),
            b"tc" => self.cells += 1,
            // Deleted revisions, field codes and the fallback copy of a drawing are not the text.
            b"del" | b"instrText" | b"Fallback" => self.skipped += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        self.depth = self.depth.saturating_sub(1);
        match name {
            b"t" => self.in_run_text = false,
            b"p" => self.out.push('\n'),
            b"tc" => self.cells = self.cells.saturating_sub(1),
            b"del" | b"instrText" | b"Fallback" => self.skipped = self.skipped.saturating_sub(1),
            _ => {}
        }
    }

    fn say(&mut self, run: &str) {
        if self.in_run_text && self.skipped == 0 {
            self.out.push_str(run);
        }
    }
}
