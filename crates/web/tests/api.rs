//! The API: what its description names is what there is, and no act goes further
//! by it than by a page.

mod common;

use axum::http::StatusCode;
use civic::directory::Role;
use common::{Client, Site, Told};
use serde_json::{Value, json};
use town::PASSWORD;
use web::ROUTES;

/// A token of somebody of the first town.
async fn token(site: &Site, role: Role) -> String {
    let sent = json!({"login": site.town.spec.login(role), "password": PASSWORD});
    let (status, told) = site
        .visitor()
        .call("POST", "/api/v1/session", "", Some(sent))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{told}");
    told["token"].as_str().unwrap_or_default().to_owned()
}

fn problem(told: &Value) -> &str {
    told["title"].as_str().unwrap_or_default()
}

#[test]
fn the_description_names_every_address_and_no_other() {
    let mut ours: Vec<(String, String)> = ROUTES
        .iter()
        .filter(|r| r.path.starts_with("/api/") && !r.path.ends_with(".json"))
        .map(|r| (r.method.to_owned(), r.path.to_owned()))
        .collect();
    let mut told = web::api::described();
    ours.sort();
    told.sort();
    assert_eq!(ours, told);
}

#[tokio::test]
async fn a_token_opens_what_its_owner_may_and_ends_when_it_is_given_back() {
    let site = common::site().await;
    let visitor = site.visitor();
    let wrong = json!({"login": site.town.spec.login(Role::Clerk), "password": "no"});
    let (status, told) = visitor
        .call("POST", "/api/v1/session", "", Some(wrong))
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(!problem(&told).is_empty());
    let token = token(&site, Role::Secretary).await;
    let nowhere = "/api/v1/notices/018f0000-0000-7000-8000-000000000000/conclusion";
    let words = Some(json!({"words": "结论"}));
    let (status, _) = visitor.call("POST", nowhere, &token, words.clone()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = visitor
        .call("DELETE", "/api/v1/session", &token, None)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (status, _) = visitor.call("POST", nowhere, &token, words.clone()).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let (status, _) = visitor.call("POST", nowhere, "", words).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_in_a_cookie_is_none_for_the_api() {
    let site = common::site().await;
    let clerk: Client = site.signed_in(Role::Secretary).await;
    let id = "018f0000-0000-7000-8000-000000000000";
    let answer = clerk
        .post(&format!("/api/v1/notices/{id}/conclusion"), &[])
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_notice_is_read_objected_to_followed_and_not_concluded_before_its_time() -> Told {
    let site = common::site().await;
    let progress = site.progress();
    let campaign = progress.read_plan().await?;
    progress.approve(campaign).await?;
    progress.pledge(campaign).await?;
    progress.appraise(campaign, 0, 60).await?;
    let now = site.world.house.clock.now();
    let (_, notice) = progress.rate(campaign, 0, now).await?;
    let visitor = site.visitor();
    let (status, all) = visitor
        .call("GET", "/api/v1/sites/town0/notices", "", None)
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(all[0]["id"], json!(notice.to_string()));
    assert_eq!(all[0]["state"], "public");
    // What is public on the page is public here, in the same order, and nothing else.
    let (status, vows) = visitor
        .call("GET", "/api/v1/sites/town0/pledges", "", None)
        .await;
    assert_eq!(status, StatusCode::OK);
    let page = visitor.get("/t/town0/pledges").await.body;
    let all = vows["pledges"].as_array().cloned().unwrap_or_default();
    assert!(!all.is_empty());
    let mut from = 0;
    for vow in &all {
        let mark = format!("id=\"p-{}\"", vow["id"].as_str().unwrap_or_default());
        let found = page[from..].find(&mark);
        from += found.unwrap_or_else(|| panic!("{mark} in its order"));
    }
    let next = format!(
        "/api/v1/sites/town0/pledges?after={}",
        vows["next"].as_str().unwrap_or_default()
    );
    let (status, told) = visitor.call("GET", &next, "", None).await;
    assert_eq!(
        status,
        if vows["next"].is_null() {
            StatusCode::BAD_REQUEST
        } else {
            StatusCode::OK
        },
        "{told}"
    );
    let path = format!("/api/v1/sites/town0/notices/{notice}");
    let (status, shown) = visitor.call("GET", &path, "", None).await;
    assert_eq!(status, StatusCode::OK);
    assert!(shown["rows"].as_array().is_some_and(|r| !r.is_empty()));
    // Of another place it does not exist.
    let other = format!("/api/v1/sites/town1/notices/{notice}");
    assert_eq!(
        visitor.call("GET", &other, "", None).await.0,
        StatusCode::NOT_FOUND
    );

    let conclusion = format!("/api/v1/notices/{notice}/conclusion");
    let words = Some(json!({"words": "公示期满，没有异议"}));
    let token = token(&site, Role::Secretary).await;
    let (status, told) = visitor.call("POST", &conclusion, &token, words).await;
    assert_eq!(status, StatusCode::CONFLICT, "{told}");

    let objections = format!("{path}/objections");
    let short = Some(json!({"matter": " "}));
    let (status, told) = visitor.call("POST", &objections, "", short).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(told["fields"][0]["name"], "matter");
    let matter = Some(json!({"matter": "有一项记的不是我们楼的事"}));
    let (status, receipt) = visitor.call("POST", &objections, "", matter).await;
    assert_eq!(status, StatusCode::CREATED, "{receipt}");
    let query = Some(json!({"code": receipt["code"]}));
    let (status, told) = visitor
        .call("POST", "/api/v1/sites/town0/objections", "", query)
        .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(told["effect"], "");
    assert_eq!(told["notice"], json!(notice.to_string()));
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_read_is_said_to_be_so() {
    let site = common::site().await;
    let visitor = site.visitor();
    let path = "/api/v1/sites/town0/objections";
    for (sent, status) in [
        (json!([]), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"code": 1}), StatusCode::UNPROCESSABLE_ENTITY),
        (
            json!({"code": "x", "more": 1}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (json!({"code": "x"}), StatusCode::NOT_FOUND),
        (json!({"code": "x\u{0}y"}), StatusCode::NOT_FOUND),
    ] {
        let (answer, told) = visitor.call("POST", path, "", Some(sent)).await;
        assert_eq!(answer, status, "{told}");
        assert!(!problem(&told).is_empty());
    }
    let form = visitor.post(path, &[("code", "x")]).await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
}

#[tokio::test]
async fn whoever_guesses_query_codes_by_program_is_slowed_as_on_the_pages() {
    let site = common::site().await;
    let visitor = site.visitor();
    let path = "/api/v1/sites/town0/objections";
    let guess = || Some(json!({"code": "2222 2222 2222"}));
    for _ in 0..site.world.house.defaults.code_tries_per_hour {
        let (status, _) = visitor.call("POST", path, "", guess()).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }
    let (status, told) = visitor.call("POST", path, "", guess()).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(problem(&told).contains("网页"), "{told}");
    // The pages count the same codes.
    let page = visitor
        .post("/t/town0/objections", &[("code", "2222 2222 2222")])
        .await;
    assert!(page.body.contains("name=\"human_token\""));
}
