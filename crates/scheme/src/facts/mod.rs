//! Facts files: the JSON that `sanzheng rate` takes. Every subject and fact knows its line, so that a
//! refusal names it.

mod shape;

use crate::refusal::RateError;
use crate::sheet::{SchemeError, Sheet};
use crate::subject::Subject;
use serde_json::value::RawValue;
use shape::{FactShape, FileShape, ScoreShape, SubjectShape};
use std::collections::HashMap;

/// A facts file that was read.
#[derive(Debug)]
pub struct FactsFile {
    file: String,
    subjects: Vec<Subject>,
    /// Where each subject starts.
    lines: HashMap<String, Vec<usize>>,
    /// Where each fact starts, by subject and fact.
    fact_lines: HashMap<(String, String), Vec<usize>>,
}

impl FactsFile {
    /// Reads a facts file. `file_name` only serves the messages.
    ///
    /// # Errors
    /// Refuses what is not of the form in `docs/scheme.md`: the first such place, with what to do.
    pub fn parse(file_name: &str, json: &str) -> Result<FactsFile, SchemeError> {
        let sheet = Sheet {
            file: file_name,
            text: json,
        };
        let json = json.strip_prefix('\u{feff}').unwrap_or(json);
        let reader = Reader {
            sheet,
            ends: line_ends(sheet.text),
        };
        let whole: FileShape<'_> = serde_json::from_str(json).map_err(|error| {
            let line = error.line();
            reader.refuse_line(line, None, &error)
        })?;
        let mut facts = FactsFile {
            file: file_name.to_owned(),
            subjects: Vec::with_capacity(whole.subjects.len()),
            lines: HashMap::new(),
            fact_lines: HashMap::new(),
        };
        for raw in whole.subjects {
            reader.subject(raw, &mut facts)?;
        }
        Ok(facts)
    }

    /// Those who are rated.
    #[must_use]
    pub fn subjects(&self) -> &[Subject] {
        &self.subjects
    }

    /// Where in the file a refusal of the rating lies; of two of a kind, the second one.
    #[must_use]
    pub fn locate(&self, refusal: &RateError) -> SchemeError {
        let (subject, fact) = refusal.place();
        let subject = subject.unwrap_or_default().to_owned();
        let of_subject = || self.lines.get(&subject).and_then(|lines| lines.last());
        let line = match fact {
            Some(fact) => {
                let key = (subject.clone(), fact.to_owned());
                self.fact_lines
                    .get(&key)
                    .and_then(|lines| lines.last())
                    .or_else(of_subject)
            }
            None => of_subject(),
        };
        let said = refusal.to_string();
        let (what, remedy) = match said.split_once("，请") {
            Some((what, remedy)) => (what.to_owned(), format!("请{remedy}")),
            None => (said, "请核对事实文件".to_owned()),
        };
        SchemeError {
            file: self.file.clone(),
            line: line.copied().unwrap_or(1),
            item: None,
            what,
            remedy,
        }
    }
}

struct Reader<'a> {
    sheet: Sheet<'a>,
    /// Where each line ends.
    ends: Vec<usize>,
}

fn line_ends(text: &str) -> Vec<usize> {
    (text.bytes().enumerate())
        .filter(|(_, byte)| *byte == b'\n')
        .map(|(at, _)| at)
        .collect()
}

impl Reader<'_> {
    fn subject(&self, raw: &RawValue, facts: &mut FactsFile) -> Result<(), SchemeError> {
        let start = self.start(raw);
        let shape: SubjectShape<'_> = self.read(raw, "评定对象")?;
        let label = format!("评定对象“{}”", shape.id);
        if shape.id.trim().is_empty() {
            return Err(self.refuse(start, Some("评定对象"), "“id”是空的", "请写出id"));
        }
        let mut subject = Subject {
            id: shape.id.clone(),
            groups: shape.groups,
            attributes: shape.attributes.0,
            facts: Vec::with_capacity(shape.facts.len()),
            scores: Vec::with_capacity(shape.scores.len()),
        };
        if let Some(twice) = twice(&subject.groups) {
            let what = format!("类别“{twice}”写了两次");
            return Err(self.refuse(start, Some(&label), &what, "请只写一次"));
        }
        for raw in shape.facts {
            let fact: FactShape = self.read(raw, &format!("{label}的一条事实"))?;
            let line = self.start(raw);
            let fact = fact
                .fact()
                .map_err(|(what, remedy)| self.refuse(line, Some(&label), &what, remedy))?;
            let key = (subject.id.clone(), fact.id.clone());
            facts
                .fact_lines
                .entry(key)
                .or_default()
                .push(self.line(line));
            subject.facts.push(fact);
        }
        for raw in shape.scores {
            let score: ScoreShape = self.read(raw, &format!("{label}的一个评分"))?;
            subject.scores.push(score.score());
        }
        facts
            .lines
            .entry(shape.id)
            .or_default()
            .push(self.line(start));
        facts.subjects.push(subject);
        Ok(())
    }

    fn read<'r, T: serde::Deserialize<'r>>(
        &self,
        raw: &'r RawValue,
        label: &str,
    ) -> Result<T, SchemeError> {
        serde_json::from_str(raw.get()).map_err(|error| {
            let line = self.line(self.start(raw)) + error.line() - 1;
            self.refuse_line(line, Some(label), &error)
        })
    }

    /// Where a part of the text starts, in bytes.
    fn start(&self, raw: &RawValue) -> usize {
        (raw.get().as_ptr() as usize).saturating_sub(self.sheet.text.as_ptr() as usize)
    }

    fn line(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end < at) + 1
    }

    fn refuse(&self, at: usize, item: Option<&str>, what: &str, remedy: &str) -> SchemeError {
        self.sheet.refuse(at, item, what.to_owned(), remedy)
    }

    fn refuse_line(
        &self,
        line: usize,
        item: Option<&str>,
        error: &serde_json::Error,
    ) -> SchemeError {
        let said = error.to_string();
        let said = said.split(" at line ").next().unwrap_or_default();
        SchemeError {
            file: self.sheet.file.to_owned(),
            line: line.max(1),
            item: item.map(str::to_owned),
            what: format!("不合事实文件的写法（{said}）"),
            remedy: "请按 docs/scheme.md 的“The facts file”一节改正".to_owned(),
        }
    }
}

fn twice(list: &[String]) -> Option<&String> {
    (list.iter().enumerate())
        .find(|(n, entry)| list.iter().take(*n).any(|earlier| earlier == *entry))
        .map(|(_, entry)| entry)
}
