//! SQL of letters and their steps.

use ground::{At, Day, Result, Tx, Vault, sql};

use super::super::letters::{LetterKind, LetterState, Step, To, unseal};
use super::super::rules;
use super::super::supervision::Vow;
use crate::directory::Path;
use crate::{CardId, Counter, LetterId, OrgId, PersonId, PledgeId, TenantId};

/// A letter with the pledge or the holder of the card that it is for.
#[derive(sqlx::FromRow)]
pub(in super::super) struct Row {
    pub(in super::super) id: LetterId,
    pub(in super::super) kind: LetterKind,
    pub(in super::super) pledge_id: Option<PledgeId>,
    pub(in super::super) card_id: Option<CardId>,
    pub(in super::super) words: Option<Vec<u8>>,
    pub(in super::super) contact: Option<Vec<u8>>,
    pub(in super::super) check_due: Option<Day>,
    pub(in super::super) answer_due: Day,
    pub(in super::super) state: LetterState,
    pub(in super::super) at: At,
    pub(in super::super) settled_at: Option<At>,
    pub(in super::super) person_id: Option<PersonId>,
    pub(in super::super) name: Option<String>,
    pub(in super::super) org_id: OrgId,
    pub(in super::super) org_path: Path,
    pub(in super::super) org_name: String,
    pub(in super::super) action: Option<String>,
}

impl Row {
    /// Whether what is due next is late.
    pub(in super::super) fn is_overdue(&self, today: Day) -> bool {
        rules::is_overdue(self.state, self.check_due, self.answer_due, today)
    }
}

/// A step.
#[derive(sqlx::FromRow)]
pub(in super::super) struct StepRow {
    pub(in super::super) step: Step,
    sealed: Option<Vec<u8>>,
    pub(in super::super) proxy_reason: String,
    pub(in super::super) actor_id: PersonId,
    pub(in super::super) at: At,
}

impl StepRow {
    /// What was said with it; empty when its term has ended.
    pub(in super::super) fn words(
        &self,
        vault: &Vault,
        tenant: TenantId,
        letter: LetterId,
    ) -> Result<String> {
        unseal(vault, tenant, letter, "step", self.sealed.as_deref())
    }
}

/// A letter as it is put in.
pub(in super::super) struct NewRow<'a> {
    pub(in super::super) id: LetterId,
    pub(in super::super) to: To,
    pub(in super::super) code_hash: &'a str,
    pub(in super::super) words: Vec<u8>,
    pub(in super::super) words_index: &'a str,
    pub(in super::super) contact: Option<Vec<u8>>,
    pub(in super::super) check_due: Option<Day>,
    pub(in super::super) answer_due: Day,
}

impl To {
    fn kind(self) -> LetterKind {
        match self {
            Self::Pledge(_) => LetterKind::Comment,
            Self::Card(_) => LetterKind::Message,
        }
    }

    fn parts(self) -> (Option<PledgeId>, Option<CardId>) {
        match self {
            Self::Pledge(id) => (Some(id), None),
            Self::Card(id) => (None, Some(id)),
        }
    }
}

pub(in super::super) async fn add(tx: &mut Tx, at: &Counter, row: NewRow<'_>) -> Result<()> {
    let (pledge, card) = row.to.parts();
    sql!(
        tx,
        "insert into letter (tenant_id, id, kind, pledge_id, card_id, code_hash, words, words_index, contact,
             check_due, answer_due, state, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'received', $12)",
        at.tenant, row.id, row.to.kind(), pledge, card, row.code_hash, row.words, row.words_index, row.contact,
        row.check_due, row.answer_due, at.now
    )
    .run()
    .await?;
    Ok(())
}

/// Open letters to the same with the same words.
pub(in super::super) async fn same(
    tx: &mut Tx,
    tenant: TenantId,
    to: To,
    index: &str,
) -> Result<i64> {
    let (pledge, card) = to.parts();
    sql!(
        tx,
        "select count(*) from letter where tenant_id = $1 and (pledge_id = $2 or card_id = $3)
             and words_index = $4 and settled_at is null",
        tenant,
        pledge,
        card,
        index
    )
    .value()
    .await
}

pub(in super::super) async fn to_since(
    tx: &mut Tx,
    tenant: TenantId,
    to: To,
    since: At,
) -> Result<i64> {
    let (pledge, card) = to.parts();
    sql!(
        tx,
        "select count(*) from letter where tenant_id = $1 and (pledge_id = $2 or card_id = $3) and at > $4",
        tenant,
        pledge,
        card,
        since
    )
    .value()
    .await
}

pub(in super::super) async fn in_all_since(
    tx: &mut Tx,
    tenant: TenantId,
    since: At,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from letter where tenant_id = $1 and at > $2",
        tenant,
        since
    )
    .value()
    .await
}

/// A pledge that anyone may read.
pub(in super::super) async fn vow(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Option<Vow>> {
    sql!(
        tx,
        "select p.id, coalesce(m.name, '') as name, o.name as org_name, p.org_path, v.action, v.measure, p.due_day,
             p.state
         from pledge p
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         join publication b on b.tenant_id = p.tenant_id and b.id = p.publication_id
         join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         left join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         where p.tenant_id = $1 and p.id = $2 and b.state <> 'withdrawn' and b.scope = 'public'
             and p.state in ('published', 'kept', 'excused', 'criticised')",
        tenant, id
    )
    .opt()
    .await
}

pub(in super::super) async fn letter(
    tx: &mut Tx,
    tenant: TenantId,
    id: LetterId,
) -> Result<Option<Row>> {
    sql!(
        tx,
        "select l.id, l.kind, l.pledge_id, l.card_id, l.words, l.contact, l.check_due, l.answer_due, l.state, l.at,
             l.settled_at, coalesce(p.person_id, c.person_id) as person_id, m.name,
             o.id as org_id, o.path as org_path, o.name as org_name, v.action
         from letter l
         left join pledge p on p.tenant_id = l.tenant_id and p.id = l.pledge_id
         left join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         left join name_card c on c.tenant_id = l.tenant_id and c.id = l.card_id
         left join person m on m.tenant_id = l.tenant_id and m.id = coalesce(p.person_id, c.person_id)
         join org o on o.tenant_id = l.tenant_id and o.id = coalesce(p.org_id, m.org_id)
         where l.tenant_id = $1 and l.id = $2",
        tenant, id
    )
    .opt()
    .await
}

pub(in super::super) async fn by_code(
    tx: &mut Tx,
    tenant: TenantId,
    code_hash: &str,
) -> Result<Option<Row>> {
    let id: Option<(LetterId,)> = sql!(
        tx,
        "select id from letter where tenant_id = $1 and code_hash = $2",
        tenant,
        code_hash
    )
    .opt()
    .await?;
    match id {
        Some((id,)) => letter(tx, tenant, id).await,
        None => Ok(None),
    }
}

/// Comments that are not settled; never those on the reader's own pledges.
pub(in super::super) async fn waiting(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    reader: PersonId,
) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select l.id, l.kind, l.pledge_id, l.card_id, l.words, l.contact, l.check_due, l.answer_due, l.state, l.at,
             l.settled_at, p.person_id, m.name, o.id as org_id, o.path as org_path, o.name as org_name, v.action
         from letter l
         join pledge p on p.tenant_id = l.tenant_id and p.id = l.pledge_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         left join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         where l.tenant_id = $1 and l.kind = 'comment' and l.state in ('received', 'passed')
             and o.path >= $2 and o.path < $3 and (p.person_id is null or p.person_id <> $4)
         order by case when l.state = 'received' then l.check_due else l.answer_due end, l.at, l.id",
        tenant, below.clone(), below.after(), reader
    )
    .all()
    .await
}

/// Settled comments before an instant, newest first; never those on the reader's own pledges.
pub(in super::super) async fn settled(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    reader: PersonId,
    before: At,
    count: i64,
) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select l.id, l.kind, l.pledge_id, l.card_id, l.words, l.contact, l.check_due, l.answer_due, l.state, l.at,
             l.settled_at, p.person_id, m.name, o.id as org_id, o.path as org_path, o.name as org_name, v.action
         from letter l
         join pledge p on p.tenant_id = l.tenant_id and p.id = l.pledge_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         left join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         where l.tenant_id = $1 and l.kind = 'comment' and l.state in ('answered', 'set_aside')
             and o.path >= $2 and o.path < $3 and (p.person_id is null or p.person_id <> $4) and l.at < $5
         order by l.at desc, l.id desc limit $6",
        tenant, below.clone(), below.after(), reader, before, count
    )
    .all()
    .await
}

/// Comments on somebody's pledges that were passed on to them, newest first.
pub(in super::super) async fn told(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select l.id, l.kind, l.pledge_id, l.card_id, l.words, l.contact, l.check_due, l.answer_due, l.state, l.at,
             l.settled_at, p.person_id, cast(null as text) as name, o.id as org_id, o.path as org_path,
             o.name as org_name, v.action
         from letter_step s
         join letter l on l.tenant_id = s.tenant_id and l.id = s.letter_id
         join pledge p on p.tenant_id = l.tenant_id and p.id = l.pledge_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         where s.tenant_id = $1 and s.step = 'passed' and p.person_id = $2
         order by s.at desc, l.id desc limit 50",
        tenant, person
    )
    .all()
    .await
}

/// Messages to somebody, unanswered ones first.
pub(in super::super) async fn to_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select l.id, l.kind, l.pledge_id, l.card_id, l.words, l.contact, l.check_due, l.answer_due, l.state, l.at,
             l.settled_at, c.person_id, m.name, o.id as org_id, o.path as org_path, o.name as org_name,
             cast(null as text) as action
         from letter l
         join name_card c on c.tenant_id = l.tenant_id and c.id = l.card_id
         join person m on m.tenant_id = c.tenant_id and m.id = c.person_id
         join org o on o.tenant_id = m.tenant_id and o.id = m.org_id
         where l.tenant_id = $1 and c.person_id = $2
         order by case when l.settled_at is null then 0 else 1 end, l.at desc, l.id desc limit 50",
        tenant, person
    )
    .all()
    .await
}

/// Unanswered messages to the members of a sub-tree, the most urgent first.
pub(in super::super) async fn open_messages(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select l.id, l.kind, l.pledge_id, l.card_id, l.words, l.contact, l.check_due, l.answer_due, l.state, l.at,
             l.settled_at, c.person_id, m.name, o.id as org_id, o.path as org_path, o.name as org_name,
             cast(null as text) as action
         from letter l
         join name_card c on c.tenant_id = l.tenant_id and c.id = l.card_id
         join person m on m.tenant_id = c.tenant_id and m.id = c.person_id
         join org o on o.tenant_id = m.tenant_id and o.id = m.org_id
         where l.tenant_id = $1 and l.state = 'received' and m.org_path >= $2 and m.org_path < $3
         order by l.answer_due, l.at, l.id limit 200",
        tenant, below.clone(), below.after()
    )
    .all()
    .await
}

/// Unanswered messages of each member of a sub-tree: all, and past their day.
pub(in super::super) async fn open_counts(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    today: Day,
) -> Result<Vec<(PersonId, i64, i64)>> {
    sql!(
        tx,
        "select c.person_id, count(*), count(*) filter (where l.answer_due < $4) from letter l
         join name_card c on c.tenant_id = l.tenant_id and c.id = l.card_id
         join person m on m.tenant_id = c.tenant_id and m.id = c.person_id
         where l.tenant_id = $1 and l.state = 'received' and m.org_path >= $2 and m.org_path < $3
         group by c.person_id order by c.person_id",
        tenant,
        below.clone(),
        below.after(),
        today
    )
    .all()
    .await
}

pub(in super::super) async fn open_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    today: Day,
) -> Result<(i64, i64)> {
    let counts: Option<(i64, i64)> = sql!(
        tx,
        "select count(*), count(*) filter (where l.answer_due < $3) from letter l
         join name_card c on c.tenant_id = l.tenant_id and c.id = l.card_id
         where l.tenant_id = $1 and l.state = 'received' and c.person_id = $2",
        tenant,
        person,
        today
    )
    .opt()
    .await?;
    Ok(counts.unwrap_or_default())
}

/// Zero rows mean that another decision came first.
pub(in super::super) async fn set_state(
    tx: &mut Tx,
    tenant: TenantId,
    row: &Row,
    to: LetterState,
    settled: Option<At>,
) -> Result<u64> {
    sql!(
        tx,
        "update letter set state = $4, settled_at = $5 where tenant_id = $1 and id = $2 and state = $3",
        tenant,
        row.id,
        row.state,
        to,
        settled
    )
    .run()
    .await
}

/// Zero rows mean that there is such a step.
pub(in super::super) async fn add_step(
    tx: &mut Tx,
    at: &Counter,
    letter: LetterId,
    step: Step,
    words: Vec<u8>,
    proxy_reason: &str,
) -> Result<u64> {
    sql!(
        tx,
        "insert into letter_step (tenant_id, letter_id, step, words, proxy_reason, actor_id, at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, letter_id, step) do nothing",
        at.tenant,
        letter,
        step,
        words,
        proxy_reason,
        at.actor_id(),
        at.now
    )
    .run()
    .await
}

pub(in super::super) async fn steps(
    tx: &mut Tx,
    tenant: TenantId,
    letter: LetterId,
) -> Result<Vec<StepRow>> {
    sql!(
        tx,
        "select step, words as sealed, proxy_reason, actor_id, at from letter_step
         where tenant_id = $1 and letter_id = $2 order by at, step",
        tenant,
        letter
    )
    .all()
    .await
}

pub(in super::super) async fn step_of(
    tx: &mut Tx,
    tenant: TenantId,
    letter: LetterId,
    step: Step,
) -> Result<Option<StepRow>> {
    sql!(
        tx,
        "select step, words as sealed, proxy_reason, actor_id, at from letter_step
         where tenant_id = $1 and letter_id = $2 and step = $3",
        tenant,
        letter,
        step
    )
    .opt()
    .await
}

/// Whether a term has ended that was not seen to.
pub(in super::super) async fn any_before(tx: &mut Tx, tenant: TenantId, cut: At) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from letter where tenant_id = $1 and settled_at < $2 and words is not null",
        tenant,
        cut
    )
    .value()
    .await
}

/// Who wrote and what was said goes; the lines stay.
pub(in super::super) async fn empty_before(tx: &mut Tx, tenant: TenantId, cut: At) -> Result<()> {
    sql!(
        tx,
        "update letter_step set words = null where tenant_id = $1 and words is not null and exists (
             select 1 from letter l where l.tenant_id = letter_step.tenant_id and l.id = letter_step.letter_id
                 and l.settled_at < $2)",
        tenant, cut
    )
    .run()
    .await?;
    sql!(
        tx,
        "update letter set words = null, contact = null
         where tenant_id = $1 and settled_at < $2 and words is not null",
        tenant,
        cut
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn failures(tx: &mut Tx, tenant: TenantId, hour: i64) -> Result<i64> {
    sql!(
        tx,
        "select cast(coalesce(sum(failures), 0) as bigint) from letter_try where tenant_id = $1 and hour = $2",
        tenant,
        hour
    )
    .value()
    .await
}

pub(in super::super) async fn add_failure(tx: &mut Tx, tenant: TenantId, hour: i64) -> Result<()> {
    sql!(
        tx,
        "delete from letter_try where tenant_id = $1 and hour < $2",
        tenant,
        hour
    )
    .run()
    .await?;
    sql!(
        tx,
        "insert into letter_try (tenant_id, hour, failures) values ($1, $2, 1)
         on conflict (tenant_id, hour) do update set failures = letter_try.failures + 1",
        tenant,
        hour
    )
    .run()
    .await?;
    Ok(())
}
