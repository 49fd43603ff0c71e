//! One SQL text, two engines: every registered statement is prepared on both,
//! and both schemas say the same.

use std::collections::BTreeSet;

use ground::{Engine, migrations};
use town::on_both;

#[tokio::test]
async fn every_statement_prepares_on_both_engines() {
    on_both(async |world| {
        let mut seen = BTreeSet::new();
        for statement in ground::statements() {
            if let Err(why) = world.db.prepare(statement.text).await {
                panic!(
                    "{:?} refuses {}: {why}\n{}",
                    world.engine(),
                    statement.place,
                    statement.text
                );
            }
            seen.insert(statement.place);
        }
        for room in [
            "directory",
            "audit",
            "files",
            "campaign",
            "notice",
            "pledge",
            "presence",
            "review",
            "appraisal",
            "honour",
            "reminder",
            "burden",
        ] {
            let store = format!("{room}/");
            assert!(
                seen.iter().any(|place| place.contains(&store)),
                "no statement of {store} was prepared"
            );
        }
    })
    .await;
}

/// The two texts of a migration differ in types and collation alone.
#[test]
fn the_schemas_of_both_engines_say_the_same() {
    let plain = |text: &str| {
        // What the engines can only do each in its own way stands between these marks;
        // that both end with the same columns is asked of the engines below.
        let text: String = text
            .split("-- rebuild")
            .map(|part| {
                part.split_once("-- /rebuild")
                    .map_or(part, |(_, rest)| rest)
            })
            .collect();
        let text = text
            .replace("bytea", "blob")
            .replace(" collate \"C\"", "")
            .replace("bigint", "integer");
        text.replace("uuid", "blob")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let (lite, full) = (
        migrations(Engine::Sqlite).unwrap(),
        migrations(Engine::Postgres).unwrap(),
    );
    assert!(!lite.is_empty());
    assert_eq!(lite.len(), full.len());
    for (a, b) in lite.iter().zip(&full) {
        assert_eq!(a.name, b.name);
        assert_eq!(plain(a.text), plain(b.text), "{}", a.name);
    }
}

/// Every table that grows with the town leads its key with the tenant.
#[test]
fn every_growing_table_leads_its_key_with_the_tenant() {
    const FIXED: [&str; 8] = [
        "tenant",
        "site",
        "session",
        "audit_head",
        "door_step",
        "door_try",
        "tree_day",
        "site_clock",
    ];
    for step in migrations(Engine::Sqlite).unwrap() {
        for table in step.text.split("create table ").skip(1) {
            let name = table.split_whitespace().next().unwrap();
            let body = table.split(");").next().unwrap();
            let leads = body.contains("primary key (tenant_id,");
            assert!(leads || FIXED.contains(&name), "{name} in {}", step.name);
        }
    }
}
