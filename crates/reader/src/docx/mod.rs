//! DOCX to lines: paragraphs one a line with the numbers that the word processor draws, table rows cell by cell,
//! text boxes behind the paragraph they hang on; insertions accepted, deletions dropped. Bounded in size, entries
//! and inflation.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use crate::error::Unreadable;

mod numbering;

use numbering::{Numbering, value};

/// The main part never inflates beyond this.
const MAX_INFLATED: u64 = 64 * 1024 * 1024;
/// Text deflates about tenfold, repetitive table markup a hundredfold; beyond this lies mischief.
const MAX_RATIO: u64 = 400;
/// Below this size the ratio says nothing.
const RATIO_FROM: u64 = 8 * 1024 * 1024;

/// The text of the main part of a DOCX.
pub(crate) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::BrokenDocx("压缩包不完整"))?;
    let xml = part(&mut archive, "word/document.xml")?
        .ok_or(Unreadable::BrokenDocx("找不到正文部分 word/document.xml"))?;
    // Most documents number nothing; one whose numbering is damaged is read without it.
    let numbering = part(&mut archive, "word/numbering.xml").ok().flatten();
    let mut reader = Reader::from_reader(xml.as_slice());
    let mut lines = Lines {
        numbering: numbering.map(|xml| Numbering::of(&xml)).unwrap_or_default(),
        ..Lines::default()
    };
    loop {
        let event = reader
            .read_event()
            .map_err(|_| Unreadable::BrokenDocx("正文部分不完整"))?;
        match event {
            Event::Start(tag) => {
                lines.number(&tag);
                lines.open(tag.local_name().as_ref());
            }
            Event::Empty(tag) => {
                lines.number(&tag);
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

/// A part of the archive, if it is there.
fn part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
) -> Result<Option<Vec<u8>>, Unreadable> {
    let Ok(entry) = archive.by_name(name) else {
        return Ok(None);
    };
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
    Ok(Some(xml))
}

/// A paragraph that is being read.
#[derive(Default)]
struct Paragraph {
    words: String,
    /// Its list and its level there.
    list: Option<String>,
    level: usize,
    /// What hangs on it: the lines of text boxes.
    boxes: String,
}

#[derive(Default)]
struct Lines {
    out: String,
    depth: usize,
    in_run_text: bool,
    cells: usize,
    skipped: usize,
    numbering: Numbering,
    /// The paragraph being read, and those around it whose text box it stands in.
    open: Vec<Paragraph>,
    /// Properties as they were before a tracked change.
    former: usize,
    /// How many text boxes are open.
    boxes: usize,
}

impl Lines {
    /// The properties of a paragraph that say its number.
    fn number(&mut self, tag: &quick_xml::events::BytesStart<'_>) {
        let Some(paragraph) = self.open.last_mut().filter(|_| self.former == 0) else {
            return;
        };
        match tag.local_name().as_ref() {
            b"numId" => paragraph.list = value(tag, b"val").filter(|id| id != "0"),
            b"ilvl" => {
                paragraph.level = value(tag, b"val").and_then(|v| v.parse().ok()).unwrap_or(0);
            }
            _ => {}
        }
    }

    fn open(&mut self, name: &[u8]) {
        self.depth += 1;
        match name {
            // Deeper nesting than any author makes is read as one paragraph.
            b"p" if self.open.len() < 32 => self.open.push(Paragraph::default()),
            b"t" => self.in_run_text = true,
            b"tab" if self.cells == 0 && self.open.last().is_some_and(|p| !p.words.is_empty()) => {
                self.push('\t');
            }
            b"br" | b"cr" => self.push('\n'),
            b"tc" => self.cells += 1,
            b"txbxContent" => self.boxes += 1,
            b"pPrChange" => self.former += 1,
            // Deleted revisions, field codes and the fallback copy of a drawing are not the text.
            b"del" | b"moveFrom" | b"instrText" | b"Fallback" => self.skipped += 1,
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        self.depth = self.depth.saturating_sub(1);
        match name {
            b"t" => self.in_run_text = false,
            b"p" => self.end_paragraph(),
            b"tc" => self.cells = self.cells.saturating_sub(1),
            b"txbxContent" => self.boxes = self.boxes.saturating_sub(1),
            b"pPrChange" => self.former = self.former.saturating_sub(1),
            b"del" | b"moveFrom" | b"instrText" | b"Fallback" => {
                self.skipped = self.skipped.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.open.pop() else {
            return;
        };
        let mut line = String::new();
        // An empty paragraph of a list draws no number worth reading.
        if let Some(list) = paragraph
            .list
            .filter(|_| !paragraph.words.trim().is_empty())
        {
            line = self.numbering.next(&list, paragraph.level);
        }
        line.push_str(&paragraph.words);
        line.push('\n');
        line.push_str(&paragraph.boxes);
        match self.open.last_mut().filter(|_| self.boxes > 0) {
            Some(around) => around.boxes.push_str(&line),
            None => self.out.push_str(&line),
        }
    }

    fn push(&mut self, c: char) {
        if self.skipped > 0 {
            return;
        }
        match self.open.last_mut() {
            Some(paragraph) => paragraph.words.push(c),
            None => self.out.push(c),
        }
    }

    fn say(&mut self, run: &str) {
        if self.in_run_text && self.skipped == 0 {
            match self.open.last_mut() {
                Some(paragraph) => paragraph.words.push_str(run),
                None => self.out.push_str(run),
            }
        }
    }
}
