//! What anyone may read and say without an account, and what nobody outside a place sees of it.

mod common;

use axum::http::StatusCode;
use civic::directory::Role;
use civic::{CampaignId, PublicationId, RatingId, notice};
use common::{Site, Told};
use town::Progress;

/// A campaign in force with pledges, and the proposed honours of its branch on notice.
async fn on_notice(
    site: &Site,
    progress: &Progress,
) -> ground::Result<(CampaignId, RatingId, PublicationId)> {
    let id = progress.read_plan().await?;
    progress.approve(id).await?;
    progress.pledge(id).await?;
    let day = ground::Day::new(2026, 9, 29).ok_or(ground::Error::NotFound)?;
    let (round, notice) = progress
        .rate(id, 0, site.world.house.zone.at(day, 9, 30))
        .await?;
    Ok((id, round, notice))
}

/// The query code on a receipt.
fn code(body: &str) -> &str {
    let (_, rest) = body.split_once("<p class=\"code\">").unwrap_or_default();
    rest.split('<').next().unwrap_or_default()
}

#[tokio::test]
async fn a_resident_reads_a_notice_objects_and_follows_by_the_code() -> Told {
    let site = common::site().await;
    let (_, _, notice) = on_notice(&site, &site.progress()).await?;
    site.world.clock("2026-10-09", 10, 5);
    let visitor = site.visitor();
    let home = visitor.get("/t/town0").await;
    assert_eq!(home.status, StatusCode::OK);
    for words in ["三为三争", "还剩<b>2</b>个工作日", "10月12日24:00截止"] {
        assert!(home.body.contains(words), "{words}: {}", home.body);
    }

    let address = format!("/t/town0/notices/{notice}");
    let page = visitor.get(&address).await;
    for words in [
        "公示期还剩<b>2</b>",
        "10月1日–7日",
        "调休上班",
        "我有不同意见",
    ] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let short = [("about", ""), ("matter", "不对")];
    let refused = visitor.post(&format!("{address}/objections"), &short).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains(">不对</textarea>"),
        "what was typed is kept"
    );

    let matter = [
        ("about", ""),
        ("matter", "走访次数和楼里记得的不一样，请核一下"),
    ];
    let receipt = visitor
        .post(&format!("{address}/objections"), &matter)
        .await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert!(receipt.location.is_empty(), "the code is in no address");
    let code = code(&receipt.body);
    assert_eq!(code.len(), 14, "three groups of four: {code}");

    let page = visitor.get(&address).await;
    assert!(page.body.contains("收到意见1条，正在核实"));
    assert!(
        !page.body.contains("走访次数和楼里"),
        "what it says stays inside"
    );
    let typed = code.to_lowercase().replace(' ', "-");
    let seen = visitor
        .post("/t/town0/objections", &[("code", &typed)])
        .await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.body.contains("正在核实") && seen.body.contains("10月13日"));
    assert!(!seen.body.contains("走访次数和楼里"));

    let wrong = visitor
        .post("/t/town0/objections", &[("code", "2222 2222 2222")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("没有查到这个查询码") && wrong.body.contains("2222 2222 2222"));
    let elsewhere = visitor.post("/t/town1/objections", &[("code", code)]).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    Ok(())
}

#[tokio::test]
async fn after_the_last_midnight_the_form_is_gone_and_a_late_objection_keeps_its_words() -> Told {
    let site = common::site().await;
    let (_, _, notice) = on_notice(&site, &site.progress()).await?;
    site.world.clock("2026-10-12", 23, 59);
    let address = format!("/t/town0/notices/{notice}");
    assert!(
        site.visitor()
            .get(&address)
            .await
            .body
            .contains("公示期今天截止")
    );
    site.world.clock("2026-10-13", 0, 0);
    let page = site.visitor().get(&address).await;
    assert!(page.body.contains("公示期已满") && !page.body.contains("<textarea"));
    let late = [("about", ""), ("matter", "写了很久的一段话")];
    let answer = site
        .visitor()
        .post(&format!("{address}/objections"), &late)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("公示期已经结束") && answer.body.contains("写了很久的一段话"));
    Ok(())
}

#[tokio::test]
async fn before_a_plan_is_in_force_nothing_of_it_is_public() -> Told {
    let site = common::site().await;
    let progress = site.progress();
    let id = progress.read_plan().await?;
    let visitor = site.visitor();
    for (page, words) in [
        ("/t/town0", "眼下没有施行中的活动"),
        ("/t/town0/plan", "还没有公布的方案"),
        ("/t/town0/pledges", "还没有公布的承诺"),
        ("/t/town0/honours", "还没有授星"),
        ("/t/town0/notices", "眼下没有正在公示的事项"),
        ("/t/town0/wall", "眼下没有施行中的活动"),
    ] {
        let answer = visitor.get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}");
        assert!(answer.body.contains(words), "{page}: {}", answer.body);
        assert!(!answer.body.contains("三为三争"), "{page}");
    }
    progress.approve(id).await?;
    let plan = visitor.get("/t/town0/plan").await;
    for words in ["一、总体要求", "党员大会", "赞成", "同意实施。", "内容指纹"]
    {
        assert!(plan.body.contains(words), "{words}");
    }
    Ok(())
}

#[tokio::test]
async fn an_honour_shows_the_facts_it_rests_on_and_no_total() -> Told {
    let site = common::site().await;
    let progress = site.progress();
    let (_, round, notice) = on_notice(&site, &progress).await?;
    progress.award(round, notice).await?;
    let visitor = site.visitor();
    let list = visitor.get("/t/town0/honours").await;
    let (_, rest) = list
        .body
        .split_once("href=\"/t/town0/honours/")
        .expect("an honour");
    let award = rest.split('"').next().unwrap_or_default();
    let honour = visitor.get(&format!("/t/town0/honours/{award}")).await;
    assert_eq!(honour.status, StatusCode::OK);
    assert!(honour.body.contains(&format!("/t/town0/notices/{notice}")));
    for total in ["合计", "基础分", "达到"] {
        assert!(!honour.body.contains(total), "{total}: {}", honour.body);
    }
    let plate = visitor
        .get(&format!("/t/town0/honours/{award}/plate"))
        .await;
    assert!(plate.body.contains("牌号 2026-000"), "{}", plate.body);
    assert!(plate.body.contains("<svg class=\"qr\""));
    assert!(
        visitor
            .get("/t/town0/wall")
            .await
            .body
            .contains("class=\"mem\"")
    );

    for page in [
        format!("/t/town1/honours/{award}"),
        format!("/t/town1/honours/{award}/plate"),
        format!("/t/town1/notices/{notice}"),
        "/t/nowhere".to_owned(),
        "/t/town0/notices/17".to_owned(),
    ] {
        assert_eq!(
            visitor.get(&page).await.status,
            StatusCode::NOT_FOUND,
            "{page}"
        );
    }
    let objection = [("about", ""), ("matter", "从别的社区递来的话")];
    let answer = visitor
        .post(&format!("/t/town1/notices/{notice}/objections"), &objection)
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn a_withdrawn_notice_says_that_it_was_withdrawn_when_and_why_and_no_more() -> Told {
    let site = common::site().await;
    let (_, _, notice) = on_notice(&site, &site.progress()).await?;
    let address = format!("/t/town0/notices/{notice}");
    let name = site.town.members[0][1].name.clone();
    assert!(site.visitor().get(&address).await.body.contains(&name));
    site.world.clock("2026-09-30", 15, 0);
    let at = site.town.visit(&site.world.house, Role::Secretary);
    let at = &at;
    site.world
        .db
        .write(|tx| Box::pin(notice::withdraw(tx, at, notice, "名单抄录有误，重新评定")))
        .await?;
    let page = site.visitor().get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("2026年9月30日") && page.body.contains("名单抄录有误，重新评定"));
    assert!(!page.body.contains(&name));
    assert!(!page.body.contains("<textarea"));
    Ok(())
}

#[tokio::test]
async fn pledges_are_filtered_by_their_state_and_overdue_is_shown_to_everyone() -> Told {
    let site = common::site().await;
    let progress = site.progress();
    let id = progress.read_plan().await?;
    progress.approve(id).await?;
    let pledges = progress.pledge(id).await?;
    progress.keep(&pledges[..1]).await?;
    site.world.clock("2026-10-09", 10, 0);
    let visitor = site.visitor();
    let all = visitor.get("/t/town0/pledges").await.body;
    let kept = visitor.get("/t/town0/pledges?state=kept").await.body;
    let overdue = visitor.get("/t/town0/pledges?state=overdue").await.body;
    let row = |n: usize| format!("id=\"p-{}\"", pledges[n].0);
    assert!(all.contains(&row(0)) && all.contains(&row(2)) && all.contains(&row(4)));
    assert!(kept.contains(&row(0)) && !kept.contains(&row(2)));
    assert!(kept.contains("佐证："), "kept with its evidence");
    assert!(overdue.contains(&row(9)) && !overdue.contains(&row(0)) && !overdue.contains(&row(2)));
    let nothing = visitor
        .get("/t/town0/pledges?area=%E6%B2%A1%E6%9C%89")
        .await;
    assert!(nothing.body.contains("没有符合条件的承诺"));
    Ok(())
}

#[tokio::test]
async fn the_elder_view_is_a_cookie_and_comes_back_to_the_page() {
    let site = common::site().await;
    let mut visitor = site.visitor();
    let back = [("back", "/t/town0/notices"), ("on", "1")];
    let answer = visitor.post("/elder", &back).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.location, "/t/town0/notices");
    assert!(answer.cookie.contains("SameSite=Lax"), "{}", answer.cookie);
    let plain = visitor.get("/t/town0").await;
    visitor.cookie = answer
        .cookie
        .split(';')
        .next()
        .unwrap_or_default()
        .to_owned();
    let elder = visitor.get("/t/town0").await;
    assert!(
        elder.body.contains("class=\"pub elder\"") && !plain.body.contains("class=\"pub elder\"")
    );
    let away = visitor
        .post("/elder", &[("back", "//elsewhere.test/"), ("on", "")])
        .await;
    assert_eq!(away.location, "/");
    assert!(away.cookie.contains("Max-Age=0"), "{}", away.cookie);
}

#[tokio::test]
async fn the_front_door_offers_every_place_by_name() {
    let site = common::site().await;
    let door = site.visitor().get("/").await;
    assert_eq!(door.status, StatusCode::OK);
    for code in ["/t/town0", "/t/town1"] {
        assert!(door.body.contains(code), "{code}");
    }
}

#[tokio::test]
async fn a_character_that_no_keyboard_types_is_no_fault() {
    let site = common::site().await;
    let visitor = site.visitor();
    let address = visitor.get("/t/town0/notices?q=%00").await;
    assert_eq!(address.status, StatusCode::BAD_REQUEST);
    let typed = visitor
        .post("/t/town0/objections", &[("code", "2222\u{0}2222")])
        .await;
    assert!(typed.body.contains("22222222"), "{}", typed.body);
}
