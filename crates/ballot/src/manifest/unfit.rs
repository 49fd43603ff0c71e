//! What a round cannot be held with.

use std::collections::BTreeSet;
use std::fmt;

use super::{
    Draft, LARGEST_ROLL, LEAST_SMALLEST, MOST_ELECTORATES, MOST_GRADES, MOST_ITEMS, MOST_ROWS,
    MOST_SUBJECTS, check_words, is_sound_key,
};
use crate::lines::whole;
use crate::words::NotWords;

/// Why a draft cannot be fixed. Places are counted from 1, as people count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// A text that cannot stand where it stands.
    Words(String, NotWords),
    /// None, or more than there is room for: what, and the most.
    Number(&'static str, usize),
    /// Two of the same name: what, and the name.
    Same(&'static str, String),
    /// An item asks for a grade set that is not there.
    NoSet(usize),
    /// No grade of this set says "satisfied".
    NothingFor(String),
    /// An electorate under the smallest cell: it gives one signed, collective rating (ruling 17).
    TooFew(String, u32),
    /// A roll, a least turn-out or a weight out of its range: whose.
    Electorate(String),
    /// The smallest cell is too small to hide anything.
    Smallest,
    /// It closes before it opens, or not at a whole second of our time.
    Times,
    /// The public key of receipts is none.
    Key,
    /// Electorates × subjects × items are more rows than a box holds.
    Rows,
    /// The rolls are so large that shares could not be reckoned exactly.
    Shares,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(place, why) => write!(f, "{place}{why}"),
            Self::Number(what, most) => write!(f, "{what}至少1个、至多{most}个"),
            Self::Same(what, name) => write!(f, "有两个{what}都叫“{name}”，请加字区分"),
            Self::NoSet(item) => write!(f, "第{item}个评议项目没有对应的等次"),
            Self::NothingFor(set) => write!(f, "等次“{set}”里没有一档算满意"),
            Self::TooFew(name, least) => {
                write!(
                    f,
                    "“{name}”不足{least}人，容易看出是谁评的，请改为集体评定并签名"
                )
            }
            Self::Electorate(name) => write!(
                f,
                "“{name}”的人数应为1至{LARGEST_ROLL}，最低参评数不超过人数，权重应为1至100"
            ),
            Self::Smallest => write!(f, "最小公布人数不能小于{LEAST_SMALLEST}"),
            Self::Times => f.write_str("截止时间应晚于开始时间，都精确到秒"),
            Self::Key => f.write_str("回执公钥不对"),
            Self::Rows => write!(f, "评议人群、对象、项目相乘不能超过{MOST_ROWS}"),
            Self::Shares => f.write_str("各人群人数过多，满意率无法精确合算，请分批评议"),
        }
    }
}

impl std::error::Error for Unfit {}

pub(super) fn check(draft: &Draft) -> Result<(), Unfit> {
    numbers(draft)?;
    texts(draft)?;
    names(draft)?;
    if draft.smallest < LEAST_SMALLEST || draft.smallest > LARGEST_ROLL {
        return Err(Unfit::Smallest);
    }
    if !whole(draft.opens) || !whole(draft.closes) || draft.closes <= draft.opens {
        return Err(Unfit::Times);
    }
    if !is_sound_key(&draft.receipt_key) {
        return Err(Unfit::Key);
    }
    electorates(draft)
}

fn numbers(draft: &Draft) -> Result<(), Unfit> {
    let counted = [
        ("等次表", draft.sets.len(), MOST_ITEMS),
        ("评议项目", draft.items.len(), MOST_ITEMS),
        ("评议对象", draft.subjects.len(), MOST_SUBJECTS),
        ("评议人群", draft.electorates.len(), MOST_ELECTORATES),
    ];
    for (what, count, most) in counted {
        if !(1..=most).contains(&count) {
            return Err(Unfit::Number(what, most));
        }
    }
    for set in &draft.sets {
        if !(2..=MOST_GRADES).contains(&set.grades.len()) {
            return Err(Unfit::Number("每个等次表的等次", MOST_GRADES));
        }
    }
    if draft.electorates.len() * draft.subjects.len() * draft.items.len() > MOST_ROWS {
        return Err(Unfit::Rows);
    }
    Ok(())
}

fn texts(draft: &Draft) -> Result<(), Unfit> {
    let mut texts = vec![("标题".to_owned(), draft.title.as_str())];
    for set in &draft.sets {
        texts.push(("等次表".to_owned(), &set.title));
        texts.extend(
            set.grades
                .iter()
                .map(|grade| ("等次".to_owned(), grade.name.as_str())),
        );
    }
    let items = draft.items.iter().map(|item| item.title.as_str());
    let electorates = draft.electorates.iter().map(|one| one.name.as_str());
    texts.extend(numbered("评议项目", items));
    texts.extend(numbered(
        "评议对象",
        draft.subjects.iter().map(String::as_str),
    ));
    texts.extend(numbered("评议人群", electorates));
    check_words(&texts)
}

fn numbered<'a>(
    what: &'static str,
    texts: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = (String, &'a str)> {
    (1..)
        .zip(texts)
        .map(move |(n, text)| (format!("第{n}个{what}"), text))
}

fn names(draft: &Draft) -> Result<(), Unfit> {
    apart("评议对象", draft.subjects.iter())?;
    apart("评议人群", draft.electorates.iter().map(|one| &one.name))?;
    apart("评议项目", draft.items.iter().map(|item| &item.title))?;
    for set in &draft.sets {
        apart("等次", set.grades.iter().map(|grade| &grade.name))?;
        if !set
            .grades
            .iter()
            .any(|grade| grade.standing == super::Standing::For)
        {
            return Err(Unfit::NothingFor(set.title.clone()));
        }
    }
    match draft
        .items
        .iter()
        .position(|item| item.set >= draft.sets.len())
    {
        Some(item) => Err(Unfit::NoSet(item + 1)),
        None => Ok(()),
    }
}

fn apart<'a>(what: &'static str, names: impl Iterator<Item = &'a String>) -> Result<(), Unfit> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Unfit::Same(what, name.clone()));
        }
    }
    Ok(())
}

fn electorates(draft: &Draft) -> Result<(), Unfit> {
    // The whole of a weighed share at its largest, times what reading it in hundredths of a percent multiplies it by.
    let mut whole: u128 = 40_000;
    let mut weights: u128 = 0;
    for one in &draft.electorates {
        if !(1..=LARGEST_ROLL).contains(&one.roll)
            || one.least > one.roll
            || !(1..=100).contains(&one.weight)
        {
            return Err(Unfit::Electorate(one.name.clone()));
        }
        if one.roll < draft.smallest {
            return Err(Unfit::TooFew(one.name.clone(), draft.smallest));
        }
        let rated = u128::from(one.roll) * draft.items.len() as u128;
        whole = whole.checked_mul(rated).ok_or(Unfit::Shares)?;
        weights += u128::from(one.weight);
    }
    whole.checked_mul(weights).map(|_| ()).ok_or(Unfit::Shares)
}
