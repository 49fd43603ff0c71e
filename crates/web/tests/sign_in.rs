//! Signing in, staying in, and what others may not see.

#![expect(clippy::unwrap_used, reason = "a page without its marks has failed")]

mod common;

use axum::http::StatusCode;
use civic::directory::{self, Role};

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

/// What stands between two marks of a page.
fn between<'p>(page: &'p str, before: &str, after: &str) -> &'p str {
    let (_, rest) = page.split_once(before).unwrap();
    rest.split_once(after).unwrap().0
}

#[tokio::test]
async fn with_a_second_factor_the_password_leads_to_the_code_and_the_sheet_stands_in() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    // Whoever finds a page left open does not get the second factor for their own telephone.
    let unasked = clerk.post("/me/security/factor", &[]).await;
    assert_eq!(unasked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!unasked.body.contains("class=\"secret\""));
    let current = [("current", town::PASSWORD)];
    clerk.post("/me/security/factor", &current).await;
    let page = clerk.get("/me/security/factor").await;
    let typed = between(&page.body, "<p class=\"secret\">", "</p>").replace(' ', "");
    let wrong = clerk
        .post("/me/security/factor/confirmation", &[("code", "000000")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("id=\"e-code\"") && wrong.body.contains("class=\"secret\""));
    let secret = totp_rs::Secret::try_from_base32(&typed).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let seconds = site.world.house.clock.now().micros() / 1_000_000;
    let code = totp.generate(u64::try_from(seconds).unwrap()).to_string();
    let sheet = clerk
        .post("/me/security/factor/confirmation", &[("code", &code)])
        .await;
    let list = between(&sheet.body, "<ol>", "</ol>");
    assert_eq!(list.matches("<li>").count(), 10);
    let first = between(list, "<li>", "</li>").to_owned();
    for path in ["/me/security", "/me/security/factor"] {
        let page = clerk.get(path).await;
        assert!(!page.body.contains(&first) && !page.body.contains("class=\"secret\""));
    }

    let mut door = site.visitor();
    let login = format!("{}-clerk", site.town.spec.code);
    let fields = [
        ("login", login.as_str()),
        ("password", town::PASSWORD),
        ("next", "/tasks"),
    ];
    let half = door.post("/sign-in", &fields).await;
    assert_eq!(half.location, "/sign-in/code?next=%2Ftasks");
    door.cookie = half.cookie.split(';').next().unwrap().to_owned();
    let inner = door.get("/desk").await;
    assert!(
        inner.location.starts_with("/sign-in"),
        "half-way is not inside"
    );
    let wrong = door
        .post("/sign-in/code", &[("code", "123"), ("next", "/tasks")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"/tasks\""), "where to is kept");
    let fields = [("code", first.as_str()), ("next", "/tasks")];
    let done = door.post("/sign-in/code", &fields).await;
    assert_eq!(done.location, "/tasks");
    let again = door.post("/sign-in/code", &fields).await;
    assert!(again.body.contains("重新登录"), "{}", again.body);
}

#[tokio::test]
async fn an_elderly_member_comes_in_by_a_slip_of_paper_without_scripts() {
    let site = common::site().await;
    let keeper = site.signed_in(Role::SystemAdmin).await;
    let org = site.town.branches[0].id.to_string();
    // Everybody of the small town has an account: one more comes to the branch.
    let at = &site.town.visit(&site.world.house, Role::Clerk);
    let branch = &site.town.branches[0];
    let new = || directory::NewPerson {
        name: "贺兰山",
        post: "",
        category: &at.house.defaults.categories[0],
        standing: directory::Standing::Full,
    };
    let added = site.world.db.write(|tx| {
        let new = new();
        Box::pin(directory::add_person(tx, at, branch, new))
    });
    let member = &added.await.unwrap();
    let list = keeper.get(&format!("/slips?org={org}")).await;
    assert!(list.body.contains(&member.name));
    let nobody = keeper.post("/slips", &[("org", &org)]).await;
    assert!(nobody.body.contains("请勾选"), "{}", nobody.status);
    let tick = format!("p-{}", member.id);
    let sheet = keeper.post("/slips", &[("org", &org), (&tick, "1")]).await;
    assert_eq!(sheet.body.matches("class=\"slip\"").count(), 1);
    assert!(sheet.body.contains("http://site.test/i"));
    let code = between(&sheet.body, "<p class=\"code\">", "</p>").to_owned();
    let list = keeper.get(&format!("/slips?org={org}")).await;
    assert!(list.body.contains("还没用") && !list.body.contains(&code));

    let mut elder = site.visitor();
    elder.cookie = "sanzheng_elder=1".to_owned();
    let page = elder.get("/i").await;
    assert!(page.body.contains("class=\"pub elder\""));
    let typo = elder.post("/i", &[("code", "2345 nonsens")]).await;
    assert_eq!(typo.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(typo.body.contains("2345 nonsens"), "what was typed is kept");
    let typed = code.to_lowercase();
    let found = elder.post("/i", &[("code", &typed)]).await;
    let path = found.location;
    let page = elder.get(&path).await;
    assert!(page.body.contains(&member.name) && page.body.contains("branch-1-01"));
    let weak = [
        ("login", "我的账号"),
        ("password", "short"),
        ("again", "shirt"),
    ];
    let refused = elder.post(&path, &weak).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"我的账号\""));
    assert!(refused.body.contains("至少10个字符，并含") && refused.body.contains("不一样"));
    let good = [
        ("login", "我的账号"),
        ("password", "Wozhuzai-2026"),
        ("again", "Wozhuzai-2026"),
    ];
    let done = elder.post(&path, &good).await;
    assert_eq!(done.location, "/me");
    elder.cookie = done.cookie.split(';').next().unwrap().to_owned();
    assert!(elder.get("/me").await.body.contains(&member.name));
    let used = site.visitor().get(&path).await;
    assert_eq!(used.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = site.visitor().get("/i/222233334444").await;
    let plain = |body: &str, code: &str| body.replace(code, "");
    let code = path.trim_start_matches("/i/");
    assert_eq!(
        plain(&used.body, code),
        plain(&unknown.body, "222233334444"),
        "a used slip and one that never was look alike"
    );
}

#[tokio::test]
async fn sessions_are_listed_and_ended_and_the_powerful_are_reminded() {
    let site = common::site().await;
    let here = site.signed_in(Role::SystemAdmin).await;
    let there = site.signed_in(Role::SystemAdmin).await;
    let page = here.get("/me/security").await;
    assert_eq!(page.body.matches("就是这一台").count(), 1);
    assert_eq!(page.body.matches("让它退出").count(), 1);
    let inside = here.get("/slips").await;
    assert!(inside.body.contains("启用动态码"), "a reminder");
    here.post("/me/security/sessions/ending", &[]).await;
    assert_eq!(there.get("/slips").await.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/slips").await.status, StatusCode::OK);
    let clerk = site.signed_in(Role::Clerk).await;
    assert!(!clerk.get("/desk").await.body.contains("启用动态码"));
}

#[tokio::test]
async fn ones_own_password_is_asked_for_before_it_changes_and_guesses_lock() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let new = [("password", "Xinmima-2026"), ("again", "Xinmima-2026")];
    for _ in 0..5 {
        let fields = [("current", "guess"), new[0], new[1]];
        let no = clerk.post("/password", &fields).await;
        assert!(no.body.contains("现在的密码不对"), "{}", no.status);
    }
    let right = [("current", town::PASSWORD), new[0], new[1]];
    let locked = clerk.post("/password", &right).await;
    assert!(locked.body.contains("分钟后再试"));
    site.world.clock("2026-05-06", 9, 16);
    let same = [
        ("current", town::PASSWORD),
        ("password", town::PASSWORD),
        ("again", town::PASSWORD),
    ];
    let same = clerk.post("/password", &same).await;
    assert!(same.body.contains("和现在的一样"));
    assert_eq!(clerk.post("/password", &right).await.location, "/sign-in");
    assert_eq!(clerk.get("/desk").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn passkeys_are_not_offered_at_an_address_where_browsers_have_none() {
    let site = common::site().await;
    let page = site.visitor().get("/sign-in").await;
    assert!(!page.body.contains("通行密钥"));
    let asked = site.visitor().post("/sign-in/passkey", &[]).await;
    assert_eq!(asked.status, StatusCode::NOT_FOUND);
    let clerk = site.signed_in(Role::Clerk).await;
    assert!(!clerk.get("/me/security").await.body.contains("通行密钥"));
}
