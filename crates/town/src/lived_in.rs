//! What makes a roster look lived in: dates, ranks, particulars, a functional
//! group, coverage units, one floating, one exempt. All of it is invented: the ID
//! numbers bear a region code that no place has, the telephones a marked row.

use std::sync::Arc;

use civic::directory::people::keeping::{self, Entry, Matter, NewExemption};
use civic::directory::people::particulars::check_character;
use civic::directory::tree::{self, NewUnit, UnitKind};
use civic::directory::{LooseDay, Particulars, Person, Role, Sex, Standing};
use civic::{Counter, House};
use ground::{Fault, Result, Tx};

use crate::Town;

/// No place has this region code: the number is nobody's.
const NOWHERE: &str = "999999";

const ETHNICITIES: [&str; 12] = [
    "汉族", "汉族", "汉族", "回族", "汉族", "汉族", "满族", "汉族", "汉族", "壮族", "汉族", "汉族",
];
const EDUCATION: [(&str, &str); 4] = [
    ("大学", "学士"),
    ("大专", ""),
    ("高中", ""),
    ("研究生", "硕士"),
];

/// Fills in the roster of a town that was just founded.
pub(crate) async fn fill(tx: &mut Tx, house: &Arc<House>, town: &Town) -> Result<()> {
    let at = town.visit(house, Role::Clerk);
    for (n, person) in town.members.iter().flatten().enumerate() {
        let (record, mut entry) = keeping::entry(tx, &at, person.id).await?;
        write_down(&mut entry, n, person)?;
        keeping::change(tx, &at, person.id, record.version, &entry, "建册").await?;
    }
    exempt(tx, &at, town).await?;
    for group in &town.groups {
        for branch in &town.members {
            for person in branch.iter().skip(2).step_by(6) {
                tree::join_group(tx, &at, group.id, person.id).await?;
            }
        }
    }
    units(tx, &at, town).await
}

fn loose(year: usize, month: usize, day: Option<usize>) -> Result<LooseDay> {
    let text = match day {
        Some(day) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("{year:04}-{month:02}"),
    };
    text.parse()
        .map_err(|_| Fault::new(format!("no such day: {text}")).into())
}

fn write_down(entry: &mut Entry, n: usize, person: &Person) -> Result<()> {
    let born = 1948 + n * 7 % 52;
    let (month, day) = (1 + n * 5 % 12, 1 + n * 11 % 28);
    let joined = (born + 20 + n % 9).min(2024);
    let is_woman = n % 5 < 2;
    entry.sex = if is_woman { Sex::Female } else { Sex::Male };
    entry.ethnicity = ETHNICITIES[n % ETHNICITIES.len()].to_owned();
    entry.rank = if person.post.is_empty() {
        0
    } else {
        i64::try_from(n % 20 + 1).unwrap_or(0)
    };
    // Of some only the month is known, as on old forms.
    let whole = (!n.is_multiple_of(3)).then_some(day);
    entry.details.birth = loose(born, month, whole)?;
    entry.details.joined = loose(joined, 7, (!n.is_multiple_of(4)).then_some(1))?;
    if person.standing == Standing::Full {
        entry.details.full_since = loose(joined + 1, 7, (!n.is_multiple_of(4)).then_some(1))?;
    }
    if n % 20 == 11 {
        entry.details.mobility = "外地务工，每月电话联系".to_owned();
    }
    let (education, degree) = EDUCATION[n % EDUCATION.len()];
    entry.particulars = Particulars {
        id_number: id_number(born, month, day, n, is_woman)?,
        phone: format!("1900000{n:04}"),
        address: format!("示范街道示范路{}号院{}室", n / 6 + 1, 101 + n % 6 * 100),
        native_place: "示范省示范县".to_owned(),
        education: education.to_owned(),
        degree: degree.to_owned(),
        work_since: loose(born + 20, 9, None)?,
        workplace: match entry.category.as_str() {
            "企业" => "示范机械厂".to_owned(),
            "机关" => "示范街道办事处".to_owned(),
            _ => String::new(),
        },
        party_status: "正常".to_owned(),
        hardship: if n % 20 == 13 {
            "长期患病".to_owned()
        } else {
            String::new()
        },
        remark: "演示数据，非真实人员".to_owned(),
    };
    Ok(())
}

fn id_number(year: usize, month: usize, day: usize, n: usize, is_woman: bool) -> Result<String> {
    let order = 2 * (n % 400) + 1 + usize::from(is_woman);
    let digits = format!("{NOWHERE}{year:04}{month:02}{day:02}{order:03}");
    let check = check_character(&digits).ok_or_else(|| Fault::new("an ID number of 17 digits"))?;
    Ok(format!("{digits}{check}"))
}

async fn exempt(tx: &mut Tx, at: &Counter, town: &Town) -> Result<()> {
    let Some(person) = town.members.first().and_then(|b| b.get(13)) else {
        return Ok(());
    };
    let new = NewExemption {
        matter: Matter::OrgLife,
        reason: "年高多病，本人申请",
        meeting: "支部党员大会",
        held_on: Some(at.today),
        from_day: Some(at.today),
        last_day: Some(at.today.plus(364)),
    };
    keeping::exempt(tx, at, person.id, new).await.map(drop)
}

async fn units(tx: &mut Tx, at: &Counter, town: &Town) -> Result<()> {
    const UNITS: [(UnitKind, &str); 12] = [
        (UnitKind::Building, "示范大厦"),
        (UnitKind::Building, "青年公寓"),
        (UnitKind::Building, "创业楼"),
        (UnitKind::Enterprise, "示范机械厂"),
        (UnitKind::Enterprise, "示范食品公司"),
        (UnitKind::Enterprise, "示范物流站"),
        (UnitKind::SocialOrg, "示范养老服务中心"),
        (UnitKind::SocialOrg, "示范志愿者协会"),
        (UnitKind::Courtyard, "示范路1号院"),
        (UnitKind::Courtyard, "示范路2号院"),
        (UnitKind::Courtyard, "示范路3号院"),
        (UnitKind::Courtyard, "示范路4号院"),
    ];
    for (n, (kind, name)) in UNITS.into_iter().enumerate() {
        let new = NewUnit {
            kind,
            name,
            address: "",
        };
        let unit = tree::add_unit(tx, at, &town.community, new).await?;
        if n % 4 != 2 {
            let by = town.branches.get(n % town.branches.len().max(1));
            tree::cover(tx, at, unit, by.map(|o| o.id), at.today).await?;
        }
    }
    Ok(())
}
