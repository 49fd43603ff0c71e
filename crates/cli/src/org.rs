//! `sanzheng org`: which organisations there are; and which one a command means.

use std::process::ExitCode;
use std::sync::Arc;

use civic::directory::{self, Actor, Grant, Org, Path, Role};
use civic::{Counter, House, PersonId, TenantId};
use clap::{Args, Subcommand};
use ground::Db;

use crate::{Done, Store, open};

/// Organisations.
#[derive(Debug, Subcommand)]
pub(crate) enum Orgs {
    /// Print them in the order of the tree.
    List(List),
}

/// Print the organisations.
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    store: Store,
    /// Code of the town, where there are several.
    #[arg(long)]
    town: Option<String>,
    /// As one line of JSON.
    #[arg(long)]
    json: bool,
}

impl Orgs {
    pub(crate) async fn run(self) -> Done {
        let Self::List(list) = self;
        let db = open::existing(&list.store).await?;
        let (_, orgs) = of_town(&db, list.town.as_deref()).await?;
        if list.json {
            let lines: Vec<_> = orgs.iter().map(|org| line(org, &orgs)).collect();
            println!("{}", serde_json::Value::from(lines));
        } else {
            for org in &orgs {
                let deep = "  ".repeat(org.path.0.matches('/').count().saturating_sub(1));
                println!(
                    "{:<14} {deep}{}（{}）",
                    org.code,
                    org.name,
                    org.kind.label()
                );
            }
        }
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn line(org: &Org, all: &[Org]) -> serde_json::Value {
    let above = all
        .iter()
        .filter(|other| other.id != org.id && other.path.covers(&org.path))
        .max_by_key(|other| other.path.0.len());
    serde_json::json!({
        "code": org.code,
        "name": org.name,
        "kind": org.kind.word(),
        "parent": above.map(|o| &o.code),
    })
}

/// The town that is meant, with its organisations: the one of that code, or the only one.
pub(crate) async fn of_town(
    db: &Db,
    town: Option<&str>,
) -> Result<(TenantId, Vec<Org>), Box<dyn std::error::Error>> {
    let tenants = db.read(|tx| Box::pin(directory::tenants(tx))).await?;
    let codes: Vec<&str> = tenants.iter().map(|t| t.1.as_str()).collect();
    let found = match town {
        Some(code) => tenants
            .iter()
            .find(|t| t.1 == code)
            .ok_or_else(|| format!("没有“{code}”这个地方，有的是：{}", codes.join("、")))?,
        None => match tenants.as_slice() {
            [one] => one,
            _ => {
                let there = codes.join("、");
                return Err(
                    format!("这里有{}个地方，用 --town 指明一个：{there}", codes.len()).into(),
                );
            }
        },
    };
    let (tenant, everything) = (found.0, &Path(String::new()));
    let orgs = db
        .read(|tx| Box::pin(directory::orgs(tx, tenant, everything)))
        .await?;
    Ok((tenant, orgs))
}

/// The organisation of this code, or the top of the tree when none is named.
pub(crate) fn named<'a>(orgs: &'a [Org], code: Option<&str>) -> Result<&'a Org, String> {
    let known = || {
        let codes: Vec<&str> = orgs.iter().map(|o| o.code.as_str()).collect();
        codes.join("、")
    };
    match code {
        Some(code) => orgs
            .iter()
            .find(|o| o.code == code)
            .ok_or_else(|| format!("没有“{code}”这个组织，有的是：{}", known())),
        None => orgs.first().ok_or_else(|| "这里还没有组织".to_owned()),
    }
}

/// Whoever sits at the console keeps the roster of the town (ruling 4); the record
/// shows the console, not a person.
pub(crate) fn console(house: &Arc<House>, tenant: TenantId, root: &Org) -> Counter {
    console_as(Role::Clerk, house, tenant, root)
}

/// The same in another role.
pub(crate) fn console_as(role: Role, house: &Arc<House>, tenant: TenantId, root: &Org) -> Counter {
    let grant = Grant {
        role,
        org_path: root.path.clone(),
    };
    let actor = Actor {
        tenant,
        person: PersonId::VISITOR,
        name: "控制台".to_owned(),
        org_id: root.id,
        org_path: root.path.clone(),
        grants: vec![grant],
    };
    Counter::of(house, Arc::new(actor))
}
