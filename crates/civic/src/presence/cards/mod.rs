//! Name cards (亮名片): a member says field by field what may be shown, the branch issues
//! the card, and what is taken back is gone at once (S3.3-03, S3.3-11).
//!
//! A card is no publication (ruling 10): a frozen snapshot would keep what its holder took
//! back. It holds no words of its own and shows what the roster says today.

mod consents;
mod lists;
mod shown;

use ground::{At, Day, Result, Tx};

pub use consents::{close, consent, end_of_left, issue, withdraw};
pub use lists::{Listed, holder, holders, own, public};
pub use shown::{phone_is_current, shown, would_show};

use super::store;
use crate::directory::{Path, Person};
use crate::{CardId, PersonId, TenantId};

ground::words! {
    /// What a card may show, each with a consent of its own (PIPL 25).
    pub enum Field {
        /// Name: without it there is no card.
        Name = "name" "姓名",
        /// The branch.
        Branch = "branch" "所在党支部",
        /// The post.
        Post = "post" "党内职务",
        /// The category.
        Category = "category" "党员类别",
        /// Public pledges and what became of them.
        Pledges = "pledges" "公开承诺",
        /// Messages by the page, without the telephone.
        Relay = "relay" "网上留言",
        /// The telephone itself.
        Phone = "phone" "手机号",
    }
}

ground::words! {
    /// How a card stands.
    pub enum CardState {
        /// It is public.
        Issued = "issued" "公开中",
        /// It is no longer good.
        Closed = "closed" "已停用",
    }
}

/// How consent was given or taken back.
#[derive(Debug, Clone, Copy)]
pub enum Consent<'a> {
    /// By the member, in their own account.
    Own,
    /// On a sheet that the member signed, kept by the branch.
    Sheet {
        /// The day on it; none when what was typed is no day.
        day: Option<Day>,
        /// Where it lies.
        place: &'a str,
    },
}

/// The newest word on one field.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Mark {
    /// Whose.
    pub person_id: PersonId,
    /// The field.
    pub field: Field,
    /// Given, or taken back.
    pub given: bool,
    /// The day it was said.
    pub day: Day,
    /// Where the signed sheet lies; empty when said in the member's own account.
    pub sheet: String,
}

impl Mark {
    /// The mark of a field.
    pub fn of(marks: &[Self], field: Field) -> Option<&Self> {
        marks.iter().find(|m| m.field == field)
    }
}

/// A card.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Card {
    pub id: CardId,
    pub person_id: PersonId,
    pub state: CardState,
    pub issued_at: At,
    pub closed_at: Option<At>,
    pub closed_why: String,
}

/// A pledge on a card.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CardPledge {
    /// Its id.
    pub id: crate::PledgeId,
    /// What was promised.
    pub action: String,
    /// The result that was promised.
    pub measure: String,
    /// By when.
    pub due_day: Day,
    /// How far it has come.
    pub state: crate::pledge::State,
}

/// What a card shows today: nothing that its holder did not agree to.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The card.
    pub card: CardId,
    /// Where its holder stands in the tree.
    pub org_path: Path,
    /// Name.
    pub name: String,
    /// The branch; empty without consent.
    pub branch: String,
    /// The post; empty without consent, or without a post.
    pub post: String,
    /// The category; empty without consent.
    pub category: String,
    /// Public pledges; none without consent.
    pub pledges: Vec<CardPledge>,
    /// The telephone; empty without consent to this very number.
    pub phone: String,
    /// Who reads messages; none when the card takes none.
    pub relay: Option<Reader>,
    /// Since when it is public.
    pub issued_at: At,
}

/// Who reads what is written to a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The member.
    Member,
    /// The branch, which reads it out.
    Branch,
}

impl Shown {
    /// Whether a resident may write by it.
    pub fn takes_messages(&self) -> bool {
        self.relay.is_some()
    }
}

/// A member with their consents and their card, for the branch.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Who.
    pub person: Person,
    /// What they said of each field.
    pub marks: Vec<Mark>,
    /// Their newest card.
    pub card: Option<Card>,
}

impl Holder {
    /// The fields that there is consent for.
    pub fn given(&self) -> Vec<Field> {
        given(&self.marks)
    }

    /// The card that is public.
    pub fn issued(&self) -> Option<&Card> {
        self.card.as_ref().filter(|c| c.state == CardState::Issued)
    }

    /// Whether the member agreed and the branch has not issued a card.
    pub fn waits(&self) -> bool {
        self.issued().is_none() && self.given().contains(&Field::Name)
    }
}

fn given(marks: &[Mark]) -> Vec<Field> {
    let given = marks.iter().filter(|m| m.given);
    given.map(|m| m.field).collect()
}

/// What a member said of each field.
pub(super) async fn marks(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<Vec<Mark>> {
    store::cards::marks_of(tx, tenant, person).await
}
