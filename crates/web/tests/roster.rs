//! The roster through the site: a clerk keeps it, the superior answers, a member
//! sees their own.

#![expect(clippy::expect_used, reason = "a story that cannot begin has failed")]

mod common;

use axum::http::StatusCode;
use civic::directory::Role;

/// The value of a field of a page's form.
fn value<'p>(body: &'p str, field: &str) -> &'p str {
    let (_, rest) = body
        .split_once(&format!("name=\"{field}\" "))
        .expect("the field");
    let (_, rest) = rest.split_once("value=\"").expect("its value");
    rest.split('"').next().unwrap_or_default()
}

const ENTRY: [(&str, &str); 8] = [
    ("name", "示小范"),
    ("standing", "full"),
    ("category", "社区"),
    ("sex", "f"),
    ("birth", "1965.03"),
    ("joined", "1990年7月"),
    ("full_since", "1991-07-01"),
    ("rank", "0"),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = ENTRY
        .into_iter()
        .filter(|(name, _)| more.iter().all(|(m, _)| m != name))
        .collect();
    fields.extend_from_slice(more);
    fields
}

#[tokio::test]
async fn a_clerk_registers_somebody_and_every_mistake_is_said_in_its_place() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let bad = with(&[("org", "branch-1"), ("phone", "123"), ("birth", "三月")]);
    let answer = clerk.post("/roster/people", &bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("日期写成1965.03"), "{}", answer.body);
    assert_eq!(value(&answer.body, "birth"), "三月");
    assert_eq!(value(&answer.body, "phone"), "123");
    let good = with(&[("org", "branch-1"), ("phone", "19000001234")]);
    let answer = clerk.post("/roster/people", &good).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = clerk.get(&answer.location).await;
    assert!(page.body.contains("1965年3月") && page.body.contains("190****1234"));
    assert!(!page.body.contains("19000001234"));
    // Found by initials and by the last four digits, with years from full membership.
    for question in ["sxf", "1234", "小范"] {
        let found = clerk.get(&format!("/roster?q={question}")).await;
        assert!(found.body.contains("示小范"), "{question}");
    }
    let list = clerk.get("/roster?org=branch-1").await;
    assert!(
        list.body.contains("（女）") && list.body.contains("34年"),
        "{}",
        list.body
    );
    // One field opens for a reason, on this answer alone.
    let place = format!("{}/unmasking", answer.location);
    let silent = clerk.post(&place, &[("field", "phone")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let opened = clerk
        .post(&place, &[("field", "phone"), ("reason", "通知开会")])
        .await;
    assert!(opened.body.contains("19000001234"));
}

#[tokio::test]
async fn the_second_of_two_who_save_sees_both_versions_and_saves_over_it_knowingly() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let made = clerk
        .post("/roster/people", &with(&[("org", "branch-1")]))
        .await
        .location;
    let version = value(&clerk.get(&format!("{made}/edit")).await.body, "version").to_owned();
    let first = with(&[("version", &version), ("post", "组织委员"), ("rank", "2")]);
    assert_eq!(
        clerk.post(&made, &first).await.status,
        StatusCode::SEE_OTHER
    );
    let second = with(&[("version", &version), ("category", "企业")]);
    let late = clerk.post(&made, &second).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("两个人的改动") && late.body.contains("组织委员"));
    let now = value(&late.body, "version").to_owned();
    assert_ne!(now, version);
    let again = with(&[
        ("version", &now),
        ("category", "企业"),
        ("post", "组织委员"),
        ("rank", "2"),
    ]);
    assert_eq!(
        clerk.post(&made, &again).await.status,
        StatusCode::SEE_OTHER
    );
    let page = clerk.get(&made).await.body;
    assert!(
        page.contains("组织委员") && page.contains("类别原为社区"),
        "{page}"
    );
}

#[tokio::test]
async fn a_split_is_asked_for_on_one_page_and_approved_on_another() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let superior = site.signed_in(Role::Superior).await;
    let form = clerk
        .get("/roster/changes/new?kind=split&org=branch-1")
        .await;
    let to: Vec<String> = form
        .body
        .split("name=\"to-")
        .skip(1)
        .take(2)
        .map(|part| format!("to-{}", part.split('"').next().unwrap_or_default()))
        .collect();
    let mut fields = vec![
        ("kind", "split"),
        ("org", "branch-1"),
        ("name", "新设党支部"),
        ("code", "branch-9"),
        ("effective", "2026-07-01"),
        ("reason", ""),
    ];
    fields.extend(to.iter().map(|name| (name.as_str(), "0")));
    let answer = clerk.post("/roster/changes", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("请填写调整理由"), "{}", answer.body);
    fields.retain(|(name, _)| *name != "reason");
    fields.push(("reason", "人多，分开好开会"));
    let answer = clerk.post("/roster/changes", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let reply = format!("{}/reply", answer.location);
    let own = clerk.post(&reply, &[("verdict", "approve")]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let done = superior.post(&reply, &[("verdict", "approve")]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let eve = clerk.get("/roster/tree?on=2026-06-30").await.body;
    let day = clerk.get("/roster/tree?on=2026-07-01").await.body;
    assert!(!eve.contains("新设党支部</") && day.contains("新设党支部</"));
    // On the day the desk turns it over for whoever comes first.
    site.world.clock("2026-07-01", 8, 0);
    let clerk = site.signed_in(Role::Clerk).await;
    clerk.get("/desk").await;
    let list = clerk.get("/roster?org=branch-9").await.body;
    assert!(
        list.contains("新设党支部名册") && list.contains("党员2人"),
        "{list}"
    );
}

#[tokio::test]
async fn a_role_is_given_by_name_and_handed_over() {
    let site = common::site().await;
    let security = site.signed_in(Role::SecurityAdmin).await;
    let (one, two) = (&site.town.members[0][1].name, &site.town.members[0][2].name);
    let fields = |person: &'static str| {
        [
            ("person", person),
            ("role", "archivist"),
            ("org", "community"),
            ("from", "2026-05-06"),
            ("until", ""),
        ]
    };
    let nobody = security.post("/roster/roles", &fields("查无此人")).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nobody.body.contains("没有找到“查无此人”"));
    let mut given = fields("");
    given[0].1 = one;
    let given = security.post("/roster/roles", &given).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.body);
    let list = security.get("/roster/roles").await.body;
    let (_, rest) = list.split_once(one.as_str()).expect("the holder");
    let (_, rest) = rest
        .split_once("href=\"/roster/roles/")
        .expect("the way to end it");
    let term = rest.split('"').next().unwrap_or_default().to_owned();
    let fields = [("day", "2026-05-06"), ("successor", two.as_str())];
    let ended = security
        .post(&format!("/roster/roles/{term}/ending"), &fields)
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.body);
}

#[tokio::test]
async fn a_member_takes_their_record_along_and_asks_for_a_correction() {
    let site = common::site().await;
    let member = site.signed_in(Role::Member).await;
    let page = member.get("/me/data").await.body;
    assert!(page.contains("为什么记") && page.contains("离开名册后再保存"));
    let file = member.get("/me/data/export").await.body;
    let name = &site.town.members[0][3].name;
    let read: serde_json::Value = serde_json::from_str(&file).expect("JSON");
    assert_eq!(read["fields"][0]["value"], name.as_str());
    let fields = [("field", "birth"), ("wanted", "应为1965年5月")];
    member.post("/me/data/corrections", &fields).await;
    let clerk = site.signed_in(Role::Clerk).await;
    let waiting = clerk.get("/roster/corrections").await.body;
    assert!(waiting.contains("应为1965年5月"));
    let (_, rest) = waiting
        .split_once("/roster/corrections/")
        .expect("a request");
    let id = rest.split('/').next().unwrap_or_default();
    let place = format!("/roster/corrections/{id}/answer");
    let silent = clerk.post(&place, &[("verdict", "decline")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("verdict", "decline"), ("answer", "身份证上是3月")];
    clerk.post(&place, &fields).await;
    assert!(member.get("/me/data").await.body.contains("身份证上是3月"));
}
