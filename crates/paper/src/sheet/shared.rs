//! The shared strings of an XLSX: one text beside the other, in one allocation.

use std::io::Read;

use quick_xml::events::Event;

use super::No;
use super::xml::{self, say, say_entity};

/// All shared strings of 200,000 people stay well below.
const MOST: usize = 128 << 20;

/// Texts that cells refer to by number.
#[derive(Debug, Default)]
pub(super) struct Shared {
    text: String,
    ends: Vec<u32>,
}

impl Shared {
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let place = |n: &u32| usize::try_from(*n).ok();
        let end = self.ends.get(index).and_then(place)?;
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).and_then(place)?,
            None => 0,
        };
        self.text.get(start..end)
    }

    /// Reads the part; what is written above a word to say how it is read is left out.
    pub(super) fn read(part: impl Read, letters: usize) -> Result<Self, No> {
        let mut shared = Self::default();
        let mut parser = xml::parser(part);
        let (mut buffer, mut item) = (Vec::new(), String::new());
        let (mut in_text, mut in_phonetic) = (false, false);
        loop {
            match parser.read_event_into(&mut buffer).map_err(xml::torn)? {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    b"si" => item.clear(),
                    b"t" => in_text = true,
                    b"rPh" => in_phonetic = true,
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    b"si" => shared.add(&xml::finished(std::mem::take(&mut item), letters))?,
                    b"t" => in_text = false,
                    b"rPh" => in_phonetic = false,
                    _ => {}
                },
                Event::Empty(tag) if tag.local_name().as_ref() == b"si" => shared.add("")?,
                Event::Text(text) if in_text && !in_phonetic => say(&mut item, &text, letters),
                Event::GeneralRef(entity) if in_text && !in_phonetic => {
                    say_entity(&mut item, &entity);
                }
                Event::Eof => break,
                _ => {}
            }
            buffer.clear();
        }
        Ok(shared)
    }

    fn add(&mut self, text: &str) -> Result<(), No> {
        self.text.push_str(text);
        if self.text.len() > MOST || self.ends.len() > MOST / 16 {
            return Err(No::Bomb);
        }
        self.ends
            .push(u32::try_from(self.text.len()).map_err(|_| No::Bomb)?);
        Ok(())
    }
}
