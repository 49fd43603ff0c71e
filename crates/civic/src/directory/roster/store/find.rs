//! SQL that finds who is there already.
//!
//! `cross join` keeps the order as it is written on the embedded engine, which has
//! no statistics and would walk through everybody for each fifty that are wanted.

use std::collections::HashMap;

use ground::{Result, Tx, bulk};

use crate::directory::people::versions::Span;
use crate::directory::{Path, Record};
use crate::{PersonId, TenantId};

/// Somebody who is there.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(in super::super) struct Known {
    #[sqlx(flatten)]
    pub(in super::super) record: Record,
    pub(in super::super) sealed: Option<Vec<u8>>,
    pub(in super::super) id_index: Option<String>,
    #[sqlx(skip)]
    pub(in super::super) spans: Vec<Span>,
}

pub(in super::super) async fn by_ids(
    tx: &mut Tx,
    tenant: TenantId,
    indexes: &[String],
) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    for indexes in ground::bulk::widths(indexes) {
        let mut query = bulk!(
            tx, indexes, "with wanted (id_index) as (values ", 1, from 2,
            ") select p.id, p.org_id, p.org_path, p.name, p.name_key, p.post, p.category, p.standing, p.sex,
                 p.ethnicity, p.rank, p.birth, p.joined, p.full_since, p.mobility, p.lost_since, p.left_on,
                 p.keep_until, p.version, s.sealed, s.id_index
             from wanted w
             cross join person_sealed s
             cross join person p
             where s.tenant_id = $1 and s.id_index = w.id_index
                 and p.tenant_id = s.tenant_id and p.id = s.person_id"
        )
        .bind(tenant);
        for index in indexes {
            query = query.bind(index.clone());
        }
        found.extend(query.all::<Known>().await?);
    }
    Ok(found)
}

pub(in super::super) async fn by_names(
    tx: &mut Tx,
    tenant: TenantId,
    names: &[(Path, String)],
) -> Result<Vec<Known>> {
    let mut found = Vec::new();
    for names in ground::bulk::widths(names) {
        let mut query = bulk!(
            tx, names, "with wanted (org_path, name_key) as (values ", 2, from 2,
            ") select p.id, p.org_id, p.org_path, p.name, p.name_key, p.post, p.category, p.standing, p.sex,
                 p.ethnicity, p.rank, p.birth, p.joined, p.full_since, p.mobility, p.lost_since, p.left_on,
                 p.keep_until, p.version, s.sealed, s.id_index
             from wanted w
             cross join person p
             left join person_sealed s on s.tenant_id = p.tenant_id and s.person_id = p.id
             where p.tenant_id = $1 and p.org_path = w.org_path and p.name_key = w.name_key
                 and p.standing <> 'staff' and p.left_on = ''
             order by p.id"
        )
        .bind(tenant);
        for (path, key) in names {
            query = query.bind(path.clone()).bind(key.clone());
        }
        found.extend(query.all::<Known>().await?);
    }
    Ok(found)
}

/// Where people stood from day to day.
pub(in super::super) async fn add_spans(
    tx: &mut Tx,
    tenant: TenantId,
    mut people: Vec<&mut Known>,
) -> Result<()> {
    #[derive(sqlx::FromRow)]
    struct Row {
        person_id: PersonId,
        #[sqlx(flatten)]
        span: Span,
    }
    let ids: Vec<PersonId> = people.iter().map(|p| p.record.person.id).collect();
    let mut spans: HashMap<PersonId, Vec<Span>> = HashMap::new();
    for ids in ground::bulk::widths(&ids) {
        let mut query = bulk!(
            tx, ids, "select person_id, from_day, until_day, org_id, org_path, standing from membership
             where tenant_id = $1 and (person_id) in (", 1, from 2, ") order by person_id, from_day"
        )
        .bind(tenant);
        for id in ids {
            query = query.bind(*id);
        }
        for row in query.all::<Row>().await? {
            spans.entry(row.person_id).or_default().push(row.span);
        }
    }
    for person in &mut people {
        person.spans = spans.remove(&person.record.person.id).unwrap_or_default();
    }
    Ok(())
}
