//! No score can draw on what must not be counted (X-16, field-facts 2.0): asked of the
//! schemas of both engines, of every SQL text of the program, and of the rooms' source.

use std::path::Path;

use civic::burden::{self, rules};
use civic::directory::Role;
use town::{Spec, Town, on_both};

#[tokio::test]
async fn every_rule_of_the_self_check_holds_on_both_engines() {
    on_both(async |world| {
        let town = world.town(0).await.unwrap();
        let at = &town.visit(&world.house, Role::Secretary);
        let check = world
            .db
            .read(|tx| Box::pin(burden::check(tx, at, &["/desk"])))
            .await;
        let all = check.unwrap();
        assert_eq!(all.len(), 6);
        for rule in &all {
            for check in &rule.checks {
                assert!(check.holds, "{}: {}", rule.must_not, check.told);
            }
        }
        let looked: usize = all.iter().map(|r| r.checks.len()).sum();
        assert!(looked >= 8, "{looked}");
    })
    .await;
}

/// Signing in leaves rows; the rooms that rate, review, publish and give honours read
/// none of them, nor does anybody but those whose own they are.
#[test]
fn no_statement_outside_sign_in_and_audit_reads_a_trace_of_signing_in() {
    let all = burden::statements();
    for room in [
        "honour",
        "appraisal",
        "review",
        "pledge",
        "campaign",
        "notice",
    ] {
        let of_room = |(place, _): &&(&str, &str)| place.contains(&format!("/{room}/"));
        assert!(
            all.iter().filter(of_room).count() > 3,
            "{room} was looked at"
        );
    }
    assert_eq!(rules::strays(&all), Vec::<String>::new());
}

/// Every table in which signing in leaves a trace is watched.
#[tokio::test]
async fn every_table_of_the_door_is_on_the_list_of_traces() {
    on_both(async |world| {
        let columns = world
            .db
            .read(|tx| Box::pin(ground::columns(tx)))
            .await
            .unwrap();
        let mut doors: Vec<&str> = (columns.iter())
            .filter(|c| {
                [
                    "seen_at",
                    "last_step",
                    "failures",
                    "credential",
                    "code_hash",
                    "key_hash",
                    "act",
                ]
                .contains(&c.name.as_str())
            })
            .map(|c| c.table.as_str())
            // The query codes of visitors, and the wrong ones, belong to nobody who signed in.
            .filter(|t| !["objection", "letter", "letter_try"].contains(t))
            .collect();
        doors.dedup();
        assert!(doors.len() >= 7, "{doors:?}");
        for table in doors {
            assert!(rules::TRACES.iter().any(|(t, _)| *t == table), "{table}");
        }
    })
    .await;
}

#[test]
fn a_scheme_that_counts_what_must_not_be_counted_is_refused_by_name() {
    for (name, refused) in rules::refused_counters() {
        assert!(refused, "{name}");
    }
}

/// The rooms that rate write to the audit and take nothing from it; they know no
/// session. What SQL cannot show, the source does.
#[test]
fn the_rooms_that_rate_ask_neither_the_audit_nor_the_door() {
    for room in ["honour", "appraisal", "review", "pledge"] {
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap();
                for rest in text.split("audit::").skip(1) {
                    let is_note = ["note", "{self, Act}", "Act"]
                        .iter()
                        .any(|w| rest.starts_with(w));
                    assert!(
                        is_note,
                        "{}: audit::{}",
                        path.display(),
                        rest.lines().next().unwrap_or("")
                    );
                }
                for word in ["sign_in", "own_sessions", "Session", "last_seen"] {
                    assert!(!text.contains(word), "{}: {word}", path.display());
                }
            }
        }
    }
}

#[tokio::test]
async fn the_profile_is_on_until_the_security_administrator_gives_a_reason() {
    on_both(async |world| {
        let spec = Spec {
            all_roles: true,
            ..Spec::small(0)
        };
        let town = Town::found(&world.db, &world.house, spec).await.unwrap();
        let db = &world.db;
        let is_on = async || {
            let tenant = town.tenant;
            db.read(|tx| Box::pin(burden::is_on(tx, tenant)))
                .await
                .unwrap()
        };
        assert!(is_on().await);
        for role in Role::ALL
            .iter()
            .copied()
            .filter(|r| *r != Role::SecurityAdmin)
        {
            let at = &town.visit(&world.house, role);
            let reason = "上级统一试点，见某某文件";
            let no = db
                .write(|tx| Box::pin(burden::turn(tx, at, false, reason)))
                .await;
            assert!(no.is_err(), "{}", role.word());
        }
        let at = &town.visit(&world.house, Role::SecurityAdmin);
        let turn = async |state: bool, reason: &'static str| {
            db.write(|tx| Box::pin(burden::turn(tx, at, state, reason)))
                .await
        };
        assert!(turn(false, "  ").await.is_err());
        assert!(turn(true, "再打开一次，本来就开着的").await.is_err());
        assert!(is_on().await);
        turn(false, "上级统一试点，见某某文件").await.unwrap();
        assert!(!is_on().await);
        turn(true, "试点结束了，恢复原来的设置").await.unwrap();
        assert!(is_on().await);
        let tenant = town.tenant;
        let changes = db
            .read(|tx| Box::pin(burden::changes(tx, tenant)))
            .await
            .unwrap();
        assert_eq!(changes.len(), 2);
    })
    .await;
}
