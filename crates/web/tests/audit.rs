//! The record of who did what, as its readers see it.

#![expect(clippy::unwrap_used, reason = "a page that cannot be read has failed")]

mod common;

use axum::http::StatusCode;
use civic::audit::{self, Act};
use civic::directory::Role;
use civic::{Counter, TenantId};
use common::Site;
use ground::sql;

/// Adds so many lines.
async fn lines(site: &Site, count: usize) {
    let (house, tenant) = (&site.world.house, site.town.tenant);
    let noted = site.world.db.write(|tx| {
        Box::pin(async move {
            let at = Counter::visitor(house, tenant);
            for _ in 0..count {
                audit::note(tx, &at, Act::BackedUp, tenant.0, "").await?;
            }
            Ok(())
        })
    });
    noted.await.unwrap();
}

async fn edit(site: &Site, tenant: TenantId, seq: i64) {
    let edited = site.world.db.write(|tx| {
        Box::pin(
            sql!(
                tx,
                "update audit set act = 'awarded' where tenant_id = $1 and seq = $2",
                tenant,
                seq
            )
            .run(),
        )
    });
    assert_eq!(edited.await.unwrap(), 1);
}

/// The numbers of the lines on a page, from above.
fn numbers(body: &str) -> Vec<i64> {
    let rows = body.split("<th scope=\"row\" class=\"r\">").skip(1);
    rows.map(|r| r.split('<').next().unwrap().parse().unwrap())
        .collect()
}

#[tokio::test]
async fn whoever_signs_in_stands_in_the_record_under_their_own_name() {
    let site = common::site().await;
    site.signed_in(Role::Clerk).await;
    let superior = site.signed_in(Role::Superior).await;
    let page = superior.get("/audit?act=signed_in").await.body;
    assert_eq!(numbers(&page).len(), 2, "{page}");
    assert!(!page.contains("来访者或控制台"), "{page}");
    let rows: Vec<&str> = page.split("<tr>").skip(2).collect();
    let link = rows[0].split("href=\"").nth(1).unwrap();
    let link = link.split('"').next().unwrap().replace("&#38;", "&");
    assert!(
        link.contains("act=signed_in") && link.contains("who="),
        "{link}"
    );
    let own = superior.get(&link).await.body;
    assert_eq!(numbers(&own).len(), 1, "their own alone");
    assert!(own.contains("只看"));
}

#[tokio::test]
async fn the_record_is_paged_by_its_numbers_and_filtered_by_act_and_day() {
    let site = common::site().await;
    lines(&site, 230).await;
    let superior = site.signed_in(Role::Superior).await;
    let (mut path, mut seen) = ("/audit".to_owned(), Vec::new());
    loop {
        let page = superior.get(&path).await.body;
        seen.extend(numbers(&page));
        let Some((_, pager)) = page.split_once("class=\"pager") else {
            break;
        };
        let link = pager.split("href=\"").nth(1).unwrap();
        path = link.split('"').next().unwrap().replace("&#38;", "&");
    }
    let all: Vec<i64> = (1..=*seen.first().unwrap()).rev().collect();
    assert_eq!(seen, all, "each line once, newest first");
    assert!(seen.len() > 230);
    let backups = superior.get("/audit?act=backed_up").await.body;
    assert_eq!(numbers(&backups).len(), 100);
    let none = superior.get("/audit?until=2026-05-05").await.body;
    assert!(none.contains("没有符合条件的记录"));
    let today = superior
        .get("/audit?from=2026-05-06&until=2026-05-06")
        .await;
    assert_eq!(numbers(&today.body).len(), 100);
    let typed = superior.get("/audit?from=昨天&act=backed_up").await;
    assert_eq!(typed.status, StatusCode::OK);
    assert!(typed.body.contains("这样的日期") && typed.body.contains("昨天"));
    let crossed = superior
        .get("/audit?from=2026-05-06&until=2026-05-01")
        .await;
    assert!(crossed.body.contains("止于不能早于起于"));
}

#[tokio::test]
async fn an_edited_line_is_marked_where_it_is_shown_and_named_by_a_new_check() {
    let site = common::site().await;
    lines(&site, 150).await;
    let superior = site.signed_in(Role::Superior).await;
    let before = superior.get("/audit").await.body;
    assert!(before.contains("记录链完整"), "{before}");
    edit(&site, site.town.tenant, 3).await;
    let old = superior.get("/audit?before=10").await.body;
    assert!(
        old.contains("对不上"),
        "shown lines are held against their hash"
    );
    let checked = superior.post("/audit/verification", &[]).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER);
    let after = superior.get("/audit").await.body;
    assert!(after.contains("记录链从第3条起对不上"), "{after}");
    let clerk = site.signed_in(Role::Clerk).await;
    let refused = clerk.post("/audit/verification", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn lines_that_were_added_are_checked_on_and_a_lost_tail_is_noticed() {
    let site = common::site().await;
    let superior = site.signed_in(Role::Superior).await;
    assert!(superior.get("/audit").await.body.contains("记录链完整"));
    lines(&site, 5).await;
    let tenant = site.town.tenant;
    let grown = superior.get("/audit").await.body;
    let newest = numbers(&grown)[0];
    assert!(
        grown.contains(&format!("记录链完整，共{newest}条")),
        "{grown}"
    );
    let cut = site.world.db.write(|tx| {
        Box::pin(async move {
            sql!(
                tx,
                "delete from audit_payload where tenant_id = $1 and seq = $2",
                tenant,
                newest
            )
            .run()
            .await?;
            sql!(
                tx,
                "delete from audit where tenant_id = $1 and seq = $2",
                tenant,
                newest
            )
            .run()
            .await
        })
    });
    assert_eq!(cut.await.unwrap(), 1);
    superior.post("/audit/verification", &[]).await;
    assert!(superior.get("/audit").await.body.contains("链尾缺失"));
}
