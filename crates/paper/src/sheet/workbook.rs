//! Which sheets an XLSX has, and in which parts they stand.

use std::collections::BTreeMap;
use std::io::Read;

use quick_xml::events::Event;

use super::No;
use super::xml;

/// A sheet of the workbook.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// The id of its relationship.
    pub(super) link: String,
}

/// The sheets in their order, and whether days count from 1904.
pub(super) fn sheets(part: impl Read) -> Result<(Vec<Sheet>, bool), No> {
    let mut parser = xml::parser(part);
    let (mut buffer, mut sheets, mut from_1904) = (Vec::new(), Vec::new(), false);
    loop {
        match parser.read_event_into(&mut buffer).map_err(xml::torn)? {
            Event::Start(tag) | Event::Empty(tag) => match tag.local_name().as_ref() {
                b"sheet" if sheets.len() < 1000 => sheets.push(Sheet {
                    name: xml::attribute(&tag, b"name"),
                    hidden: xml::attribute(&tag, b"state")
                        .to_lowercase()
                        .contains("hidden"),
                    link: xml::attribute(&tag, b"id"),
                }),
                b"workbookPr" => {
                    from_1904 = matches!(xml::attribute(&tag, b"date1904").as_str(), "1" | "true");
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    Ok((sheets, from_1904))
}

/// Where the parts stand that the workbook refers to, by the id of the relationship.
pub(super) fn links(part: impl Read) -> Result<BTreeMap<String, String>, No> {
    let mut parser = xml::parser(part);
    let (mut buffer, mut links) = (Vec::new(), BTreeMap::new());
    loop {
        match parser.read_event_into(&mut buffer).map_err(xml::torn)? {
            Event::Start(tag) | Event::Empty(tag)
                if tag.local_name().as_ref() == b"Relationship" && links.len() < 4096 =>
            {
                let target = xml::attribute(&tag, b"Target");
                let place = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("xl/{}", target.trim_start_matches("./")),
                };
                links.insert(xml::attribute(&tag, b"Id"), place);
            }
            Event::Eof => break,
            _ => {}
        }
        buffer.clear();
    }
    Ok(links)
}
