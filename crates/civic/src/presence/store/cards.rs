//! SQL of cards and consents.

use ground::{Day, Result, Tx, sql};

use super::super::cards::{Card, CardPledge, Field, Mark};
use crate::directory::Path;
use crate::{CampaignId, CardId, Counter, OrgId, PersonId, TenantId};

pub(in super::super) async fn add_mark(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    field: Field,
    given: bool,
    day: Day,
    sheet: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into card_consent (tenant_id, person_id, seq, field, given, day, sheet, actor_id, at)
         select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6, $7, $8 from card_consent
         where tenant_id = $1 and person_id = $2",
        at.tenant, person, field, i64::from(given), day, sheet, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn marks_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Mark>> {
    sql!(
        tx,
        "select c.person_id, c.field, c.given = 1 as given, c.day, c.sheet from card_consent c
         where c.tenant_id = $1 and c.person_id = $2 and not exists (
             select 1 from card_consent l where l.tenant_id = c.tenant_id and l.person_id = c.person_id
                 and l.field = c.field and l.seq > c.seq)
         order by c.seq",
        tenant, person
    )
    .all()
    .await
}

/// The newest word on each field of everyone in a sub-tree.
pub(in super::super) async fn marks_below(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
) -> Result<Vec<Mark>> {
    sql!(
        tx,
        "select c.person_id, c.field, c.given = 1 as given, c.day, c.sheet from card_consent c
         join person m on m.tenant_id = c.tenant_id and m.id = c.person_id
         where c.tenant_id = $1 and m.org_path >= $2 and m.org_path < $3 and not exists (
             select 1 from card_consent l where l.tenant_id = c.tenant_id and l.person_id = c.person_id
                 and l.field = c.field and l.seq > c.seq)
         order by c.person_id, c.seq",
        tenant, below.clone(), below.after()
    )
    .all()
    .await
}

/// The newest word on each field of whoever stands between two places of a list, both in it.
pub(in super::super) async fn marks_between(
    tx: &mut Tx,
    tenant: TenantId,
    (from, first): (Path, &str),
    (to, last): (Path, &str),
) -> Result<Vec<Mark>> {
    sql!(
        tx,
        "select c.person_id, c.field, c.given = 1 as given, c.day, c.sheet from person m
         join card_consent c on c.tenant_id = m.tenant_id and c.person_id = m.id
         where m.tenant_id = $1 and (m.org_path, m.name_key) >= ($2, $3) and (m.org_path, m.name_key) <= ($4, $5)
             and not exists (
             select 1 from card_consent l where l.tenant_id = c.tenant_id and l.person_id = c.person_id
                 and l.field = c.field and l.seq > c.seq)
         order by c.person_id, c.seq",
        tenant, from, first, to, last
    )
    .all()
    .await
}

pub(in super::super) async fn allow_phone(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    index: &str,
) -> Result<()> {
    sql!(
        tx,
        "insert into card_phone (tenant_id, person_id, phone_index) values ($1, $2, $3)
         on conflict (tenant_id, person_id) do update set phone_index = excluded.phone_index",
        tenant,
        person,
        index
    )
    .run()
    .await?;
    Ok(())
}

pub(in super::super) async fn forget_phone(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<()> {
    sql!(
        tx,
        "delete from card_phone where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

/// Whether the number on the roster is the one that may be shown.
pub(in super::super) async fn phone_allowed(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<bool> {
    let found: i64 = sql!(
        tx,
        "select count(*) from card_phone c join person_sealed s
             on s.tenant_id = c.tenant_id and s.person_id = c.person_id and s.phone_index = c.phone_index
         where c.tenant_id = $1 and c.person_id = $2",
        tenant, person
    )
    .value()
    .await?;
    Ok(found > 0)
}

pub(in super::super) async fn add(
    tx: &mut Tx,
    at: &Counter,
    id: CardId,
    person: PersonId,
) -> Result<()> {
    sql!(
        tx,
        "insert into name_card (tenant_id, id, person_id, state, issued_by, issued_at)
         values ($1, $2, $3, 'issued', $4, $5)",
        at.tenant,
        id,
        person,
        at.actor_id(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

/// Zero rows mean that it was closed before.
pub(in super::super) async fn close(
    tx: &mut Tx,
    at: &Counter,
    id: CardId,
    why: &str,
) -> Result<u64> {
    sql!(
        tx,
        "update name_card set state = 'closed', closed_by = $3, closed_at = $4, closed_why = $5
         where tenant_id = $1 and id = $2 and state = 'issued'",
        at.tenant,
        id,
        at.actor_id(),
        at.now,
        why
    )
    .run()
    .await
}

pub(in super::super) async fn card(
    tx: &mut Tx,
    tenant: TenantId,
    id: CardId,
) -> Result<Option<Card>> {
    sql!(
        tx,
        "select id, person_id, state, issued_at, closed_at, closed_why from name_card
         where tenant_id = $1 and id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(in super::super) async fn issued(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Card>> {
    sql!(
        tx,
        "select id, person_id, state, issued_at, closed_at, closed_why from name_card
         where tenant_id = $1 and person_id = $2 and state = 'issued'",
        tenant,
        person
    )
    .opt()
    .await
}

pub(in super::super) async fn newest(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Card>> {
    sql!(
        tx,
        "select id, person_id, state, issued_at, closed_at, closed_why from name_card
         where tenant_id = $1 and person_id = $2 order by issued_at desc, id desc limit 1",
        tenant,
        person
    )
    .opt()
    .await
}

/// The newest card of each member of a sub-tree.
pub(in super::super) async fn newest_below(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
) -> Result<Vec<Card>> {
    sql!(
        tx,
        "select c.id, c.person_id, c.state, c.issued_at, c.closed_at, c.closed_why from name_card c
         join person m on m.tenant_id = c.tenant_id and m.id = c.person_id
         where c.tenant_id = $1 and m.org_path >= $2 and m.org_path < $3 and not exists (
             select 1 from name_card l where l.tenant_id = c.tenant_id and l.person_id = c.person_id
                 and (l.issued_at, l.id) > (c.issued_at, c.id))
         order by c.person_id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

/// Public pledges of a member, the next one due first.
pub(in super::super) async fn pledges(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    person: PersonId,
) -> Result<Vec<CardPledge>> {
    sql!(
        tx,
        "select p.id, v.action, v.measure, p.due_day, p.state from pledge p
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         join publication b on b.tenant_id = p.tenant_id and b.id = p.publication_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.person_id = $3 and b.state <> 'withdrawn' and b.scope = 'public'
             and p.state in ('published', 'kept', 'excused', 'criticised')
         order by p.due_day, p.id",
        tenant, campaign, person
    )
    .all()
    .await
}

/// A card in a public list, before its holder's consents are looked at.
#[derive(sqlx::FromRow)]
pub(in super::super) struct Row {
    pub(in super::super) id: CardId,
    pub(in super::super) person_id: PersonId,
    pub(in super::super) org_id: OrgId,
    pub(in super::super) name: String,
    pub(in super::super) post: String,
    pub(in super::super) category: String,
    org_path: Path,
    name_key: String,
}

impl Row {
    /// Where its holder stands in the list.
    pub(in super::super) fn place(&self) -> (Path, &str) {
        (self.org_path.clone(), &self.name_key)
    }
}

/// Where a card stands in the public list.
pub(in super::super) type Key = (Path, String, CardId);

pub(in super::super) async fn key(
    tx: &mut Tx,
    tenant: TenantId,
    id: CardId,
) -> Result<Option<Key>> {
    sql!(
        tx,
        "select m.org_path, m.name_key, c.id from name_card c
         join person m on m.tenant_id = c.tenant_id and m.id = c.person_id
         where c.tenant_id = $1 and c.id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

pub(in super::super) async fn public(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
    (path, name, id): Key,
    count: i64,
) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select c.id, c.person_id, m.org_id, m.name, m.post, m.category, m.org_path, m.name_key from name_card c
         join person m on m.tenant_id = c.tenant_id and m.id = c.person_id
         where c.tenant_id = $1 and c.state = 'issued' and m.left_on = '' and m.standing in ('full', 'provisional')
             and m.org_path >= $2 and m.org_path < $3 and (m.org_path, m.name_key, c.id) > ($4, $5, $6)
         order by m.org_path, m.name_key, c.id limit $7",
        tenant, below.clone(), below.after(), path, name, id, count
    )
    .all()
    .await
}
