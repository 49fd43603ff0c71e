//! A roster brought in the browser, read, corrected, brought again, taken back; and
//! what leaves by a file.

#![expect(clippy::unwrap_used, reason = "a file that cannot be made has failed")]

mod common;

use axum::http::StatusCode;
use civic::directory::Role;
use common::{Client, Site};
use paper::sheet::{Column, Writer};

const HEADINGS: [&str; 6] = ["支部", "姓名", "性别", "人员类别", "党员类别", "联系电话"];

fn file(rows: &[[&str; 6]]) -> Vec<u8> {
    let columns = HEADINGS.map(|title| Column {
        title: title.to_owned(),
        width: 12.0,
        ..Column::default()
    });
    let mut writer = Writer::new("名册", &columns, 0).unwrap();
    for row in rows {
        writer.row(&row.map(str::to_owned)).unwrap();
    }
    writer.finish().unwrap()
}

async fn bring(
    site: &Site,
    clerk: &Client,
    bytes: &[u8],
    ticks: &[(&str, &str)],
) -> common::Answer {
    let org = site.town.community.id.to_string();
    let mut fields = vec![("org", org.as_str())];
    fields.extend_from_slice(ticks);
    clerk
        .upload("/roster/import", &fields, ("名册.xlsx", bytes))
        .await
}

#[tokio::test]
async fn a_clerk_reads_the_errors_corrects_them_and_takes_a_wrong_import_back() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let mut rows = [
        [
            "第一党支部",
            "丁新一",
            "男",
            "正式党员",
            "社区",
            "19000000001",
        ],
        ["第一党支部", "丁新二", "女", "预备", "社区", "1900"],
    ];
    let answer = bring(&site, &clerk, &file(&rows), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = clerk.get(&answer.location).await;
    assert!(
        page.body.contains("核对好了") && page.body.contains("联系电话"),
        "{}",
        page.body
    );
    assert!(page.body.contains("手机是11位") && page.body.contains("导入通过的1行"));
    assert!(
        !clerk.get("/roster?q=丁新").await.body.contains("丁新一"),
        "not on the roster yet"
    );
    let applied = clerk
        .post(&format!("{}/application", answer.location), &[])
        .await;
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.body);
    assert!(clerk.get(&applied.location).await.body.contains("已导入"));
    assert!(clerk.get("/roster?q=dxy").await.body.contains("丁新一"));
    let twice = clerk
        .post(&format!("{}/application", answer.location), &[])
        .await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    rows[1][5] = "19000000002";
    let again = bring(&site, &clerk, &file(&rows), &[("update", "1")]).await;
    let page = clerk.get(&again.location).await;
    assert!(page.body.contains("导入通过的2行"), "{}", page.body);
    clerk
        .post(&format!("{}/application", again.location), &[])
        .await;
    let id = again.location.rsplit('/').next().unwrap();
    let undo = format!("/roster/batches/{id}/undoing");
    assert!(clerk.get("/roster/batches").await.body.contains(&undo));
    assert!(clerk.get(&undo).await.body.contains("回到导入以前"));
    let undone = clerk.post(&undo, &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.body);
    assert!(clerk.get("/roster?q=丁新").await.body.contains("丁新一"));
    assert!(
        !clerk
            .get("/roster?q=丁新二")
            .await
            .body
            .contains("<th scope=\"row\"><a")
    );
    let refused = clerk.post(&undo, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_is_no_roster_is_said_at_the_file_and_nothing_ticked_is_lost() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    for (bytes, word) in [
        (&b"<html><table>"[..], "网页"),
        (&b""[..], "选一份表格文件"),
        (&file(&[])[..], "没有人员"),
    ] {
        let answer = bring(&site, &clerk, bytes, &[("update", "1")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(word), "{}", answer.body);
        assert!(answer.body.contains("name=\"update\" value=\"1\" checked"));
    }
}

#[tokio::test]
async fn an_import_is_given_up_and_another_town_does_not_see_it() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let rows = [["branch-1", "丁新三", "男", "正式", "社区", ""]];
    let answer = bring(&site, &clerk, &file(&rows), &[]).await;
    for role in [Role::Clerk, Role::Secretary] {
        let other = site.of_other(role).await;
        assert_eq!(
            other.get(&answer.location).await.status,
            StatusCode::NOT_FOUND
        );
        let apply = format!("{}/application", answer.location);
        assert_eq!(other.post(&apply, &[]).await.status, StatusCode::NOT_FOUND);
    }
    clerk
        .post(&format!("{}/cancellation", answer.location), &[])
        .await;
    assert!(clerk.get(&answer.location).await.body.contains("没有导入"));
}

#[tokio::test]
async fn whole_numbers_are_asked_for_agreed_to_by_another_and_taken_once() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let org = site.town.community.id.to_string();
    let template = clerk.get(&format!("/roster/template?org={org}")).await;
    assert!(template.status == StatusCode::OK && template.body.starts_with("PK"));
    let masked = clerk.post("/roster/export", &[("org", &org)]).await;
    assert!(masked.status == StatusCode::OK && masked.body.starts_with("PK"));
    let asked = [("org", org.as_str()), ("phone", "1"), ("reason", "")];
    let refused = clerk.post("/roster/export/requests", &asked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("写明为什么")
            && refused.body.contains("name=\"phone\" value=\"1\" checked")
    );
    let asked = [
        ("org", org.as_str()),
        ("phone", "1"),
        ("reason", "通知开会"),
    ];
    clerk.post("/roster/export/requests", &asked).await;
    let page = clerk.get("/roster/export").await.body;
    assert!(
        page.contains("等待批准") && !page.contains("name=\"agree\""),
        "not by who asked"
    );
    let superior = site.signed_in(Role::Superior).await;
    let page = superior.get("/roster/export").await.body;
    let (_, rest) = page.split_once("/roster/export/requests/").unwrap();
    let id = rest.split('/').next().unwrap();
    let answer = format!("/roster/export/requests/{id}/answer");
    superior.post(&answer, &[("agree", "1")]).await;
    let file = format!("/roster/export/requests/{id}/file");
    assert_ne!(
        superior.post(&file, &[]).await.status,
        StatusCode::OK,
        "by who asked alone"
    );
    let taken = clerk.post(&file, &[]).await;
    assert!(taken.status == StatusCode::OK && taken.body.starts_with("PK"));
    assert_eq!(clerk.post(&file, &[]).await.status, StatusCode::CONFLICT);
    let member = site.signed_in(Role::Member).await;
    for path in [
        "/roster/import",
        "/roster/export",
        "/roster/batches",
        "/roster/template",
    ] {
        assert_eq!(
            member.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
