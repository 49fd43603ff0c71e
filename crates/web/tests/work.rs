//! The workbench through the site: pledges, reviews, tallies, notices, honours.

#![expect(clippy::expect_used, reason = "a story that cannot begin has failed")]

mod common;

use axum::http::StatusCode;
use civic::directory::Role;
use common::{Client, Site};
use ground::Day;

/// A site whose first town has its plan in force.
async fn in_force() -> (Site, civic::CampaignId) {
    let site = common::site().await;
    let progress = site.progress();
    let id = progress.read_plan().await.expect("a plan");
    progress.approve(id).await.expect("in force");
    (site, id)
}

/// The addresses under `head` that a page leads to, each once.
fn links(body: &str, head: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for part in body.split("href=\"").skip(1) {
        let href = part.split('"').next().unwrap_or_default();
        let rest = href.strip_prefix(head).unwrap_or_default();
        if rest.len() == 36 && !out.iter().any(|h| h == href) {
            out.push(href.to_owned());
        }
    }
    out
}

fn area_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"area\" value=\"").expect("an area");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn write_pledge(member: &Client, due: Day) -> String {
    let page = member.get("/pledges/new").await;
    let area = area_of(&page.body);
    let due = due.to_string();
    let answer = member
        .post(
            "/pledges",
            &[
                ("area", &area),
                ("action", "教老人用手机挂号"),
                ("measure", "教会10人"),
                ("due", &due),
            ],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location
}

#[tokio::test]
async fn a_bad_pledge_comes_back_with_every_error_and_every_word() {
    let (site, _) = in_force().await;
    let member = site.signed_in(Role::Member).await;
    let fields = [
        ("area", ""),
        ("action", "多为邻居<做好事>"),
        ("measure", "努力做好"),
        ("due", "2020-01-01"),
    ];
    let answer = member.post("/pledges", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "有3处要补正",
        "选一个承诺方面",
        "写上可量的结果，例如“教会10人”",
        "完成日期要在今天以后",
    ] {
        assert!(
            answer.body.contains(sentence),
            "{sentence}: {}",
            answer.body
        );
    }
    for typed in ["努力做好", "2020-01-01"] {
        assert!(answer.body.contains(typed), "{typed} is kept");
    }
    assert!(
        !answer.body.contains("<做好事>"),
        "what was typed is escaped"
    );
    let mine = member.get("/me").await.body;
    assert!(mine.contains("您还没有写承诺"), "nothing was stored");
}

#[tokio::test]
async fn a_pledge_for_somebody_names_the_missing_reason_with_all_other_errors() {
    let (site, _) = in_force().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let whom = site.town.members[0][1].id.to_string();
    let answer = clerk.post("/pledges", &[("for", &whom)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in ["代填要写明原因", "请填写承诺内容", "请填写完成日期"] {
        assert!(answer.body.contains(sentence), "{sentence}");
    }
}

#[tokio::test]
async fn a_secretary_returns_a_pledge_passes_it_and_publishes_it() {
    let (site, _) = in_force().await;
    let member = site.signed_in(Role::Member).await;
    let secretary = site.signed_in(Role::Secretary).await;
    let pledge = write_pledge(&member, site.world.house.today().plus(60)).await;
    let check = format!("{pledge}/check");

    let answer = secretary.post(&check, &[("verdict", "return")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("退回要写明哪里要补正"));
    let back = [("verdict", "return"), ("reason", "写明在哪栋楼")];
    assert_eq!(secretary.post(&check, &back).await.location, pledge);
    assert!(member.get("/me").await.body.contains("写明在哪栋楼"));

    let amendment = format!("{pledge}/amendment");
    let page = member.get(&amendment).await.body;
    assert!(
        page.contains("教老人用手机挂号"),
        "the old words stand there"
    );
    let due = site.world.house.today().plus(50).to_string();
    let area = area_of(&page);
    let words = [
        ("area", area.as_str()),
        ("action", "教3号楼老人用手机挂号"),
        ("measure", "教会10人"),
        ("due", due.as_str()),
    ];
    assert_eq!(member.post(&amendment, &words).await.location, pledge);
    secretary.post(&check, &[("verdict", "pass")]).await;
    let publication = format!("{pledge}/publication");
    let answer = secretary.post(&publication, &[]).await;
    assert!(
        answer.body.contains("发布前先作保密审查"),
        "{}",
        answer.body
    );
    secretary.post(&publication, &[("secrecy", "1")]).await;
    let record = secretary.get(&pledge).await.body;
    for kept in ["第1版", "第2版", "写明在哪栋楼", "向大家公布", "在办"] {
        assert!(record.contains(kept), "{kept}");
    }

    let keeping = format!("{pledge}/keeping");
    assert!(
        secretary
            .post(&keeping, &[])
            .await
            .body
            .contains("先补一条佐证")
    );
    let words = [("text", "教会了第1位")];
    member
        .upload(&format!("{pledge}/evidence"), &words, ("", b""))
        .await;
    let unchecked = secretary.post(&keeping, &[]).await;
    assert!(unchecked.body.contains("保密审查"), "{}", unchecked.body);
    assert_eq!(
        secretary.post(&keeping, &[("secrecy", "1")]).await.location,
        pledge
    );
    assert!(secretary.get(&pledge).await.body.contains("办结销号"));
}

#[tokio::test]
async fn a_draft_is_kept_and_taken_up_again_until_it_is_handed_in() {
    let (site, _) = in_force().await;
    let member = site.signed_in(Role::Member).await;
    let half = [
        ("action", "教老人用手机"),
        ("due", "不知道"),
        ("do", "draft"),
    ];
    let kept = member.post("/pledges", &half).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    let page = member.get(&kept.location).await.body;
    assert!(page.contains("草稿存好了") && page.contains("教老人用手机"));
    let mine = member.get("/me").await.body;
    assert!(mine.contains("接着写承诺"), "{mine}");
    let clerk = site.signed_in(Role::Clerk).await;
    assert_eq!(
        clerk.get(&kept.location).await.status,
        StatusCode::NOT_FOUND
    );
    let id = kept.location.split(['=', '&']).nth(1).unwrap_or_default();
    let due = site.world.house.today().plus(60).to_string();
    let area = area_of(&page);
    let whole = [
        ("draft", id),
        ("edition", "1"),
        ("area", area.as_str()),
        ("action", "教老人用手机"),
        ("measure", "教会10人"),
        ("due", due.as_str()),
        ("do", "send"),
    ];
    // From an edition that no longer stands nothing is handed in, and nothing is lost.
    let mut older = whole;
    older[1].1 = "0";
    let met = member.post("/pledges", &older).await;
    assert_eq!(met.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(met.body.contains("别人刚保存过这份草稿") && met.body.contains("教老人用手机"));
    let sent = member.post("/pledges", &whole).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    assert!(!member.get("/me").await.body.contains("接着写承诺"));
    // Handed in once, it is not handed in again, as another pledge of the same words.
    let twice = member.post("/pledges", &whole).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.body.contains("这份草稿已经交了或删了") && twice.body.contains("教老人用手机"));
    let own = member.get("/me").await.body;
    assert_eq!(links(&own, "/pledges/").len(), 1);
}

#[tokio::test]
async fn who_decides_second_is_told_and_nobody_decides_on_words_that_changed() {
    let (site, _) = in_force().await;
    let member = site.signed_in(Role::Member).await;
    let due = site.world.house.today().plus(60);
    let pledge = write_pledge(&member, due).await;
    let secretary = site.signed_in(Role::Secretary).await;
    let other = site.signed_in(Role::CommitteeMember).await;
    let check = format!("{pledge}/check");
    let opened = other.get(&pledge).await.body;
    let (_, rest) = opened
        .split_once("name=\"read\" value=\"")
        .expect("what was read");
    let read = rest.split('"').next().unwrap_or_default().to_owned();
    let back = [("verdict", "return"), ("reason", "写明是哪几户")];
    let done = secretary.post(&check, &back).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    // The second one has no form left, and reads why.
    let late = other
        .post(&check, &[("verdict", "pass"), ("read", &read)])
        .await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.body.contains("别人可能刚办过"), "{}", late.body);
    // Put right, it is another text: what was read before passes nothing.
    let area = area_of(&member.get(&format!("{pledge}/amendment")).await.body);
    let due = due.to_string();
    let words = [
        ("area", area.as_str()),
        ("action", "教三户老人用手机挂号"),
        ("measure", "教会3人"),
        ("due", due.as_str()),
    ];
    let amended = member.post(&format!("{pledge}/amendment"), &words).await;
    assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", amended.body);
    let stale = other
        .post(&check, &[("verdict", "pass"), ("read", &read)])
        .await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.body.contains("又有改动"), "{}", stale.body);
}

#[tokio::test]
async fn two_who_write_one_branch_pledge_see_both_texts() {
    let (site, _) = in_force().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let secretary = site.signed_in(Role::Secretary).await;
    let org = site.town.branches[0].id.to_string();
    let words = |action: &'static str| [("org", org.as_str()), ("action", action), ("do", "draft")];
    let kept = clerk.post("/pledges", &words("修灯")).await.location;
    let id = kept.split(['=', '&']).nth(1).unwrap_or_default().to_owned();
    let again = |action: &'static str| {
        let [org, action, draft] = words(action);
        [org, action, draft, ("draft", id.as_str()), ("edition", "1")]
    };
    let first = secretary.post("/pledges", &again("修灯和划线")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let second = clerk.post("/pledges", &again("修灯，年底前")).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["修灯和划线", "修灯，年底前", "别人刚保存过这份草稿"] {
        assert!(second.body.contains(text), "{text}: {}", second.body);
    }
    assert!(second.body.contains("name=\"edition\" value=\"2\""));
}

#[tokio::test]
async fn a_returned_branch_pledge_is_not_handed_in_over_what_a_colleague_saved() {
    let (site, _) = in_force().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let secretary = site.signed_in(Role::Secretary).await;
    let superior = site.signed_in(Role::Superior).await;
    let org = site.town.branches[0].id.to_string();
    let area = area_of(&clerk.get(&format!("/pledges/new?org={org}")).await.body);
    let due = site.world.house.today().plus(60).to_string();
    let words = |action: &'static str| {
        vec![
            ("org", org.clone()),
            ("area", area.clone()),
            ("action", action.to_owned()),
            ("measure", "修好12盏".to_owned()),
            ("due", due.clone()),
            ("owner", "组织委员".to_owned()),
        ]
    };
    let sent = |all: &[(&'static str, String)], more: &[(&'static str, String)]| {
        let all = all.iter().chain(more);
        all.map(|(name, value)| (*name, value.clone()))
            .collect::<Vec<_>>()
    };
    let post = async |who: &common::Client, path: &str, all: Vec<(&str, String)>| {
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (*n, v.as_str())).collect();
        who.post(path, &all).await
    };
    let pledge = post(&clerk, "/pledges", words("修灯")).await.location;
    let back = [("verdict", "return"), ("reason", "写明楼号")];
    let returned = superior.post(&format!("{pledge}/check"), &back).await;
    assert_eq!(returned.status, StatusCode::SEE_OTHER, "{}", returned.body);
    let again = format!("{pledge}/amendment");
    let draft =
        |id: &str, edition: &str| vec![("draft", id.to_owned()), ("edition", edition.to_owned())];
    let keep = vec![("do", "draft".to_owned())];
    let kept = post(&clerk, &again, sent(&words("修3号楼的灯"), &keep))
        .await
        .location;
    let id = kept.split(['=', '&']).nth(1).unwrap_or_default().to_owned();
    let later = sent(&draft(&id, "1"), &keep);
    let saved = post(&secretary, &again, sent(&words("修5号楼的灯"), &later)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let over = post(
        &clerk,
        &again,
        sent(&words("修3号楼的灯"), &draft(&id, "1")),
    )
    .await;
    assert_eq!(over.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["修3号楼的灯", "修5号楼的灯", "别人刚保存过这份草稿"] {
        assert!(over.body.contains(text), "{text}: {}", over.body);
    }
    let done = post(
        &clerk,
        &again,
        sent(&words("修3、5号楼的灯"), &draft(&id, "2")),
    )
    .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn who_lacks_what_is_said_by_name_and_what_is_passed_is_published_together() {
    let (site, id) = in_force().await;
    let secretary = site.signed_in(Role::Secretary).await;
    let lacking = secretary.get("/pledges/coverage").await.body;
    for person in &site.town.members[0] {
        assert!(lacking.contains(&person.name), "{}", person.name);
    }
    for text in ["没写承诺；没写打算", "上级实施意见", "写一项党组织承诺"] {
        assert!(lacking.contains(text), "{text}: {lacking}");
    }
    let opinion = [
        ("campaign", id.to_string()),
        ("title", "实施意见".to_owned()),
        ("text", "承诺要具体。".to_owned()),
    ];
    let opinion: Vec<(&str, &str)> = opinion.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let unchecked = secretary.post("/pledges/opinion", &opinion).await;
    assert!(unchecked.body.contains("保密审查") && unchecked.body.contains("承诺要具体。"));
    site.progress().pledge(id).await.expect("pledges");
    // Weeks went by: who comes back signs in again.
    let secretary = site.signed_in(Role::Secretary).await;
    let all = secretary.get("/pledges/coverage").await.body;
    assert!(all.contains("三份材料都齐了"), "{all}");
    // What was published wrongly is corrected in its place, and stays as it was besides.
    let (_, rest) = all
        .split_once("action=\"/pledges/opinion/")
        .expect("a form for its correction");
    let address = format!(
        "/pledges/opinion/{}",
        rest.split('"').next().unwrap_or_default()
    );
    let words = [
        ("version", "1"),
        ("correction", "1"),
        ("text", "承诺要具体，有期限。"),
    ];
    let unchecked = secretary.post(&address, &words).await;
    assert!(unchecked.body.contains("保密审查") && unchecked.body.contains("承诺要具体，有期限。"));
    let words = [words[0], words[1], words[2], ("secrecy", "1")];
    let done = secretary.post(&address, &words).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let all = secretary.get("/pledges/coverage").await.body;
    assert!(all.contains("承诺要具体，有期限。"), "{all}");
    // Who looked at the first version corrects nothing of the second.
    let late = secretary.post(&address, &words).await;
    assert!(late.body.contains("又发布了新的一版"), "{}", late.body);
}

#[tokio::test]
async fn a_wrong_word_of_a_public_pledge_is_corrected_and_everyone_reads_why() {
    let (site, id) = in_force().await;
    site.progress().pledge(id).await.expect("pledges");
    let visitor = site.visitor();
    let list = visitor.get("/t/town0/pledges").await.body;
    let (_, rest) = list
        .split_once("id=\"p-")
        .expect("a pledge on the public page");
    let pledge = format!("/pledges/{}", rest.split('"').next().unwrap_or_default());
    let secretary = site.signed_in(Role::Secretary).await;
    let record = secretary.get(&pledge).await.body;
    let page = format!("{pledge}/correction");
    assert!(record.contains(&page), "{record}");
    let form = secretary.get(&page).await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.body);
    let (_, rest) = form
        .body
        .split_once("name=\"measure\" type=\"text\" value=\"")
        .expect("the result as it was promised");
    let measure = rest.split('"').next().unwrap_or_default();
    let words = [
        ("action", "每月巡查3号楼两次"),
        ("measure", measure),
        ("owner", "组织委员"),
    ];
    let refused = secretary.post(&page, &words).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["请填写更正的理由", "每月巡查3号楼两次"] {
        assert!(refused.body.contains(text), "{text}: {}", refused.body);
    }
    let words = [
        words[0],
        words[1],
        words[2],
        ("reason", "楼号写错"),
        ("secrecy", "1"),
    ];
    let done = secretary.post(&page, &words).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let public = visitor.get("/t/town0/pledges").await.body;
    assert!(public.contains("每月巡查3号楼两次"));
    assert!(public.contains("楼号写错"), "{public}");
    let record = secretary.get(&pledge).await.body;
    assert!(record.contains("发布更正（第2版）：楼号写错"), "{record}");
}

#[tokio::test]
async fn an_empty_heading_of_a_declaration_is_refused_and_the_words_stay() {
    let (site, _) = in_force().await;
    let member = site.signed_in(Role::Member).await;
    let whose = format!(
        "/declarations/{}",
        site.town.members[0].last().expect("a member").id
    );
    let parts = [("text0", "按时参加组织生活"), ("text1", ""), ("none2", "1")];
    let refused = member.post(&whose, &parts).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["“服务发展”没有写", "按时参加组织生活"] {
        assert!(refused.body.contains(text), "{text}: {}", refused.body);
    }
    let parts = [
        ("text0", "按时参加组织生活"),
        ("none1", "1"),
        ("none2", "1"),
    ];
    let done = member.post(&whose, &parts).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert!(member.get(&whose).await.body.contains("不涉及"));
}

#[tokio::test]
async fn a_review_wants_all_three_boxes_and_none_said_twice() {
    let (site, _) = in_force().await;
    let secretary = site.signed_in(Role::Secretary).await;
    let list = secretary.get("/reviews").await.body;
    assert!(list.contains("还差"), "{list}");
    let sheet = format!("/reviews/{}", site.town.members[0][1].id);
    let boxes = [("achievements", "看望老人4次"), ("problems", "无")];
    let answer = secretary.post(&sheet, &boxes).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in ["请填写努力方向", "请在下面再确认一次", "看望老人4次"] {
        assert!(answer.body.contains(sentence), "{sentence}");
    }
    let boxes = [
        ("achievements", "看望老人4次"),
        ("problems", "无"),
        ("none_confirmed", "1"),
        ("direction", "下季度多走两户"),
    ];
    assert_eq!(secretary.post(&sheet, &boxes).await.location, "/reviews");
    let done = secretary.get(&sheet).await.body;
    assert!(done.contains("下季度多走两户") && !done.contains("<textarea"));
}

/// A sheet of the four members' three full ones: satisfied votes, and one who knows nobody.
fn tally(first: &'static str, second: &'static str) -> Vec<(&'static str, &'static str)> {
    vec![
        ("issued", "10"),
        ("returned", "9"),
        ("valid", "8"),
        ("void", "1"),
        ("c0_0", first),
        ("c0_1", second),
        ("c1_0", "8"),
        ("c2_0", "7"),
        ("c2_4", "1"),
        ("c3_0", "8"),
    ]
}

#[tokio::test]
async fn two_who_differ_see_which_cells_and_not_each_others_counts_and_then_agree() {
    let (site, _) = in_force().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let supervisor = site.signed_in(Role::Supervisor).await;
    let branch = site.town.branches[0].code.clone();
    let opened = clerk
        .post("/tallies", &[("title", "二季度评议"), ("branch", &branch)])
        .await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.body);
    let (round, entries) = (&opened.location, format!("{}/entries", opened.location));

    let answer = clerk.post(&entries, &tally("5", "2")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("各等次合计7张，不等于有效票8张"));
    assert_eq!(
        &clerk.post(&entries, &tally("6", "2")).await.location,
        round
    );
    assert!(clerk.get(round).await.body.contains("已录入，请第二人录入"));

    let name = &site.town.members[0][0].name;
    let page = supervisor.post(&entries, &tally("3", "5")).await.body;
    assert!(page.contains("两次录入不一致"), "{page}");
    assert!(page.contains(&format!("<li>{name}“")), "{page}");
    assert!(
        !page.contains("value=\"6\""),
        "the other's counts stay unseen"
    );
    assert!(page.contains("value=\"3\""), "what was typed is kept");
    assert!(!clerk.get(round).await.body.contains("value=\"3\""));

    assert_eq!(
        &supervisor.post(&entries, &tally("6", "2")).await.location,
        round
    );
    let result = clerk.get(round).await.body;
    for part in ["两次相符", "唱票人", "100.00%", "内容指纹"] {
        assert!(result.contains(part), "{part}");
    }
}

#[tokio::test]
async fn nothing_is_awarded_before_the_notice_has_ended() {
    let (site, id) = in_force().await;
    let progress = site.progress();
    progress.pledge(id).await.expect("pledges");
    let secretary = site.signed_in(Role::Secretary).await;
    let branch = site.town.branches[0].code.clone();
    let title = "星级评定结果";
    let rated = secretary
        .post("/honours", &[("title", title), ("branch", &branch)])
        .await;
    let round = rated.location;
    let page = secretary.get(&round).await.body;
    assert!(page.contains("记下决定"), "{page}");

    let day = site.world.house.today().to_string();
    let minutes = [
        ("meeting", "支部委员会"),
        ("held_on", day.as_str()),
        ("due", "3"),
        ("present", "3"),
        ("absent", "1"),
        ("votes_for", "3"),
        ("votes_against", "0"),
        ("votes_abstain", "0"),
        ("resolution", "同意。"),
    ];
    let decision = format!("{round}/decision");
    let answer = secretary.post(&decision, &minutes).await;
    assert!(answer.body.contains("对不上") && answer.body.contains("同意。"));
    let mut minutes = minutes;
    minutes[4].1 = "0";
    assert_eq!(secretary.post(&decision, &minutes).await.location, round);
    let publication = format!("{round}/publication");
    let mut fields = vec![("workdays", "4"), ("secrecy", "1")];
    let answer = secretary.post(&publication, &fields).await;
    assert!(answer.body.contains("不能更短"), "{}", answer.body);
    fields[0].1 = "5";
    let answer = secretary.post(&publication, &fields).await;
    assert!(answer.body.contains("请选在哪里公开"), "{}", answer.body);
    fields.extend([
        ("scope", "public"),
        ("medium_web", "1"),
        ("medium_board", "1"),
    ]);
    let answer = secretary.post(&publication, &fields).await;
    assert_eq!(answer.location, round, "{}", answer.body);

    let page = secretary.get(&round).await.body;
    assert!(page.contains("期满并有结论后才能授星"), "{page}");
    let award = format!("{round}/award");
    let answer = secretary.post(&award, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let notice = links(&page, "/notices/").remove(0);
    let conclusion = format!("{notice}/conclusion");
    let words = [("conclusion", "没有收到意见，结果成立。")];
    let answer = secretary.post(&conclusion, &words).await;
    assert!(answer.body.contains("公示期还没有满"), "{}", answer.body);
    assert!(answer.body.contains("没有收到意见，结果成立。"));

    let house = &site.world.house;
    house.clock.set(house.clock.now().plus_seconds(30 * 86_400));
    let secretary = site.signed_in(Role::Secretary).await;
    assert_eq!(secretary.post(&conclusion, &words).await.location, notice);
    assert_eq!(secretary.post(&award, &[]).await.location, round);
    let page = secretary.get(&round).await.body;
    assert!(page.contains("/plate"), "{page}");
}

#[tokio::test]
async fn another_towns_records_do_not_exist() {
    let (site, id) = in_force().await;
    let progress = site.progress();
    progress.pledge(id).await.expect("pledges");
    progress.appraise(id, 0, 60).await.expect("a round");
    let now = site.world.house.clock.now();
    progress.rate(id, 0, now).await.expect("a rating");
    let secretary = site.signed_in(Role::Secretary).await;
    let stranger = site.of_other(Role::Secretary).await;
    for (list, head) in [
        ("/pledges", "/pledges/"),
        ("/reviews", "/reviews/"),
        ("/tallies", "/tallies/"),
        ("/notices", "/notices/"),
        ("/honours", "/honours/"),
    ] {
        let found = links(&secretary.get(list).await.body, head);
        assert!(!found.is_empty(), "{list} leads somewhere");
        for record in found {
            assert_eq!(
                secretary.get(&record).await.status,
                StatusCode::OK,
                "{record}"
            );
            assert_eq!(
                stranger.get(&record).await.status,
                StatusCode::NOT_FOUND,
                "{record}"
            );
        }
    }
    let member = site.signed_in(Role::Member).await;
    for list in ["/pledges", "/reviews", "/tallies", "/notices", "/honours"] {
        assert_eq!(
            member.get(list).await.status,
            StatusCode::NOT_FOUND,
            "{list}"
        );
    }
}
