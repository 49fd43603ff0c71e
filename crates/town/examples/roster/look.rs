//! Looking for people among many: by name, by initials, by the tail of the
//! telephone, each beside a bare look-up of a primary key in the same run.

use std::time::Instant;

use civic::directory::people::search;
use ground::sql;

use crate::{Bench, Done, file};

/// Questions of each kind.
const ASKED: usize = 101;
/// How many people a page shows.
const SHOWN: i64 = 20;

pub(crate) async fn run(bench: &Bench) -> Done {
    let (at, _) = bench.keeper().await?;
    let (at, db) = (&at, &bench.db);
    let count: i64 = db
        .read(|tx| Box::pin(sql!(tx, "select count(*) from person").value::<i64>()))
        .await?;
    println!("people {count}");
    let n = |k: usize| (k * 7919) % usize::try_from(count).unwrap_or(1).max(1);
    let names: Vec<String> = (0..ASKED).map(|k| file::name(n(k))).collect();
    let initials: Vec<String> = (0..ASKED)
        .map(|k| ["dwb", "lxl", "zjh", "wgr", "xq"][k % 5].to_owned())
        .collect();
    let tails: Vec<String> = (0..ASKED)
        .map(|k| file::phone(n(k))[7..].to_owned())
        .collect();
    for (kind, questions) in [("name", names), ("initials", initials), ("tail", tails)] {
        let (mut times, mut found) = (Vec::new(), 0);
        for question in &questions {
            let started = Instant::now();
            let people = db
                .read(|tx| Box::pin(search(tx, at, question, SHOWN)))
                .await?;
            times.push(started.elapsed().as_micros());
            found += people.len();
        }
        println!("{kind}_us {}", middle(times));
        println!("{kind}_found {found}");
    }
    let ids: Vec<(civic::PersonId,)> = db
        .read(|tx| {
            Box::pin(
                sql!(
                    tx,
                    "select id from person where tenant_id = $1 order by id limit $2",
                    at.tenant,
                    10_000_i64
                )
                .all(),
            )
        })
        .await?;
    let mut times = Vec::new();
    for (id,) in ids.iter().step_by(97) {
        let started = Instant::now();
        let person: Option<(String,)> = db
            .read(|tx| {
                Box::pin(
                    sql!(
                        tx,
                        "select name from person where tenant_id = $1 and id = $2",
                        at.tenant,
                        *id
                    )
                    .opt(),
                )
            })
            .await?;
        times.push(started.elapsed().as_micros());
        person.ok_or("a person is gone")?;
    }
    println!("key_us {}", middle(times));
    Ok(())
}

fn middle(mut times: Vec<u128>) -> u128 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or(0)
}
