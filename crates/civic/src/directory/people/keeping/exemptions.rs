//! Who is let off a duty: what, why, by which meeting, and for how long (ruling 11).

use ground::{Day, Result, Tx};

use super::{No, Problem, kept, seen, store};
use crate::audit::{self, Act};
use crate::{Counter, ExemptionId, PersonId, TenantId};

ground::words! {
    /// What somebody is let off.
    pub enum Matter {
        /// The public pledge.
        Pledge = "pledge" "公开承诺",
        /// The appraisal.
        Appraisal = "appraisal" "民主评议",
        /// Meetings of the branch.
        OrgLife = "org_life" "组织生活",
        /// All of them.
        All = "all" "以上各项",
    }
}

/// An exemption.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Exemption {
    /// Its id.
    pub id: ExemptionId,
    /// Who.
    pub person_id: PersonId,
    /// From what.
    pub matter: Matter,
    /// Why.
    pub reason: String,
    /// The meeting that decided.
    pub meeting: String,
    /// When it was held.
    pub held_on: Day,
    /// From this day on.
    pub from_day: Day,
    /// Until this day, which is no longer in it.
    pub until_day: Day,
}

/// A new exemption.
#[derive(Debug, Clone, Copy)]
pub struct NewExemption<'a> {
    /// From what.
    pub matter: Matter,
    /// Why.
    pub reason: &'a str,
    /// The meeting that decided.
    pub meeting: &'a str,
    /// When it was held; none when what was typed is no day.
    pub held_on: Option<Day>,
    /// From this day on.
    pub from_day: Option<Day>,
    /// The last day, which is still in it.
    pub last_day: Option<Day>,
}

fn fits(new: &NewExemption<'_>, today: Day) -> std::result::Result<(Day, Day, Day), No> {
    let mut problems = Vec::new();
    let mut refuse = |field, text: &str| {
        problems.push(Problem {
            field,
            text: text.to_owned(),
        });
    };
    if new.reason.trim().is_empty() {
        refuse("reason", "请填写免除的理由");
    }
    if new.meeting.trim().is_empty() {
        refuse("meeting", "请填写作出决定的会议");
    }
    match new.held_on {
        None => refuse("held_on", "请填写会议日期"),
        Some(day) if day > today => refuse("held_on", "会议日期不能晚于今天"),
        Some(_) => {}
    }
    match (new.from_day, new.last_day) {
        (None, _) => refuse("from", "请填写开始日期"),
        (_, None) => refuse("last", "请填写截止日期；到期可以再报"),
        (Some(from), Some(last)) if last < from => refuse("last", "截止日期早于开始日期"),
        (Some(from), _) if new.held_on.is_some_and(|held| held > from) => {
            refuse("from", "开始日期不能早于会议日期");
        }
        _ => {}
    }
    match (new.held_on, new.from_day, new.last_day) {
        (Some(held), Some(from), Some(last)) if problems.is_empty() => {
            Ok((held, from, last.plus(1)))
        }
        _ => Err(No::Fields(problems)),
    }
}

/// Writes down that a meeting let somebody off something for a time.
pub async fn exempt(
    tx: &mut Tx,
    at: &Counter,
    id: PersonId,
    new: NewExemption<'_>,
) -> Result<ExemptionId> {
    let record = kept(tx, at, id).await?;
    if !record.person.standing.is_member() {
        return Err(No::one("matter", "只有名册上的党员才登记免除").into());
    }
    let (held_on, from_day, until_day) = fits(&new, at.today)?;
    let exemption = Exemption {
        id: at.id(),
        person_id: id,
        matter: new.matter,
        reason: new.reason.trim().to_owned(),
        meeting: new.meeting.trim().to_owned(),
        held_on,
        from_day,
        until_day,
    };
    store::add_exemption(tx, at, &exemption).await?;
    audit::note(tx, at, Act::Exempted, id.0, new.matter.word()).await?;
    Ok(exemption.id)
}

/// The exemptions of a person, newest first.
pub async fn exemptions(tx: &mut Tx, at: &Counter, id: PersonId) -> Result<Vec<Exemption>> {
    seen(tx, at, id).await?;
    store::exemptions(tx, at.tenant, id).await
}

/// Who is let off something on a day: the base of coverage leaves them out.
pub async fn exempt_on(
    tx: &mut Tx,
    tenant: TenantId,
    matter: Matter,
    day: Day,
) -> Result<Vec<PersonId>> {
    store::exempt_on(tx, tenant, matter, day).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exemption_names_its_reason_its_meeting_and_its_days() {
        let day = |text: &str| text.parse::<Day>().ok();
        let good = NewExemption {
            matter: Matter::Pledge,
            reason: "长期卧病",
            meeting: "支部党员大会",
            held_on: day("2026-06-01"),
            from_day: day("2026-06-01"),
            last_day: day("2026-12-31"),
        };
        let today = "2026-10-09".parse().unwrap();
        assert!(fits(&good, today).is_ok());
        let wrong = |new: NewExemption<'_>| match fits(&new, today) {
            Err(No::Fields(problems)) => problems.iter().map(|p| p.field).collect(),
            _ => Vec::new(),
        };
        assert_eq!(
            wrong(NewExemption {
                reason: "",
                meeting: " ",
                ..good
            }),
            ["reason", "meeting"]
        );
        assert_eq!(
            wrong(NewExemption {
                held_on: day("2026-12-01"),
                ..good
            }),
            ["held_on", "from"]
        );
        assert_eq!(
            wrong(NewExemption {
                last_day: day("2026-05-31"),
                ..good
            }),
            ["last"]
        );
        assert_eq!(
            wrong(NewExemption {
                last_day: None,
                ..good
            }),
            ["last"]
        );
    }
}
