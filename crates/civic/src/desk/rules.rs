//! Names, counts and conditions. Pure.

use super::Cover;
use crate::campaign::{Condition, State};
use crate::directory::{Person, Verb};
use crate::honour;
use crate::notice::{self, Publication, Version};
use crate::pledge::Counts;
use crate::pledge::coverage::Coverage as Pledged;
use crate::review::Coverage;

/// Some names and, when there are more, how many in all.
pub fn names(all: &[&str]) -> String {
    const SHOWN: usize = 6;
    if all.len() <= SHOWN {
        return all.join("、");
    }
    format!(
        "{}等{}人",
        all.iter()
            .take(SHOWN)
            .copied()
            .collect::<Vec<_>>()
            .join("、"),
        all.len()
    )
}

/// A condition that holds or not.
pub fn simple(what: &str, met: bool, missing: &str) -> Condition {
    Condition {
        what: what.to_owned(),
        met,
        missing: if met {
            String::new()
        } else {
            missing.to_owned()
        },
    }
}

/// A condition on everybody: who is missing is said by name. Nobody at all is not everybody.
pub fn named<'a>(what: &str, of: usize, missing: impl Iterator<Item = &'a Person>) -> Condition {
    let missing: Vec<&str> = missing.map(|p| p.name.as_str()).collect();
    everybody(what, of, &missing, "人")
}

fn everybody(what: &str, of: usize, missing: &[&str], counter: &str) -> Condition {
    Condition {
        what: format!("{what}，{}/{of}{counter}", of - missing.len()),
        met: missing.is_empty() && of > 0,
        missing: if of == 0 {
            "名册上还没有人".to_owned()
        } else {
            names(missing)
        },
    }
}

fn as_strs(all: &[String]) -> Vec<&str> {
    all.iter().map(String::as_str).collect()
}

/// What the step of public pledges closes on (ruling 11): branches, members, papers.
pub fn pledged(found: &Pledged) -> Vec<Condition> {
    let branches: Vec<String> = (found.short_branches())
        .map(|b| format!("{}（{}项）", b.org.name, b.public))
        .collect();
    let members: Vec<String> = (found.short())
        .map(|m| match m.public {
            0 => m.person.name.clone(),
            n => format!("{}（{n}项）", m.person.name),
        })
        .collect();
    let plans: Vec<&str> = (found.unplanned())
        .map(|m| m.person.name.as_str())
        .collect();
    let of = found.members.len();
    // Where a meeting let everybody off, nobody is missing.
    let owed = |condition: Condition| match of {
        0 if !found.exempt.is_empty() => simple(&condition.what, true, ""),
        _ => condition,
    };
    vec![
        everybody(
            &format!("党组织承诺公布{}项以上", found.branch_least),
            found.branches.len(),
            &as_strs(&branches),
            "个支部",
        ),
        owed(everybody(
            &format!("党员承诺公开{}项以上", found.least),
            of,
            &as_strs(&members),
            "人",
        )),
        owed(everybody("具体打算已公布", of, &plans, "人")),
        simple(
            "上级实施意见已公布",
            found.opinion,
            "还没有公布上级实施意见",
        ),
        simple("实施方案已公布", found.plan, "方案还没有发布"),
    ]
}

/// The counts of the desk, over those who owe a pledge and all on the roster.
pub fn covers(
    (pledged, roster): (&Pledged, usize),
    (counts, late): (&Counts, Vec<String>),
    reviews: &Coverage,
) -> Vec<Cover> {
    let cover = |what: &str, missing: Vec<String>| Cover {
        what: what.to_owned(),
        have: pledged.members.len() - missing.len(),
        of: pledged.members.len(),
        missing,
    };
    let name = |m: &crate::pledge::coverage::MemberCover| m.person.name.clone();
    let count = |n: i64| usize::try_from(n).unwrap_or(0);
    vec![
        cover("公开承诺", pledged.short().map(name).collect()),
        cover("具体打算", pledged.unplanned().map(name).collect()),
        Cover {
            what: format!("{}点评", reviews.quarter.label()),
            have: reviews.done.len(),
            of: roster,
            missing: reviews.missing.iter().map(|p| p.name.clone()).collect(),
        },
        Cover {
            what: "承诺按期办结".to_owned(),
            have: count(counts.kept),
            of: count(counts.all),
            missing: late,
        },
    ]
}

/// Whether notices have run their course: none still runs, and one was concluded.
pub fn all_over(notices: &[(Publication, Version)]) -> bool {
    let none = |state| notices.iter().all(|(p, _)| p.state != state);
    none(notice::State::Public) && !none(notice::State::Concluded)
}

/// Whether honours were given: in one round at least, and in every round whose
/// notice was not withdrawn.
pub fn all_given(ratings: &[honour::Rating], notices: &[(Publication, Version)]) -> bool {
    let withdrawn = |r: &honour::Rating| {
        let its = |p: &Publication| Some(p.id) == r.publication_id;
        (notices.iter()).any(|(p, _)| its(p) && p.state == notice::State::Withdrawn)
    };
    let given = |r: &honour::Rating| r.state == honour::State::Awarded;
    ratings.iter().any(given) && ratings.iter().all(|r| given(r) || withdrawn(r))
}

/// What a plan waits for, who does it, and what the link says.
pub fn next_act(state: State) -> Option<(&'static str, Verb, &'static str)> {
    Some(match state {
        State::Reading => ("核对读出的要点", Verb::ReadPlan, "去核对"),
        State::Returned => ("方案退回补正", Verb::ReadPlan, "去补正"),
        State::Confirmed => ("方案待会议决议", Verb::RecordDecision, "记决议"),
        State::Resolved => ("方案待报审", Verb::SubmitPlan, "去报审"),
        State::Submitted => ("方案待批复", Verb::ReplyPlan, "去批复"),
        State::Approved => ("方案待印发公布", Verb::IssuePlan, "去印发"),
        State::InForce => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_of_names_says_how_many_there_are() {
        assert_eq!(names(&["苏明", "罗小满"]), "苏明、罗小满");
        assert_eq!(
            names(&["甲", "乙", "丙", "丁", "戊", "己", "庚"]),
            "甲、乙、丙、丁、戊、己等7人"
        );
    }

    #[test]
    fn an_empty_roster_does_not_open_a_gate() {
        assert!(!named("党员承诺全部公开", 0, std::iter::empty()).met);
    }
}
