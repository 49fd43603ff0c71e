//! The plan at the counter: brought, checked, approved; and what is refused on the way.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a page that is not there has failed the test"
)]

mod common;

use axum::http::StatusCode;
use civic::directory::Role;
use common::{Answer, Client, Site};

const PLAN: &str = "青杨社区党总支文件
青杨社区开展“亮岗位”主题活动实施方案

为引导党员立足岗位作贡献，经研究，在全社区开展“亮岗位”主题活动，制定本方案。

一、目标任务
1、组织功能更强。
2、服务群众更实。

二、活动内容
开展“书记走网格”、“邻里帮帮团”等活动，争创“为民服务标杆支部”。

三、方法步骤
（一）动员部署（2026年5月6日至2026年5月31日）。召开党员大会作出部署。
（二）公开承诺（2026年6月1日至2026年6月30日）。每名党员公开承诺3至5项。社区党员重点围绕服务群众、居容整洁等方面作出承诺。
（三）领导点评。党总支每季度点评一次活动情况。
（四）群众评议。适时组织党员、居民代表评议。

四、活动要求
1、加强领导。成立活动领导小组，由党总支书记任组长，组织委员、宣传委员为成员。
2、强化督导。对工作不得力的，责令限期整改。

青杨社区党总支
2026年5月6日
";

const NOVEL: &str = "从前有座山，山里有座庙，庙里有个老和尚给小和尚讲故事。\n讲的是从前有座山。";

/// A plan as the clerk brings it: the address of its page.
async fn brought(site: &Site, clerk: &Client) -> String {
    let org = site.town.community.id.to_string();
    let file = ("方案.txt", PLAN.as_bytes());
    let answer = clerk.upload("/campaigns", &[("org", &org)], file).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let page = answer.location.strip_suffix("/reading");
    page.expect("a page to read").to_owned()
}

/// The number of the first listed item of which this is a part.
fn number(page: &Answer, part: &str) -> String {
    let item = page
        .body
        .split("<li id=\"k")
        .skip(1)
        .find(|li| li.contains(part))
        .unwrap_or_else(|| panic!("no item with {part}: {}", page.body));
    item.split('"').next().unwrap_or_default().to_owned()
}

/// What a field of a page holds.
fn value<'p>(page: &'p Answer, field: &str) -> &'p str {
    let (_, rest) = page
        .body
        .split_once(&format!("name=\"{field}\""))
        .unwrap_or_else(|| panic!("no field {field}: {}", page.body));
    let (_, rest) = rest.split_once("value=\"").expect("a value");
    rest.split('"').next().unwrap_or_default()
}

async fn done(client: &Client, path: &str, fields: &[(&str, &str)]) {
    let answer = client.post(path, fields).await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "{path}: {}",
        answer.body
    );
}

/// Confirms whatever still waits, and then the whole.
async fn confirmed(clerk: &Client, plan: &str) {
    done(clerk, &format!("{plan}/checks"), &[]).await;
    let open = clerk.get(&format!("{plan}/reading?show=open")).await;
    for li in open.body.split("<li id=\"k").skip(1) {
        let number = li.split('"').next().unwrap_or_default();
        let path = format!("{plan}/items/{number}/check");
        done(clerk, &path, &[("verdict", "confirmed"), ("show", "open")]).await;
    }
    done(clerk, &format!("{plan}/confirmation"), &[]).await;
}

/// The members' meeting carries it, all present and all in favour, and it goes up.
async fn resolved_and_submitted(clerk: &Client, plan: &str) {
    let page = clerk.get(plan).await;
    let due = value(&page, "due");
    let minutes = [
        ("meeting", "党员大会"),
        ("held_on", "2026-05-06"),
        ("due", due),
        ("present", due),
        ("absent", "0"),
        ("votes_for", due),
        ("votes_against", "0"),
        ("votes_abstain", "0"),
        ("resolution", "同意"),
    ];
    done(clerk, &format!("{plan}/decision"), &minutes).await;
    done(clerk, &format!("{plan}/submission"), &[]).await;
}

#[tokio::test]
async fn a_clerk_brings_a_plan_adjusts_one_item_drops_one_and_confirms_the_rest() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let plan = brought(&site, &clerk).await;
    let reading = format!("{plan}/reading");
    let page = clerk.get(&reading).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("id=\"t1\""), "the source bears marks");

    let phase = number(&page, "<p class=\"k\">阶段</p>");
    let check = format!("{plan}/items/{phase}/check");
    let typed = [
        ("verdict", "adjusted"),
        ("value", "五月里某一天"),
        ("show", "all"),
    ];
    let refused = clerk.post(&check, &typed).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("五月里某一天"),
        "what was typed stays"
    );
    assert!(refused.body.contains("id=\"e-value\""), "with its reason");
    let typed = [
        ("verdict", "adjusted"),
        ("value", "动员部署：2026-05-11 至 2026-05-29"),
        ("show", "all"),
    ];
    let answer = clerk.post(&check, &typed).await;
    assert_eq!(answer.location, format!("{reading}?show=all#k{phase}"));

    let dropped = number(&page, "<p class=\"v\">服务群众更实");
    let path = format!("{plan}/items/{dropped}/check");
    done(&clerk, &path, &[("verdict", "dropped"), ("show", "all")]).await;

    let early = clerk.post(&format!("{plan}/confirmation"), &[]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("没有核对"), "{}", early.body);

    confirmed(&clerk, &plan).await;
    let page = clerk.get(&plan).await;
    assert!(
        page.body.contains("2026年5月11日至2026年5月29日"),
        "{}",
        page.body
    );
    let gone = clerk.get(&format!("{reading}?show=dropped")).await;
    assert_eq!(number(&gone, "不采用"), dropped);
    assert!(
        !gone.body.contains("/check\""),
        "what is confirmed is only read"
    );
    let late = clerk.post(&check, &typed).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_novel_is_refused_and_nothing_of_it_is_kept() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let org = site.town.community.id.to_string();
    let fields = [("org", org.as_str()), ("text", NOVEL)];
    let answer = clerk.upload("/campaigns", &fields, ("", b"")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("不像一份活动方案"), "{}", answer.body);
    assert!(answer.body.contains("庙里有个老和尚"), "the text stays");
    let file = ("封面.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".as_slice());
    let answer = clerk.upload("/campaigns", &[("org", &org)], file).await;
    assert!(answer.body.contains("文件里不是文字"), "{}", answer.body);
    let nothing = clerk
        .upload("/campaigns", &[("org", &org)], ("", b""))
        .await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        clerk
            .get("/campaigns")
            .await
            .body
            .contains("还没有活动方案")
    );
}

#[tokio::test]
async fn an_upload_without_its_token_is_not_read() {
    let site = common::site().await;
    let mut clerk = site.signed_in(Role::Clerk).await;
    clerk.csrf = "guess".to_owned();
    let org = site.town.community.id.to_string();
    let file = ("方案.txt", PLAN.as_bytes());
    let answer = clerk.upload("/campaigns", &[("org", &org)], file).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        clerk
            .get("/campaigns")
            .await
            .body
            .contains("还没有活动方案")
    );
}

#[tokio::test]
async fn only_who_reads_plans_is_offered_to_bring_one() {
    let site = common::site().await;
    let secretary = site.signed_in(Role::Secretary).await;
    assert!(
        !secretary
            .get("/campaigns")
            .await
            .body
            .contains("读一份新方案")
    );
    let page = secretary.get("/campaigns/new").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_superior_returns_a_plan_and_agrees_to_it_when_it_comes_again() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let superior = site.signed_in(Role::Superior).await;
    let secretary = site.signed_in(Role::Secretary).await;
    let plan = brought(&site, &clerk).await;
    confirmed(&clerk, &plan).await;
    resolved_and_submitted(&clerk, &plan).await;

    let reply = format!("{plan}/reply");
    let own = clerk.post(&reply, &[("kind", "agreed")]).await;
    assert_eq!(own.status, StatusCode::FORBIDDEN);
    let bare = superior.post(&reply, &[("kind", "returned")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("修改或退回要写明意见"));
    let opinion = [("kind", "returned"), ("opinion", "评议的时间要写实")];
    done(&superior, &reply, &opinion).await;

    let page = clerk.get(&plan).await;
    assert!(page.body.contains("评议的时间要写实"), "{}", page.body);
    done(&clerk, &format!("{plan}/confirmation"), &[]).await;
    resolved_and_submitted(&clerk, &plan).await;
    let agreed = [("kind", "agreed"), ("doc_no", "示街党〔2026〕8号")];
    done(&superior, &reply, &agreed).await;

    let issue = format!("{plan}/issue");
    let unchecked = secretary.post(&issue, &[]).await;
    assert_eq!(unchecked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(secretary.get(&plan).await.body.contains("待印发"));
    done(&secretary, &issue, &[("secrecy", "1")]).await;
    let page = secretary.get(&plan).await;
    assert!(page.body.contains("已施行") && page.body.contains("示街党〔2026〕8号"));
    assert!(page.body.contains("印发并公布，方案施行"), "{}", page.body);
}

#[tokio::test]
async fn minutes_that_do_not_add_up_come_back_with_what_was_typed() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let plan = brought(&site, &clerk).await;
    confirmed(&clerk, &plan).await;
    let minutes = [
        ("meeting", "支部委员会"),
        ("held_on", "2026-05-06"),
        ("due", "5"),
        ("present", "五"),
    ];
    let answer = clerk.post(&format!("{plan}/decision"), &minutes).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("实到填0或正整数"));
    assert_eq!(value(&answer, "present"), "五");
}

#[tokio::test]
async fn for_a_clerk_of_another_town_the_plan_does_not_exist() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let plan = brought(&site, &clerk).await;
    let stranger = site.of_other(Role::Clerk).await;
    for path in [plan.clone(), format!("{plan}/reading")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    for act in ["checks", "confirmation", "submission", "issue", "step"] {
        let answer = stranger.post(&format!("{plan}/{act}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
    }
    let verdict = [("verdict", "dropped")];
    let answer = stranger
        .post(&format!("{plan}/items/1/check"), &verdict)
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let org = site.town.community.id.to_string();
    let file = ("方案.txt", PLAN.as_bytes());
    let answer = stranger.upload("/campaigns", &[("org", &org)], file).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_task_ticked_off_twice_is_done_for_one_time_only() {
    let site = common::site().await;
    let progress = site.progress();
    let id = progress.read_plan().await.expect("a plan");
    progress.approve(id).await.expect("an approval");
    let clerk = site.signed_in(Role::Clerk).await;
    let campaign = id.to_string();
    let task = [
        ("campaign", campaign.as_str()),
        ("title", "检查公示栏"),
        ("owner", "宣传委员"),
        ("cadence", "monthly"),
        ("due", "2026-05-31"),
    ];
    let answer = clerk.post("/tasks", &task).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let (_, task) = answer.location.split_once("#task-").expect("its place");
    let path = format!("/tasks/{task}/done");
    let form = [("due", "2026-05-31"), ("note", "换了新的")];
    done(&clerk, &path, &form).await;
    let again = clerk.post(&path, &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = clerk.get("/tasks").await;
    assert!(page.body.contains("2026年6月30日"), "{}", page.body);
    assert!(!page.body.contains("2026年7月31日"));
    let empty = [("campaign", campaign.as_str()), ("cadence", "once")];
    let answer = clerk.post("/tasks", &empty).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_chain_is_read_by_name_and_only_by_those_who_may() {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    brought(&site, &clerk).await;
    assert_eq!(clerk.get("/audit").await.status, StatusCode::FORBIDDEN);
    let superior = site.signed_in(Role::Superior).await;
    let page = superior.get("/audit").await;
    assert!(page.body.contains("记录链完整") && page.body.contains("读方案"));
}
