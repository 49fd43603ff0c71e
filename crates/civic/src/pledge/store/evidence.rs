//! SQL of evidence: what was done toward a pledge, and the files that stand beside it.

use ground::{At, Result, Tx, sql};

use crate::directory::Path;
use crate::{CampaignId, Counter, FileId, PersonId, PledgeId, TenantId, files};

/// What was done, in words and perhaps in a number.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Evidence {
    pub seq: i64,
    pub text: String,
    /// In the unit of the pledge; none when it was not counted.
    pub amount: Option<i64>,
    pub actor_id: PersonId,
    pub at: At,
}

/// Evidence as public pages tell it: without its files.
#[derive(Debug, Clone, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of the table, named as the field names them"
)]
pub struct Proof {
    pub text: String,
    /// In the unit of the pledge; none when it was not counted.
    pub amount: Option<i64>,
    pub at: At,
}

/// A file beside evidence.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EvidenceFile {
    /// The evidence that it stands beside.
    pub seq: i64,
    /// What is told of it.
    #[sqlx(flatten)]
    pub file: files::Told,
}

/// A file of one's own: handed in by oneself, or beside a pledge of one's own.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OwnFile {
    /// What the pledge says.
    pub action: String,
    /// What is told of it.
    #[sqlx(flatten)]
    pub file: files::Told,
}

pub(in crate::pledge) async fn add(
    tx: &mut Tx,
    at: &Counter,
    id: PledgeId,
    text: &str,
    amount: Option<i64>,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_evidence (tenant_id, pledge_id, seq, text, amount, actor_id, at)
         select $1, $2, coalesce(max(seq), 0) + 1, $3, $4, $5, $6 from pledge_evidence where tenant_id = $1 and pledge_id = $2",
        at.tenant,
        id,
        text,
        amount,
        at.actor_id(),
        at.now
    )
    .run()
    .await?;
    Ok(())
}

/// Puts a file beside the evidence that was added last.
pub(in crate::pledge) async fn link(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
    file: FileId,
) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_evidence_file (tenant_id, pledge_id, seq, file_id)
         select $1, $2, max(seq), $3 from pledge_evidence where tenant_id = $1 and pledge_id = $2",
        tenant,
        id,
        file
    )
    .run()
    .await?;
    Ok(())
}

pub(in crate::pledge) async fn of_pledge(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<Evidence>> {
    sql!(
        tx,
        "select seq, text, amount, actor_id, at from pledge_evidence
         where tenant_id = $1 and pledge_id = $2 order by seq desc",
        tenant,
        id
    )
    .all()
    .await
}

pub(in crate::pledge) async fn proofs(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<Proof>> {
    sql!(
        tx,
        "select text, amount, at from pledge_evidence where tenant_id = $1 and pledge_id = $2 order by seq",
        tenant,
        id
    )
    .all()
    .await
}

/// How many files stand beside the evidence on a pledge.
pub(in crate::pledge) async fn file_count(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<usize> {
    let count: Option<(i64,)> = sql!(
        tx,
        "select count(*) from pledge_evidence_file where tenant_id = $1 and pledge_id = $2",
        tenant,
        id
    )
    .opt()
    .await?;
    let (count,) = count.unwrap_or_default();
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(in crate::pledge) async fn files(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
) -> Result<Vec<EvidenceFile>> {
    sql!(
        tx,
        "select l.seq, f.id, f.name, f.media_type, f.size, f.at from pledge_evidence_file l
         join file f on f.tenant_id = l.tenant_id and f.id = l.file_id
         where l.tenant_id = $1 and l.pledge_id = $2 order by l.seq, f.name, f.id",
        tenant,
        id
    )
    .all()
    .await
}

/// Whether a file stands beside the evidence on a pledge.
pub(in crate::pledge) async fn has_file(
    tx: &mut Tx,
    tenant: TenantId,
    id: PledgeId,
    file: FileId,
) -> Result<bool> {
    let found: Option<(i64,)> = sql!(
        tx,
        "select seq from pledge_evidence_file where tenant_id = $1 and pledge_id = $2 and file_id = $3",
        tenant,
        id,
        file
    )
    .opt()
    .await?;
    Ok(found.is_some())
}

/// The files of one person, the oldest first.
pub(in crate::pledge) async fn files_of_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<OwnFile>> {
    sql!(
        tx,
        "with own as (
             select l.pledge_id, l.file_id from file f
             join pledge_evidence_file l on l.tenant_id = f.tenant_id and l.file_id = f.id
             where f.tenant_id = $1 and f.kept_by = $2
             union select l.pledge_id, l.file_id from pledge p
             join pledge_evidence_file l on l.tenant_id = p.tenant_id and l.pledge_id = p.id
             where p.tenant_id = $1 and p.person_id = $2)
         select v.action, f.id, f.name, f.media_type, f.size, f.at from own
         join file f on f.tenant_id = $1 and f.id = own.file_id
         join pledge p on p.tenant_id = $1 and p.id = own.pledge_id
         join pledge_version v on v.tenant_id = $1 and v.pledge_id = p.id and v.version = p.version
         order by f.at, f.id",
        tenant,
        person
    )
    .all()
    .await
}

/// Takes the files away from the evidence on a person's pledges; which they were.
pub(in crate::pledge) async fn unlink_of_person(
    tx: &mut Tx,
    tenant: TenantId,
    person: PersonId,
) -> Result<Vec<FileId>> {
    let found: Vec<(FileId,)> = sql!(
        tx,
        "select l.file_id from pledge p
         join pledge_evidence_file l on l.tenant_id = p.tenant_id and l.pledge_id = p.id
         where p.tenant_id = $1 and p.person_id = $2 order by l.file_id",
        tenant,
        person
    )
    .all()
    .await?;
    sql!(
        tx,
        "delete from pledge_evidence_file where tenant_id = $1 and pledge_id in (
             select id from pledge where tenant_id = $1 and person_id = $2)",
        tenant,
        person
    )
    .run()
    .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// How much evidence stands on the pledges of each member of a sub-tree.
pub(in crate::pledge) async fn counts_below(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<(PersonId, i64)>> {
    sql!(
        tx,
        "select p.person_id, count(*) from pledge p
         join pledge_evidence e on e.tenant_id = p.tenant_id and e.pledge_id = p.id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
            and p.subject = 'member' group by p.person_id",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}
