//! Reminders and the burden-relief self-check, as they are used in a browser.

#![expect(clippy::unwrap_used, reason = "a page that is not there has failed")]

mod common;

use axum::http::StatusCode;
use civic::directory::Role;
use common::{Site, site};
use ground::sql;

const MAIL: [(&str, &str); 7] = [
    ("host", "mail.example.test"),
    ("security", "tls"),
    ("port", "465"),
    ("sender", "zhiban@example.test"),
    ("login", "zhiban"),
    ("password", "mima-2026-X"),
    ("hour", "9"),
];

fn with<'a>(name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = MAIL.to_vec();
    for field in &mut fields {
        if field.0 == name {
            field.1 = value;
        }
    }
    fields
}

/// What stands behind `/settings/reminders/` in the first form that ends so.
fn address_of(body: &str, act: &str) -> String {
    let end = format!("/{act}\"");
    let (head, _) = body.split_once(&end).unwrap();
    let (_, id) = head.rsplit_once("/settings/reminders/").unwrap();
    format!("/settings/reminders/{id}/{act}")
}

async fn count(site: &Site, of: &'static str) -> i64 {
    let db = &site.world.db;
    db.read(|tx| {
        Box::pin(async move {
            match of {
                "job" => sql!(tx, "select count(*) from job").value().await,
                _ => sql!(tx, "select count(*) from person_mail").value().await,
            }
        })
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn the_system_administrator_sets_letters_up_tries_them_and_turns_them_on() {
    let site = site().await;
    let admin = site.signed_in(Role::SystemAdmin).await;
    let page = admin.get("/settings/reminders").await;
    assert!(page.body.contains("邮件没有设"), "{}", page.body);
    assert!(page.body.contains("都不开也不影响办事"));
    let done = admin.post("/settings/reminders/mail", &MAIL).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let page = admin.get("/settings/reminders").await;
    assert!(page.body.contains("邮件关着"), "a new way is off");
    assert!(page.body.contains("mail.example.test"));
    assert!(
        !page.body.contains("mima-2026-X"),
        "a password does not come back"
    );
    let trial = address_of(&page.body, "trial");
    assert_eq!(admin.post(&trial, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count(&site, "job").await, 1);
    let page = admin.get("/settings/reminders").await;
    assert!(page.body.contains("试发") && page.body.contains("待发"));
    let turning = address_of(&page.body, "turning");
    admin.post(&turning, &[("on", "1")]).await;
    assert!(
        admin
            .get("/settings/reminders")
            .await
            .body
            .contains("邮件开着")
    );
    // The account is the same: its password need not be typed again.
    let done = admin
        .post("/settings/reminders/mail", &with("password", ""))
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn what_is_wrong_in_the_settings_is_said_in_place_and_nothing_typed_is_lost() {
    let site = site().await;
    let admin = site.signed_in(Role::SystemAdmin).await;
    for (field, value, told) in [
        ("host", "mail example", "填邮件服务器的名字或地址"),
        ("port", "x", "端口是1到65535的数"),
        ("sender", "zhiban", "填发件人的邮箱地址"),
        ("login", "", "要么都填，要么都不填"),
        ("security", "plain", "把密码明着送出去"),
        ("hour", "24", "填0到23的整数"),
    ] {
        let page = admin
            .post("/settings/reminders/mail", &with(field, value))
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(page.body.contains(told), "{field}: {}", page.body);
        assert!(!page.body.contains("mima-2026-X"), "{field}");
        if field != "host" {
            assert!(page.body.contains("value=\"mail.example.test\""), "{field}");
        }
    }
    let community = site.town.community.id.to_string();
    let robot = |address: &'static str, place: &str| {
        [
            ("kind", "feishu".to_owned()),
            ("label", "支部群".to_owned()),
            ("place", place.to_owned()),
            ("address", address.to_owned()),
            ("secret", "SECx".to_owned()),
            ("robot-hour", "9".to_owned()),
        ]
    };
    let wecom = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k";
    for (address, place, told) in [
        ("www.example.test", community.as_str(), "填机器人的完整地址"),
        (wecom, &community, "这个地址是别种机器人的"),
        ("https://open.feishu.cn/x", "", "选一个组织"),
    ] {
        let fields = robot(address, place);
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let page = admin.post("/settings/reminders/robots", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(page.body.contains(told), "{address}: {}", page.body);
        assert!(page.body.contains("value=\"支部群\"") && !page.body.contains("SECx"));
    }
}

#[tokio::test]
async fn the_settings_exist_for_who_keeps_the_system_and_for_nobody_else() {
    let site = site().await;
    for role in Role::ALL
        .iter()
        .copied()
        .filter(|r| *r != Role::SystemAdmin)
    {
        let client = site.signed_in(role).await;
        let page = client.get("/settings/reminders").await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", role.word());
        let page = client.post("/settings/reminders/mail", &MAIL).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", role.word());
        let menu = client.get("/me/reminders").await;
        assert!(
            !menu.body.contains("/settings/reminders"),
            "{}",
            role.word()
        );
    }
}

#[tokio::test]
async fn a_member_asks_for_letters_sees_why_and_takes_the_address_back_at_once() {
    let site = site().await;
    let member = site.signed_in(Role::Member).await;
    let page = member.get("/me/reminders").await;
    assert!(page.body.contains("邮件提醒还没有开通"), "{}", page.body);
    let admin = site.signed_in(Role::SystemAdmin).await;
    admin.post("/settings/reminders/mail", &MAIL).await;
    let page = admin.get("/settings/reminders").await;
    admin
        .post(&address_of(&page.body, "turning"), &[("on", "1")])
        .await;
    let page = member.get("/me/reminders").await;
    assert!(
        page.body.contains("只用来给您发待办，不给别人看"),
        "{}",
        page.body
    );
    let bad = member
        .post("/me/reminders", &[("address", "wode youxiang")])
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.body.contains("邮箱地址不完整") && bad.body.contains("value=\"wode youxiang\""));
    let address = [("address", "wode@example.test")];
    assert_eq!(
        member.post("/me/reminders", &address).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        member
            .get("/me/reminders")
            .await
            .body
            .contains("value=\"wode@example.test\"")
    );
    // Nobody else reads it, on no page.
    assert!(
        !admin
            .get("/settings/reminders")
            .await
            .body
            .contains("wode@")
    );
    assert_eq!(count(&site, "person_mail").await, 1);
    member.post("/me/reminders/withdrawal", &[]).await;
    assert_eq!(count(&site, "person_mail").await, 0);
    assert!(!member.get("/me/reminders").await.body.contains("wode@"));
}

#[tokio::test]
async fn what_is_due_stands_on_the_page_though_every_way_is_off() {
    let site = site().await;
    let campaign = site.progress().read_plan().await.unwrap();
    let secretary = site.signed_in(Role::Secretary).await;
    let page = secretary.get("/me/reminders").await;
    assert!(
        page.body.contains(&format!("/campaigns/{campaign}")),
        "{}",
        page.body
    );
    assert!(page.body.contains("等您办的事1件"));
}

#[tokio::test]
async fn everyone_reads_the_self_check_and_it_holds_rule_by_rule() {
    let site = site().await;
    let public = site.visitor().get("/t/town0/burden").await;
    assert_eq!(public.status, StatusCode::OK);
    let member = site.signed_in(Role::Member).await.get("/burden").await;
    for page in [&public.body, &member.body] {
        for told in [
            "随意、重复要求基层填表",
            "打卡签到、积分排名、在线时长统计",
            "强制下载使用",
            "以点赞、网络投票、转发、学习时长作评价依据",
            "经营活动",
            "逐个写进评定办法试过，都被拒绝",
            "没有一处是必填的",
        ] {
            assert!(page.contains(told), "{told}");
        }
        assert!(!page.contains("要查："), "{page}");
    }
    assert!(
        !member.body.contains("name=\"reason\""),
        "a member does not turn it"
    );
}

#[tokio::test]
async fn turning_the_profile_off_needs_a_reason_and_is_seen_by_everyone() {
    let site = site().await;
    let secretary = site.signed_in(Role::Secretary).await;
    let no = secretary
        .post("/burden", &[("reason", "上级要求我们这样做，见文件")])
        .await;
    assert_eq!(no.status, StatusCode::FORBIDDEN);
    let security = site.signed_in(Role::SecurityAdmin).await;
    let no = security.post("/burden", &[("reason", "要求")]).await;
    assert_eq!(no.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no.body.contains("写明理由和依据") && no.body.contains("要求</textarea>"));
    let banner = "减负设置关着";
    assert!(!secretary.get("/desk").await.body.contains(banner));
    let reason = [("reason", "区里统一试点，见某区办〔2026〕9号文")];
    assert_eq!(
        security.post("/burden", &reason).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(secretary.get("/desk").await.body.contains(banner));
    let public = site.visitor().get("/t/town0/burden").await;
    assert!(
        public.body.contains("某区办〔2026〕9号文"),
        "{}",
        public.body
    );
    // The other town keeps its own.
    let other = site.of_other(Role::Secretary).await;
    assert!(!other.get("/desk").await.body.contains(banner));
    let audit = site.signed_in(Role::AuditAdmin).await.get("/audit").await;
    assert!(audit.body.contains("调整减负设置"));
    let back = [("on", "1"), ("reason", "试点结束，恢复原来的设置")];
    assert_eq!(
        security.post("/burden", &back).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!secretary.get("/desk").await.body.contains(banner));
}
