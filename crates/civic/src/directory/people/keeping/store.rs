//! SQL of keeping the roster.

use ground::{At, Day, Result, Tx, sql};

use super::{
    CorrectionState, Details, Due, Exemption, Matter, NewResidence, Path, Person, Record, Residence,
};
use crate::{CorrectionId, Counter, PersonId, TenantId};

/// Writes a record over the version it was read at; zero rows mean that another one wrote first.
pub(super) async fn write(
    tx: &mut Tx,
    tenant: TenantId,
    p: &Person,
    d: &Details,
    version: i64,
) -> Result<u64> {
    sql!(
        tx,
        "update person set name = $3, name_key = $4, post = $5, category = $6, standing = $7, sex = $8,
             ethnicity = $9, rank = $10, birth = $11, joined = $12, full_since = $13, mobility = $14,
             lost_since = $15, version = version + 1
         where tenant_id = $1 and id = $2 and version = $16",
        tenant, p.id, p.name.as_str(), p.name_key.as_str(), p.post.as_str(), p.category.as_str(),
        p.standing, p.sex, p.ethnicity.as_str(), p.rank, d.birth.clone(), d.joined.clone(),
        d.full_since.clone(), d.mobility.as_str(), d.lost_since.clone(), version
    )
    .run()
    .await
}

/// A record with what is sealed of it.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    #[sqlx(flatten)]
    pub(super) record: Record,
    pub(super) sealed: Option<Vec<u8>>,
}

/// Who is on the roster from one path to the one that no longer counts.
pub(super) async fn listed(
    tx: &mut Tx,
    tenant: TenantId,
    from: &Path,
    until: Path,
) -> Result<Vec<Row>> {
    sql!(
        tx,
        "select p.id, p.org_id, p.org_path, p.name, p.name_key, p.post, p.category, p.standing, p.sex,
             p.ethnicity, p.rank, p.birth, p.joined, p.full_since, p.mobility, p.lost_since, p.left_on,
             p.keep_until, p.version, s.sealed
         from person p left join person_sealed s on s.tenant_id = p.tenant_id and s.person_id = p.id
         where p.tenant_id = $1 and p.org_path >= $2 and p.org_path < $3 and p.left_on = ''
         order by case when p.rank = 0 then 1 else 0 end, p.rank, p.name_key, p.id",
        tenant, from.clone(), until
    )
    .all()
    .await
}

pub(super) async fn left(tx: &mut Tx, tenant: TenantId, below: &Path) -> Result<Vec<Record>> {
    sql!(
        tx,
        "select id, org_id, org_path, name, name_key, post, category, standing, sex, ethnicity, rank,
             birth, joined, full_since, mobility, lost_since, left_on, keep_until, version
         from person
         where tenant_id = $1 and org_path >= $2 and org_path < $3 and left_on <> '' and erased_on = ''
         order by left_on desc, name_key, id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

/// The tokens of the name and its initials; the keyed tail of the telephone stays.
pub(super) async fn drop_names(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<()> {
    sql!(
        tx,
        "delete from person_token
         where tenant_id = $1 and person_id = $2 and not (token >= '#' and token < '$')",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn drop_tokens(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<()> {
    sql!(
        tx,
        "delete from person_token where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn add_exemption(tx: &mut Tx, at: &Counter, e: &Exemption) -> Result<()> {
    sql!(
        tx,
        "insert into exemption (tenant_id, id, person_id, matter, reason, meeting, held_on, from_day, until_day, recorded_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        at.tenant, e.id, e.person_id, e.matter, e.reason.as_str(), e.meeting.as_str(), e.held_on,
        e.from_day, e.until_day, at.actor_id(), at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn exemptions(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<Exemption>> {
    sql!(
        tx,
        "select id, person_id, matter, reason, meeting, held_on, from_day, until_day from exemption
         where tenant_id = $1 and person_id = $2 order by from_day desc, id",
        tenant,
        person
    )
    .all()
    .await
}

pub(super) async fn exempt_on(
    tx: &mut Tx,
    tenant: TenantId,
    matter: Matter,
    day: Day,
) -> Result<Vec<PersonId>> {
    let rows: Vec<(PersonId,)> = sql!(
        tx,
        "select distinct person_id from exemption
         where tenant_id = $1 and matter in ($2, 'all') and from_day <= $3 and until_day > $3",
        tenant,
        matter,
        day
    )
    .all()
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn end_residence(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
) -> Result<()> {
    // What was written down today was a slip of the pen.
    sql!(
        tx,
        "delete from residence where tenant_id = $1 and person_id = $2 and from_day = $3",
        tenant,
        person,
        day
    )
    .run()
    .await?;
    sql!(
        tx,
        "update residence set until_day = $3 where tenant_id = $1 and person_id = $2 and until_day is null",
        tenant, person, day
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn begin_residence(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    new: NewResidence<'_>,
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "insert into residence (tenant_id, person_id, org_id, org_path, panel, from_day)
         values ($1, $2, $3, $4, $5, $6)",
        tenant,
        person,
        new.org.id,
        new.org.path.clone(),
        new.panel,
        day
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn residence(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Option<Residence>> {
    sql!(
        tx,
        "select org_id, org_path, panel, from_day from residence
         where tenant_id = $1 and person_id = $2 and until_day is null",
        tenant,
        person
    )
    .opt()
    .await
}

pub(super) async fn set_left(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    day: Day,
    keep_until: Day,
) -> Result<()> {
    sql!(
        tx,
        "update person set left_on = $3, keep_until = $4, version = version + 1 where tenant_id = $1 and id = $2",
        tenant, person, day, keep_until
    )
    .run()
    .await?;
    Ok(())
}

/// Back on the roster, in this organisation; zero rows mean that the record is erased
/// or stands on a roster again.
pub(super) async fn set_back(tx: &mut Tx, tenant: TenantId, p: &Person) -> Result<u64> {
    sql!(
        tx,
        "update person set org_id = $3, org_path = $4, left_on = '', keep_until = ''
         where tenant_id = $1 and id = $2 and left_on <> '' and erased_on = ''",
        tenant,
        p.id,
        p.org_id,
        p.org_path.clone()
    )
    .run()
    .await
}

pub(super) async fn due_for_erasure(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
) -> Result<Vec<Due>> {
    sql!(
        tx,
        "select p.id, p.name, o.name as org_name, p.left_on, p.keep_until
         from person p join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         where p.tenant_id = $1 and p.org_path >= $2 and p.org_path < $3 and p.left_on <> '' and p.erased_on = ''
         order by p.keep_until, p.name_key, p.id",
        tenant, below.clone(), below.after()
    )
    .all()
    .await
}

/// What stands beside the person and is personal.
pub(super) async fn erase_rows(tx: &mut Tx, tenant: TenantId, person: PersonId) -> Result<()> {
    sql!(
        tx,
        "update hand_over set items = '[]', to_whom = '' where tenant_id = $1 and from_person = $2",
        tenant,
        person
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from person_sealed where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from person_version where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    drop_tokens(tx, tenant, person).await?;
    sql!(
        tx,
        "delete from exemption where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from residence where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    sql!(
        tx,
        "delete from correction where tenant_id = $1 and person_id = $2",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn erase_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
    called: (&str, &str),
    day: Day,
) -> Result<()> {
    sql!(
        tx,
        "update person set name = $3, name_key = $4, post = '', category = '', sex = '', ethnicity = '', rank = 0,
             birth = '', joined = '', full_since = '', mobility = '', lost_since = '', erased_on = $5,
             version = version + 1
         where tenant_id = $1 and id = $2",
        tenant, person, called.0, called.1, day
    )
    .run()
    .await?;
    Ok(())
}

/// A request as it is stored.
#[derive(sqlx::FromRow)]
pub(super) struct CorrectionRow {
    pub(super) id: CorrectionId,
    pub(super) person_id: PersonId,
    pub(super) field: String,
    pub(super) sealed: Vec<u8>,
    pub(super) state: CorrectionState,
    pub(super) asked_at: At,
    pub(super) answered_at: Option<At>,
    pub(super) answer: String,
}

pub(super) async fn add_correction(
    tx: &mut Tx,
    at: &Counter,
    id: CorrectionId,
    person: &Person,
    what: (&str, Vec<u8>),
) -> Result<()> {
    sql!(
        tx,
        "insert into correction (tenant_id, id, person_id, org_path, field, sealed, state, asked_at)
         values ($1, $2, $3, $4, $5, $6, 'asked', $7)",
        at.tenant,
        id,
        person.id,
        person.org_path.clone(),
        what.0,
        what.1,
        at.now
    )
    .run()
    .await?;
    Ok(())
}

pub(super) async fn corrections_of(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<CorrectionRow>> {
    sql!(
        tx,
        "select id, person_id, field, sealed, state, asked_at, answered_at, answer from correction
         where tenant_id = $1 and person_id = $2 order by asked_at desc, id",
        tenant,
        person
    )
    .all()
    .await
}

/// Where the person stands today counts, not where they stood when they asked.
pub(super) async fn corrections_below(
    tx: &mut Tx,
    tenant: TenantId,
    below: &Path,
) -> Result<Vec<CorrectionRow>> {
    sql!(
        tx,
        "select c.id, c.person_id, c.field, c.sealed, c.state, c.asked_at, c.answered_at, c.answer
         from correction c join person p on p.tenant_id = c.tenant_id and p.id = c.person_id
         where c.tenant_id = $1 and c.state = 'asked' and p.org_path >= $2 and p.org_path < $3
         order by c.asked_at, c.id",
        tenant,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

pub(super) async fn correction(
    tx: &mut Tx,
    tenant: TenantId,
    id: CorrectionId,
) -> Result<Option<(PersonId, Path)>> {
    sql!(
        tx,
        "select c.person_id, p.org_path from correction c
         join person p on p.tenant_id = c.tenant_id and p.id = c.person_id
         where c.tenant_id = $1 and c.id = $2",
        tenant,
        id
    )
    .opt()
    .await
}

/// Zero rows mean that it was answered already.
pub(super) async fn answer(
    tx: &mut Tx,
    at: &Counter,
    id: CorrectionId,
    state: CorrectionState,
    text: &str,
) -> Result<u64> {
    sql!(
        tx,
        "update correction set state = $3, answered_by = $4, answered_at = $5, answer = $6
         where tenant_id = $1 and id = $2 and state = 'asked'",
        at.tenant,
        id,
        state,
        at.actor_id(),
        at.now,
        text
    )
    .run()
    .await
}
