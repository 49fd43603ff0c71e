//! A row of the sheet as what it says of a person: read, in one form, and with
//! every problem named by row and column. Pure.

use ground::Day;
use paper::sheet::{Cell, Row};

use super::branches::{Branches, Meant};
use super::cells::{self, Given, Wrong};
use super::columns::{Columns, Field};
use super::head::Head;
use crate::directory::people::identity::{self, IdFacts};
use crate::directory::{LooseDay, Sex, Standing};

/// Something to say of a cell.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Remark {
    /// The sheet's own number of the row.
    pub row: u32,
    /// The column as the sheet heads it.
    pub column: String,
    /// What is wrong and what to do.
    pub reason: String,
}

/// What a row says. `None` is a blank or masked cell: on a record that is there,
/// unchanged.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// The sheet's own number of the row.
    pub(super) row: u32,
    /// Which organisation, in the list of [`Branches`].
    pub(super) place: usize,
    /// Their name.
    pub(super) name: String,
    /// Identity number.
    pub(super) id_number: Given,
    /// What it says.
    pub(super) id_facts: Option<IdFacts>,
    /// Telephone.
    pub(super) phone: Given,
    /// Sex.
    pub(super) sex: Option<Sex>,
    /// Full, provisional or resident.
    pub(super) standing: Option<Standing>,
    /// Category of a member.
    pub(super) category: Option<String>,
    /// Dates; an unknown one for an explicit 无 or 否.
    pub(super) dates: [Option<LooseDay>; 5],
    /// Short texts.
    pub(super) texts: [Option<String>; 9],
}

/// The dates, in the order of [`Entry::dates`].
pub(super) const DATES: [Field; 5] = [
    Field::Birth,
    Field::Joined,
    Field::FullSince,
    Field::WorkSince,
    Field::LostSince,
];

/// The short texts, in the order of [`Entry::texts`].
pub(super) const TEXTS: [Field; 9] = [
    Field::Ethnicity,
    Field::Post,
    Field::Mobility,
    Field::NativePlace,
    Field::Education,
    Field::Degree,
    Field::Workplace,
    Field::PartyStatus,
    Field::Remark,
];

/// What is known before the first row.
#[derive(Debug)]
pub(super) struct Frame {
    /// The columns.
    pub(super) columns: Columns,
    /// The organisations that may be meant.
    pub(super) branches: Branches,
    /// Categories of members.
    pub(super) categories: Vec<String>,
    /// The day.
    pub(super) today: Day,
}

impl Entry {
    /// The date of a field.
    pub(super) fn date(&self, field: Field) -> Option<&LooseDay> {
        let place = DATES.iter().position(|f| *f == field)?;
        self.dates[place].as_ref()
    }

    /// The text of a field.
    pub(super) fn text(&self, field: Field) -> Option<&str> {
        let place = TEXTS.iter().position(|f| *f == field)?;
        self.texts[place].as_deref()
    }

    /// The day or month of birth, from its own column or from the identity number.
    pub(super) fn birth(&self) -> Option<LooseDay> {
        match self.date(Field::Birth) {
            Some(birth) => Some(birth.clone()),
            None => self.id_facts.map(|facts| LooseDay::whole(facts.birth)),
        }
    }
}

/// A row being read.
struct Reading<'a> {
    frame: &'a Frame,
    head: &'a Head,
    row: &'a Row,
    refused: Vec<Remark>,
    noted: Vec<Remark>,
}

/// The two texts of an address and of hardship stand apart: they are protected.
#[derive(Debug, Clone)]
pub(super) struct Read {
    /// What the row says.
    pub(super) entry: Entry,
    /// Address and hardship.
    pub(super) guarded: [Option<String>; 2],
    /// What 是否失联 says without a date, to go behind the remark.
    pub(super) lost_note: Option<&'static str>,
    /// What is taken, and worth a look.
    pub(super) noted: Vec<Remark>,
}

/// Reads a row below the headings: what it says, or why it is refused.
pub(super) fn read(frame: &Frame, head: &Head, row: &Row) -> Result<Read, Vec<Remark>> {
    let mut reading = Reading {
        frame,
        head,
        row,
        refused: Vec::new(),
        noted: Vec::new(),
    };
    let name = reading.name();
    let place = reading.branch();
    let (id_number, id_facts) = reading.id_number();
    let phone = reading.phone();
    let sex = reading.sex();
    let (standing, category) = reading.classes();
    let mut dates = DATES.map(|field| reading.date(field));
    let mut texts = TEXTS.map(|field| reading.text(field));
    let lost_note = reading.lost(&mut dates[4]);
    reading.whereabouts(&mut texts[2]);
    let guarded = [Field::Address, Field::Hardship].map(|field| reading.text(field));
    match (name, place) {
        (Some(name), Some(place)) if reading.refused.is_empty() => Ok(Read {
            entry: Entry {
                row: row.number,
                place,
                name,
                id_number,
                id_facts,
                phone,
                sex,
                standing,
                category,
                dates,
                texts,
            },
            guarded,
            lost_note,
            noted: reading.noted,
        }),
        _ => Err(reading.refused),
    }
}

impl Reading<'_> {
    fn remark(&self, field: Field, reason: impl Into<String>) -> Remark {
        Remark {
            row: self.row.number,
            column: self.head.title(&self.frame.columns, field).to_owned(),
            reason: reason.into(),
        }
    }

    fn refuse(&mut self, field: Field, reason: impl Into<String>) {
        let remark = self.remark(field, reason);
        self.refused.push(remark);
    }

    fn cell(&self, field: Field) -> &Cell {
        let place = self
            .head
            .columns
            .iter()
            .position(|c| c.as_ref().is_some_and(|(f, _)| *f == field));
        place
            .and_then(|place| self.row.cells.get(place))
            .unwrap_or(&Cell::Empty)
    }

    fn given(&mut self, field: Field) -> Given {
        cells::text(self.cell(field)).unwrap_or_else(|wrong: Wrong| {
            self.refuse(field, wrong.reason());
            Given::Blank
        })
    }

    fn text(&mut self, field: Field) -> Option<String> {
        match self.given(field) {
            Given::Value(text) => Some(text),
            Given::Blank | Given::Masked(_) => None,
        }
    }

    fn name(&mut self) -> Option<String> {
        let text = match cells::text(self.cell(Field::Name)) {
            Ok(Given::Value(text) | Given::Masked(text)) => text,
            Ok(Given::Blank) => String::new(),
            Err(wrong) => {
                self.refuse(Field::Name, wrong.reason());
                return None;
            }
        };
        identity::name(&text)
            .map_err(|wrong| self.refuse(Field::Name, wrong.reason()))
            .ok()
    }

    fn branch(&mut self) -> Option<usize> {
        let branches = &self.frame.branches;
        let text = self.text(Field::Branch).unwrap_or_default();
        if text.is_empty() {
            let only = branches.only();
            if only.is_none() {
                self.refuse(
                    Field::Branch,
                    "请填写所在党支部；表格里合并的单元格要拆开填满",
                );
            }
            return only;
        }
        match branches.meant(&text) {
            Meant::One(place) => Some(place),
            Meant::None => {
                let there = branches.some_names();
                self.refuse(
                    Field::Branch,
                    format!("没有“{}”这个组织，这里有：{there}", cells::quoted(&text)),
                );
                None
            }
            Meant::Several(count) => {
                self.refuse(
                    Field::Branch,
                    format!("“{}”有{count}个，请写全称或代码", cells::quoted(&text)),
                );
                None
            }
        }
    }

    fn id_number(&mut self) -> (Given, Option<IdFacts>) {
        if matches!(self.cell(Field::IdNumber), Cell::Date(_)) {
            self.refuse(Field::IdNumber, Wrong::Ruined.reason());
            return (Given::Blank, None);
        }
        let given = self.given(Field::IdNumber);
        let Some(text) = given.value().filter(|t| !t.is_empty()) else {
            return (given, None);
        };
        // What was shown as 4.40301E+17 when somebody copied it.
        if text.contains(['E', 'e', '.']) {
            self.refuse(Field::IdNumber, Wrong::Ruined.reason());
            return (Given::Blank, None);
        }
        match identity::id_number(text, self.frame.today) {
            Ok((number, facts)) => {
                if facts.is_old {
                    let note =
                        self.remark(Field::IdNumber, "是15位的旧号码，已收下，请核对后补成18位");
                    self.noted.push(note);
                }
                (Given::Value(number), Some(facts))
            }
            Err(wrong) => {
                self.refuse(Field::IdNumber, wrong.reason());
                (Given::Blank, None)
            }
        }
    }

    fn phone(&mut self) -> Given {
        let given = self.given(Field::Phone);
        let Some(text) = given.value().filter(|t| !t.is_empty()) else {
            return given;
        };
        match identity::phone(text) {
            Some(phone) => Given::Value(phone),
            None => {
                self.refuse(
                    Field::Phone,
                    "不像手机或座机号码。手机是11位，座机要写区号；只填一个号码",
                );
                Given::Blank
            }
        }
    }

    fn sex(&mut self) -> Option<Sex> {
        let text = self.text(Field::Sex)?;
        match text.trim_end_matches('性') {
            "男" => Some(Sex::Male),
            "女" => Some(Sex::Female),
            "" => Some(Sex::Unsaid),
            _ => {
                self.refuse(Field::Sex, "请写“男”或“女”");
                None
            }
        }
    }

    /// 正式 and 社区 stand in one column or in two, and people head them alike:
    /// the word says which of the two it is.
    fn classes(&mut self) -> (Option<Standing>, Option<String>) {
        let (mut standing, mut category) = (None, None);
        for field in [Field::Standing, Field::Category] {
            let Some(text) = self.text(field).filter(|t| !t.is_empty()) else {
                continue;
            };
            for word in text.split(['/', '、', ',', ' ']).filter(|w| !w.is_empty()) {
                if let Some(found) = standing_of(word) {
                    standing = Some(found);
                } else if let Some(found) = self.category_of(word) {
                    category = Some(found);
                } else {
                    let there = self.frame.categories.join("、");
                    let reason = match field {
                        Field::Standing => format!(
                            "没有“{}”这一类，请写正式党员、预备党员或群众",
                            cells::quoted(word)
                        ),
                        _ => format!("没有“{}”这个类别，有的是：{there}", cells::quoted(word)),
                    };
                    self.refuse(field, reason);
                }
            }
        }
        (standing, category)
    }

    fn category_of(&self, word: &str) -> Option<String> {
        let word = word.trim_end_matches("党员").trim_end_matches('类');
        self.frame.categories.iter().find(|c| *c == word).cloned()
    }

    fn date(&mut self, field: Field) -> Option<LooseDay> {
        if field == Field::LostSince {
            return None;
        }
        let heading = self.head.title(&self.frame.columns, field);
        let by_month = heading.contains("年月") && !heading.contains('日');
        match cells::date(self.cell(field), by_month) {
            Ok(date) => date,
            Err(wrong) => {
                self.refuse(field, wrong.reason());
                None
            }
        }
    }

    /// 是否失联: 否, or since when. A plain 是 has no day to keep; it is noted in
    /// the remark, as nothing is made up (field-facts 2.13).
    fn lost(&mut self, since: &mut Option<LooseDay>) -> Option<&'static str> {
        let field = Field::LostSince;
        if let Cell::Date(_) | Cell::Number(_) = self.cell(field) {
            match cells::date(self.cell(field), false) {
                Ok(date) => *since = date,
                Err(wrong) => self.refuse(field, wrong.reason()),
            }
            return None;
        }
        let text = self.text(field)?;
        let text = after_yes(&text);
        match text.as_str() {
            "" | "否" | "未失联" | "正常" => *since = Some(LooseDay::default()),
            "是" | "失联" => {
                let note = self.remark(field, "没有写失联时间，先记在备注里");
                self.noted.push(note);
                return Some("失联，时间不详");
            }
            text => match text.parse() {
                Ok(date) => *since = Some(date),
                Err(_) => self.refuse(field, "请写“否”，或失联时间，如 2024.03"),
            },
        }
        None
    }

    /// 是否流动: 否, or where to.
    fn whereabouts(&mut self, mobility: &mut Option<String>) {
        let Some(text) = mobility.take() else {
            return;
        };
        let text = after_yes(&text);
        *mobility = Some(match text.as_str() {
            "否" | "未流动" => String::new(),
            "是" | "流动" => "去向不详".to_owned(),
            _ => text,
        });
    }
}

fn standing_of(word: &str) -> Option<Standing> {
    match word {
        "正式" | "正式党员" | "中共党员" | "党员" => Some(Standing::Full),
        "预备" | "预备党员" | "中共预备党员" => Some(Standing::Provisional),
        "群众" | "居民" | "非党员" => Some(Standing::Resident),
        _ => None,
    }
}

/// 是（深圳） says 深圳.
fn after_yes(text: &str) -> String {
    let rest = text.strip_prefix('是').unwrap_or(text);
    let rest = rest.trim_matches([' ', '(', ')', ',', ':', '，', '：', ';', '-']);
    if rest.is_empty() {
        text.to_owned()
    } else {
        rest.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OrgId;
    use crate::directory::{Org, OrgKind, Path};

    fn frame() -> Frame {
        let org = |n: u128, name: &str| Org {
            id: OrgId(ground::re::uuid::Uuid::from_u128(n)),
            kind: OrgKind::Branch,
            code: format!("branch-{n}"),
            name: name.into(),
            path: Path(format!("{n:04}/")),
            address: String::new(),
            phone: String::new(),
        };
        Frame {
            columns: Columns::shipped().unwrap(),
            branches: Branches::of(vec![org(1, "第一党支部"), org(2, "第二党支部")], &[]),
            categories: ["机关", "社区", "企业"].map(str::to_owned).into(),
            today: "2026-05-06".parse().unwrap(),
        }
    }

    /// Reads one row under these headings: what it says, or the columns that are refused.
    fn of(cells: &[(&str, Cell)]) -> Result<Read, Vec<(String, String)>> {
        let frame = frame();
        let titles = Row {
            number: 1,
            cells: cells
                .iter()
                .map(|(h, _)| Cell::Text((*h).to_owned()))
                .collect(),
        };
        let head = Head::find(&frame.columns, &[titles]).unwrap();
        let row = Row {
            number: 2,
            cells: cells.iter().map(|(_, c)| c.clone()).collect(),
        };
        read(&frame, &head, &row)
            .map_err(|all| all.into_iter().map(|r| (r.column, r.reason)).collect())
    }

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn a_row_is_read_in_one_form() {
        let read = of(&[
            ("姓名", text("丁 文")),
            ("支部", text("第一支部")),
            ("性别", text("男")),
            ("身份证", text("11010519491231002x")),
            ("人员类别(正式/预备)", text("正式")),
            ("党员类型", text("社区党员")),
            ("联系电话", Cell::Number(13_800_138_000.0)),
            ("出生年月", text("1949.12")),
            ("是否失联", text("否")),
            ("是否流动", text("是（深圳）")),
            ("学历", Cell::Empty),
        ])
        .unwrap();
        let entry = read.entry;
        assert_eq!((entry.name.as_str(), entry.place), ("丁文", 0));
        assert_eq!(entry.id_number.value(), Some("11010519491231002X"));
        assert_eq!(entry.phone.value(), Some("13800138000"));
        assert_eq!(
            (entry.standing, entry.category.as_deref()),
            (Some(Standing::Full), Some("社区"))
        );
        assert_eq!(entry.date(Field::Birth).unwrap().as_str(), "1949-12");
        assert_eq!(entry.date(Field::LostSince), Some(&LooseDay::default()));
        assert_eq!(entry.text(Field::Mobility), Some("深圳"));
        assert_eq!(entry.text(Field::Education), None);
    }

    #[test]
    fn every_problem_is_named_by_its_column_as_the_sheet_heads_it() {
        let refused = of(&[
            ("姓名", text("")),
            ("支部", text("第九支部")),
            ("性别", text("不详")),
            ("身份证", Cell::Number(1.10105194912310e17)),
            ("党员类型", text("农村")),
            ("手机号", text("1380013")),
            ("出生年月", text("1990.13")),
            ("住址", Cell::Formula),
        ])
        .unwrap_err();
        let columns: Vec<_> = refused.iter().map(|(c, _)| c.as_str()).collect();
        assert_eq!(
            columns,
            [
                "姓名",
                "支部",
                "身份证",
                "手机号",
                "性别",
                "党员类型",
                "出生年月",
                "住址"
            ]
        );
        assert!(
            refused[2].1.contains("文本"),
            "how to mend it: {}",
            refused[2].1
        );
        assert!(
            refused[1].1.contains("第一党支部"),
            "what there is: {}",
            refused[1].1
        );
    }

    #[test]
    fn a_member_who_is_lost_without_a_date_is_noted_and_nothing_is_made_up() {
        let read = of(&[
            ("姓名", text("丁文")),
            ("支部", text("branch-2")),
            ("是否失联", text("是")),
            ("备注", text("原住一号楼")),
        ])
        .unwrap();
        assert_eq!(read.entry.place, 1);
        assert_eq!(read.entry.date(Field::LostSince), None);
        assert_eq!(read.entry.text(Field::Remark), Some("原住一号楼"));
        assert_eq!(read.lost_note, Some("失联，时间不详"));
        assert_eq!(read.noted.len(), 1);
    }
}
