//! SQL of the lists, paged by key. Each text leads with what narrows the list most, and
//! walks an index in the order of the page: the first page costs what the last one does.

use ground::{Day, Result, Tx, sql};
use uuid::Uuid;

use super::select;
use crate::directory::Path;
use crate::pledge::lists::{Filter, Kept, Key};
use crate::pledge::{Pledge, State, Subject};
use crate::{CampaignId, PledgeId, TenantId};

/// What a page is asked for.
pub(in crate::pledge) struct Asked<'a> {
    pub(in crate::pledge) tenant: TenantId,
    pub(in crate::pledge) campaign: CampaignId,
    pub(in crate::pledge) below: &'a Path,
    pub(in crate::pledge) filter: &'a Filter<'a>,
    pub(in crate::pledge) start: Option<Key>,
    pub(in crate::pledge) today: Day,
    pub(in crate::pledge) most: i64,
}

/// Where a pledge stands in the list.
pub(in crate::pledge) async fn key(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    id: PledgeId,
) -> Result<Option<Key>> {
    sql!(
        tx,
        "select org_path, subject, name_key, subject_id, due_day, id from pledge
         where tenant_id = $1 and campaign_id = $2 and id = $3",
        tenant,
        campaign,
        id
    )
    .opt()
    .await
}

/// One page, led by what the middle says. `$9` to `$13` narrow it: area, category, state,
/// and today, when those past their day or those in time are asked for.
macro_rules! led {
    ($tx:expr, $asked:expr, $lead:literal) => {{
        let asked = $asked;
        let filter = asked.filter;
        let first = || (asked.below.clone(), String::new(), Uuid::nil(), String::new());
        let (path, name, subject_id, day) = match &asked.start {
            Some((path, _, name, subject, day, _)) => {
                (path.clone(), name.clone(), *subject, day.to_string())
            }
            None => first(),
        };
        let subject = asked.start.as_ref().map_or("", |key| key.1.word());
        let last = asked.start.as_ref().map_or(Uuid::nil(), |key| key.5.0);
        let late = |wanted| match filter.overdue {
            Some(overdue) if overdue == wanted => asked.today.to_string(),
            _ => String::new(),
        };
        select!(
            $tx,
            "where p.tenant_id = $1 and p.campaign_id = $2 and p.org_path < $3
                and (p.org_path, p.subject, p.name_key, p.subject_id, p.due_day, p.id) > ($4, $5, $6, $7, $8, $9) and "
            $lead
            " and ($13 = '' or p.due_day < $13) and ($14 = '' or p.due_day >= $14)
             order by p.org_path, p.subject, p.name_key, p.subject_id, p.due_day, p.id limit $15",
            asked.tenant,
            asked.campaign,
            asked.below.after(),
            path,
            subject,
            name,
            subject_id,
            day,
            last,
            filter.area,
            filter.category,
            filter.state.map_or("", State::word),
            late(true),
            late(false),
            asked.most,
            i64::from(filter.public)
        )
        .all()
        .await
    }};
}

/// So few overdue pledges are sorted; of more, one is met often enough on the walk.
const FEW: i64 = 2000;

pub(in crate::pledge) async fn page(tx: &mut Tx, asked: Asked<'_>) -> Result<Vec<Pledge>> {
    let filter = asked.filter;
    if filter.overdue == Some(true) {
        let (tenant, campaign, today) = (asked.tenant, asked.campaign, asked.today);
        if overdue(tx, tenant, campaign, asked.below, today).await? <= FEW {
            return few_overdue(tx, asked).await;
        }
    }
    if !filter.area.is_empty() {
        return led!(
            tx,
            asked,
            "p.area = $10 and ($11 = '' or p.category = $11) and ($12 = '' or p.state = $12) and p.is_public >= $16"
        );
    }
    if filter.state.is_some() {
        return led!(
            tx,
            asked,
            "p.state = $12 and ($10 = '' or p.area = $10) and ($11 = '' or p.category = $11) and p.is_public >= $16"
        );
    }
    if !filter.category.is_empty() {
        return led!(
            tx,
            asked,
            "p.category = $11 and ($10 = '' or p.area = $10) and ($12 = '' or p.state = $12) and p.is_public >= $16"
        );
    }
    if filter.public {
        return led!(
            tx,
            asked,
            "p.is_public = $16 and ($10 = '' or p.area = $10) and ($11 = '' or p.category = $11) and ($12 = '' or p.state = $12)"
        );
    }
    led!(
        tx,
        asked,
        "($10 = '' or p.area = $10) and ($11 = '' or p.category = $11) and ($12 = '' or p.state = $12) and p.is_public >= $16"
    )
}

/// Where an overdue pledge stands, and what it may be narrowed by.
#[derive(sqlx::FromRow)]
struct Late {
    org_path: Path,
    subject: Subject,
    name_key: String,
    subject_id: Uuid,
    due_day: Day,
    id: PledgeId,
    area: String,
    category: String,
}

impl Late {
    fn key(&self) -> (&str, &str, &str, Uuid, Day, Uuid) {
        let (path, subject) = (self.org_path.0.as_str(), self.subject.word());
        (
            path,
            subject,
            &self.name_key,
            self.subject_id,
            self.due_day,
            self.id.0,
        )
    }
}

/// A page of overdue pledges where there are few: found by their day, set in order here.
async fn few_overdue(tx: &mut Tx, asked: Asked<'_>) -> Result<Vec<Pledge>> {
    let mut late: Vec<Late> = sql!(
        tx,
        "select org_path, subject, name_key, subject_id, due_day, id, area, category from pledge
         where tenant_id = $1 and campaign_id = $2 and state = 'published' and due_day < $5
            and org_path >= $3 and org_path < $4",
        asked.tenant,
        asked.campaign,
        asked.below.clone(),
        asked.below.after(),
        asked.today
    )
    .all()
    .await?;
    let filter = asked.filter;
    let fits = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
    late.retain(|l| fits(filter.area, &l.area) && fits(filter.category, &l.category));
    if let Some((path, subject, name, of, day, id)) = &asked.start {
        let start = (
            path.0.as_str(),
            subject.word(),
            name.as_str(),
            *of,
            *day,
            id.0,
        );
        late.retain(|l| l.key() > start);
    }
    late.sort_by(|a, b| a.key().cmp(&b.key()));
    let most = usize::try_from(asked.most).unwrap_or(usize::MAX);
    let mut out = Vec::new();
    for one in late.into_iter().take(most) {
        out.extend(super::pledge(tx, asked.tenant, one.id).await?);
    }
    Ok(out)
}

/// Public pledges that are past their day.
pub(in crate::pledge) async fn overdue(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    today: Day,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from pledge
         where tenant_id = $1 and campaign_id = $2 and state = 'published' and due_day < $5
            and org_path >= $3 and org_path < $4",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        today
    )
    .value()
    .await
}

pub(in crate::pledge) async fn overdue_rows(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    (today, most): (Day, i64),
) -> Result<Vec<Pledge>> {
    select!(
        tx,
        "where p.tenant_id = $1 and p.campaign_id = $2 and p.state = 'published' and p.due_day < $5
            and p.org_path >= $3 and p.org_path < $4
         order by p.due_day, p.org_path, p.id limit $6",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        today,
        most
    )
    .all()
    .await
}

/// Whose public pledges are past their day: each once, by surname strokes.
pub(in crate::pledge) async fn late_names(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    today: Day,
) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = sql!(
        tx,
        "select coalesce(m.name, o.name) from pledge p
         join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         left join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.state = 'published' and p.due_day < $5
            and p.org_path >= $3 and p.org_path < $4
         group by p.subject, p.name_key, p.subject_id, coalesce(m.name, o.name)
         order by p.subject, p.name_key, p.subject_id",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        today
    )
    .all()
    .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

pub(in crate::pledge) async fn count_in(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    state: State,
) -> Result<i64> {
    sql!(
        tx,
        "select count(*) from pledge
         where tenant_id = $1 and campaign_id = $2 and state = $5 and org_path >= $3 and org_path < $4",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        state
    )
    .value()
    .await
}

/// The names of the first whose pledges are in this state, each once.
pub(in crate::pledge) async fn names_in(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    state: State,
) -> Result<Vec<String>> {
    let rows: Vec<(String, Subject)> = sql!(
        tx,
        "select coalesce(m.name, o.name), p.subject from pledge p
         join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         left join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         where p.tenant_id = $1 and p.campaign_id = $2 and p.state = $5 and p.org_path >= $3 and p.org_path < $4
         order by p.org_path, p.subject, p.name_key, p.subject_id, p.due_day, p.id limit 60",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        state
    )
    .all()
    .await?;
    let mut names: Vec<String> = rows.into_iter().map(|(name, _)| name).collect();
    names.dedup();
    Ok(names)
}

pub(in crate::pledge) async fn explained(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
) -> Result<Vec<Pledge>> {
    select!(
        tx,
        "where p.tenant_id = $1 and p.campaign_id = $2 and p.state = 'published' and p.org_path >= $3 and p.org_path < $4
            and exists (select 1 from pledge_explanation y where y.tenant_id = p.tenant_id and y.pledge_id = p.id)
         order by p.org_path, p.subject, p.name_key, p.subject_id, p.due_day, p.id limit 20",
        tenant,
        campaign,
        below.clone(),
        below.after()
    )
    .all()
    .await
}

/// The pledges kept last, newest first.
pub(in crate::pledge) async fn kept_last(
    tx: &mut Tx,
    tenant: TenantId,
    campaign: CampaignId,
    below: &Path,
    count: i64,
) -> Result<Vec<Kept>> {
    sql!(
        tx,
        "select coalesce(m.name, o.name) as name, v.action, v.measure, k.at from pledge_keeping k
         join pledge p on p.tenant_id = k.tenant_id and p.id = k.pledge_id
         join org o on o.tenant_id = p.tenant_id and o.id = p.org_id
         left join person m on m.tenant_id = p.tenant_id and m.id = p.person_id
         join pledge_version v on v.tenant_id = p.tenant_id and v.pledge_id = p.id and v.version = p.version
         where k.tenant_id = $1 and p.campaign_id = $2 and p.org_path >= $3 and p.org_path < $4
         order by k.at desc, k.pledge_id desc limit $5",
        tenant,
        campaign,
        below.clone(),
        below.after(),
        count
    )
    .all()
    .await
}
