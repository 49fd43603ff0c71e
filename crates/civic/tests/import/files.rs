//! Files as a clerk brings them, with invented people: identity numbers under the
//! area code 999998, which no place has.

#![expect(clippy::unwrap_used, reason = "a file that cannot be made has failed")]

use std::io::Cursor;
use std::sync::Arc;

use civic::directory::people::particulars::check_character;
use civic::directory::roster::{self, Order, Report};
use civic::directory::{Org, Role};
use civic::{BatchId, Counter};
use ground::Result;
use paper::sheet::{Column, Writer};
use town::{Town, World};

/// The headings of a file, in the order of [`Person::cells`].
pub(crate) const HEADINGS: [&str; 11] = [
    "序号",
    "所在党支部",
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "身份证号",
    "人员类别",
    "党员类别",
    "入党时间",
    "手机",
];

/// Somebody in a file; every cell can be spoilt.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) branch: String,
    pub(crate) name: String,
    pub(crate) sex: String,
    pub(crate) birth: String,
    pub(crate) id_number: String,
    pub(crate) joined: String,
    pub(crate) phone: String,
}

/// An identity number of somebody born on that day, with the right check character.
pub(crate) fn id_number(birth: &str, number: usize, male: bool) -> String {
    let serial = 2 * (number % 499) + usize::from(male);
    let digits = format!("999998{birth}{serial:03}");
    let check = check_character(&digits).unwrap();
    format!("{digits}{check}")
}

/// The n-th person: no two of the first million have the same number.
pub(crate) fn person(n: usize, branch: &str) -> Person {
    const FAMILY: [&str; 20] = [
        "丁", "万", "马", "方", "孔", "叶", "田", "白", "冯", "江", "许", "孙", "苏", "李", "杨",
        "吴", "沈", "宋", "陈", "林",
    ];
    const GIVEN: [&str; 20] = [
        "文", "思", "晓", "静", "令", "知", "家", "雪", "国", "若", "云", "一", "小", "明", "向",
        "佩", "颖", "守", "启", "长",
    ];
    let male = n.is_multiple_of(2);
    let (year, month, day) = (1950 + n % 50, 1 + n / 50 % 12, 1 + n / 600 % 28);
    let birth = format!("{year:04}{month:02}{day:02}");
    Person {
        branch: branch.to_owned(),
        name: format!(
            "{}{}{}",
            FAMILY[n % 20],
            GIVEN[n / 20 % 20],
            GIVEN[n / 400 % 20]
        ),
        sex: if male { "男" } else { "女" }.to_owned(),
        birth: format!("{year:04}.{month:02}"),
        id_number: id_number(&birth, n / 16_800, male),
        joined: "2001.07.01".to_owned(),
        phone: format!("190{n:08}"),
    }
}

impl Person {
    fn cells(&self, number: usize) -> Vec<String> {
        [
            &number.to_string(),
            &self.branch,
            &self.name,
            &self.sex,
            "汉族",
            &self.birth,
            &self.id_number,
            "正式党员",
            "社区",
            &self.joined,
            &self.phone,
        ]
        .map(|text: &str| text.to_owned())
        .to_vec()
    }
}

/// A workbook with these people from row 2 on.
pub(crate) fn file(people: &[Person]) -> Vec<u8> {
    let rows: Vec<Vec<String>> = (1..).zip(people).map(|(n, p)| p.cells(n)).collect();
    table(&HEADINGS, &rows)
}

/// A workbook with these headings and rows.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) -> Vec<u8> {
    let columns: Vec<Column> = headings
        .iter()
        .map(|title| Column {
            title: (*title).to_owned(),
            width: 12.0,
            ..Column::default()
        })
        .collect();
    let mut writer = Writer::new("名册", &columns, 0).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.finish().unwrap()
}

/// How a file is brought.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct How {
    pub(crate) updates: bool,
    pub(crate) whole: bool,
}

/// A town whose clerk brings files.
pub(crate) struct Desk<'a> {
    pub(crate) world: &'a World,
    pub(crate) town: Town,
}

impl<'a> Desk<'a> {
    pub(crate) async fn open(world: &'a World) -> Self {
        let town = world.town(0).await.unwrap();
        Self { world, town }
    }

    pub(crate) fn at(&self) -> Counter {
        self.town.visit(&self.world.house, Role::Clerk)
    }

    pub(crate) fn branch(&self) -> &Org {
        &self.town.branches[0]
    }

    pub(crate) fn order(&self, how: How) -> Order {
        Order {
            org: self.town.community.clone(),
            file_name: "名册.xlsx".into(),
            file_hash: "0".repeat(64),
            updates: how.updates,
            whole: how.whole,
        }
    }

    /// Reads and checks a file.
    pub(crate) async fn stage(&self, bytes: Vec<u8>, how: How) -> Result<Report> {
        let at = self.at();
        let id: BatchId = at.id();
        let order = self.order(how);
        let source = Cursor::new(bytes);
        let staged = roster::stage(&self.world.db, &at, &order, id, source, &mut |_| {}).await;
        if staged.is_err() {
            let at = &at;
            self.world
                .db
                .write(|tx| Box::pin(roster::discard(tx, at, id)))
                .await?;
        }
        staged
    }

    /// Reads, checks and takes a file over.
    pub(crate) async fn import(&self, bytes: Vec<u8>, how: How) -> Result<Report> {
        let mut report = self.stage(bytes, how).await?;
        let (at, id) = (self.at(), report.batch.unwrap());
        let at = &at;
        let late = self
            .world
            .db
            .write(|tx| Box::pin(roster::apply(tx, at, id)))
            .await?;
        report.added -= i64::try_from(late.len()).unwrap();
        report.refused.extend(late);
        roster::sweep(&self.world.db, at).await?;
        Ok(report)
    }

    pub(crate) async fn undo(&self, id: BatchId) -> Result<()> {
        let at = &self.at();
        self.world
            .db
            .write(|tx| {
                Box::pin(async move {
                    let above = civic::desk::leaning_on_import(tx, at, id).await?;
                    roster::undo(tx, at, id, &above).await
                })
            })
            .await
    }

    pub(crate) async fn export(&self) -> Vec<u8> {
        let (at, org) = (&self.at(), &self.town.community);
        let (bytes, _) = self
            .world
            .db
            .write(|tx| Box::pin(roster::export(tx, at, org, None)))
            .await
            .unwrap();
        bytes
    }

    /// What all tables hold, without the record of who did what and of the imports themselves.
    pub(crate) async fn holds(&self) -> Vec<(String, i64, String)> {
        const BESIDE: [&str; 5] = [
            "audit",
            "audit_payload",
            "audit_head",
            "import_batch",
            "import_remark",
        ];
        let digest = self.world.db.digest().await.unwrap();
        digest
            .tables
            .into_iter()
            .filter(|t| !BESIDE.contains(&t.name.as_str()) && !t.name.starts_with("audit"))
            .map(|t| (t.name, t.rows, t.hash))
            .collect()
    }
}

/// A house's counter for another actor of the same tenant.
pub(crate) fn visit(desk: &Desk<'_>, role: Role) -> Arc<Counter> {
    Arc::new(desk.town.visit(&desk.world.house, role))
}
