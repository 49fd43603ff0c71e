//! Signing in, staying in, and what others may not see.

mod common;

use axum::http::StatusCode;
use civic::directory::Role;

#[tokio::test]
async fn after_five_wrong_passwords_even_the_right_one_waits_fifteen_minutes() {
    let site = common::site().await;
    let visitor = site.visitor();
    let login = format!("{}-clerk", site.town.spec.code);
    for _ in 0..5 {
        let answer = visitor
            .post("/sign-in", &[("login", &login), ("password", "wrong")])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.body.contains(&login),
            "the login that was typed is kept"
        );
    }
    let right = [("login", login.as_str()), ("password", town::PASSWORD)];
    let answer = visitor.post("/sign-in", &right).await;
    assert!(answer.body.contains("分钟后再试"), "{}", answer.body);
    site.world.clock("2026-05-06", 9, 16);
    assert_eq!(
        visitor.post("/sign-in", &right).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_session_sleeps_after_half_an_hour_and_ends_when_signing_out() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    site.world.clock("2026-05-06", 9, 29);
    assert_eq!(clerk.get("/desk").await.status, StatusCode::OK);
    site.world.clock("2026-05-06", 9, 58);
    assert_eq!(
        clerk.get("/desk").await.status,
        StatusCode::OK,
        "each request keeps it awake"
    );
    site.world.clock("2026-05-06", 10, 29);
    assert_eq!(clerk.get("/desk").await.location, "/sign-in?next=/desk");
    let clerk = site.signed_in(Role::Clerk).await;
    clerk.post("/sign-out", &[]).await;
    assert_eq!(clerk.get("/desk").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing() {
    let site = common::site().await;
    let mut clerk = site.signed_in(Role::Clerk).await;
    clerk.csrf = "guess".to_owned();
    let answer = clerk.post("/sign-out", &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(
        clerk.get("/desk").await.status,
        StatusCode::OK,
        "still signed in"
    );
}

#[tokio::test]
async fn signing_in_never_leads_to_another_site() {
    let site = common::site().await;
    let login = format!("{}-clerk", site.town.spec.code);
    for next in [
        "https://elsewhere.test/",
        "//elsewhere.test/",
        "/\\elsewhere.test",
        "/\t/elsewhere.test",
    ] {
        let fields = [
            ("login", login.as_str()),
            ("password", town::PASSWORD),
            ("next", next),
        ];
        assert_eq!(
            site.visitor().post("/sign-in", &fields).await.location,
            "/desk",
            "{next}"
        );
    }
}
