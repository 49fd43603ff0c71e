//! Cards and supervision in a browser: what anyone sees, what the branch does, and what
//! the member is told.

mod common;

use axum::http::StatusCode;
use civic::directory::{Person, Role};
use civic::presence::Field;
use civic::presence::cards::{self, Consent};
use civic::{CardId, PledgeId};
use common::{Client, Site, Told};

/// A campaign in force in which everyone has pledged.
async fn pledged(site: &Site) -> ground::Result<Vec<PledgeId>> {
    let progress = site.progress();
    let id = progress.read_plan().await?;
    progress.approve(id).await?;
    let pledges = progress.pledge(id).await?;
    site.world.clock("2026-07-01", 9, 0);
    Ok(pledges.into_iter().map(|(id, _)| id).collect())
}

/// The member with an account, whose card shows these fields.
async fn carded(site: &Site, fields: &[Field]) -> ground::Result<(Person, CardId)> {
    let person = site.town.members[0].last().ok_or(ground::Error::NotFound)?;
    let own = &site.town.visit_by(&site.world.house, person);
    let secretary = &site.town.visit(&site.world.house, Role::Secretary);
    let card = site
        .world
        .db
        .write(|tx| {
            Box::pin(async move {
                cards::consent(tx, own, person.id, fields, Consent::Own).await?;
                cards::issue(tx, secretary, person.id, true).await
            })
        })
        .await?;
    Ok((person.clone(), card))
}

/// The query code on a receipt.
fn code(body: &str) -> &str {
    let (_, rest) = body.split_once("<p class=\"code\">").unwrap_or_default();
    rest.split('<').next().unwrap_or_default()
}

/// The address of the first link that begins so.
fn link<'b>(body: &'b str, head: &str) -> &'b str {
    let (_, rest) = body
        .split_once(&format!("href=\"{head}"))
        .unwrap_or_default();
    rest.split('"').next().unwrap_or_default()
}

async fn say(member: &Client, field: &str, say: &str) -> StatusCode {
    let fields = [("field", field), ("say", say)];
    member.post("/me/card/consents", &fields).await.status
}

#[tokio::test]
async fn what_a_member_takes_back_is_gone_from_the_kept_page_too() -> Told {
    let site = common::site().await;
    let member = site.signed_in(Role::Member).await;
    let secretary = site.signed_in(Role::Secretary).await;
    let person = &site.town.members[0][3];
    let page = member.get("/me/card").await;
    assert!(page.body.contains("先同意公开姓名"), "{}", page.body);
    let early = [("field", "post"), ("say", "give")];
    let refused = member.post("/me/card/consents", &early).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["name", "branch", "relay"] {
        assert_eq!(say(&member, field, "give").await, StatusCode::SEE_OTHER);
    }
    let branch = format!("/cards/{}", person.id);
    assert!(secretary.get(&branch).await.body.contains("等发放"));
    let unseen = secretary.post(&format!("{branch}/issue"), &[]).await;
    assert_eq!(unseen.status, StatusCode::UNPROCESSABLE_ENTITY);
    let issue = format!("{branch}/issue");
    let issued = secretary.post(&issue, &[("checked", "1")]).await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER);

    // Read twice, so that the second is the kept page; each change is in the next look.
    let visitor = site.visitor();
    let list = visitor.get("/t/town0/cards").await;
    let address = format!("/t/town0/cards/{}", link(&list.body, "/t/town0/cards/"));
    let name = &site.town.branches[0].name;
    for _ in 0..2 {
        let page = visitor.get(&address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(&person.name) && page.body.contains(name.as_str()));
        assert!(page.body.contains("提交留言"));
        let list = visitor.get("/t/town0/cards").await;
        assert!(list.body.contains(&person.name));
    }
    assert_eq!(say(&member, "relay", "back").await, StatusCode::SEE_OTHER);
    assert!(!visitor.get(&address).await.body.contains("提交留言"));
    assert_eq!(say(&member, "name", "back").await, StatusCode::SEE_OTHER);
    for path in [address.clone(), format!("{address}/print")] {
        let gone = visitor.get(&path).await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(gone.body.contains("已经停用") && !gone.body.contains(&person.name));
    }
    let list = visitor.get("/t/town0/cards").await;
    assert!(!list.body.contains(&person.name));
    // In another place the card never was.
    let elsewhere = address.replace("town0", "town1");
    assert_ne!(visitor.get(&elsewhere).await.status, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn a_telephone_stands_on_a_card_only_when_it_was_agreed_to() -> Told {
    let site = common::site().await;
    let clerk = &site.town.visit(&site.world.house, Role::Clerk);
    let person = &site.town.members[0][3];
    let known = &civic::directory::Particulars {
        phone: "19000001234".to_owned(),
        ..Default::default()
    };
    site.world
        .db
        .write(|tx| {
            Box::pin(civic::directory::people::particulars::put_particulars(
                tx,
                clerk,
                person.id,
                &person.org_path,
                known,
            ))
        })
        .await?;
    let (_, card) = carded(&site, &[Field::Name]).await?;
    let visitor = site.visitor();
    let address = format!("/t/town0/cards/{card}");
    let number = "19000001234";
    assert!(!visitor.get(&address).await.body.contains(number));
    let member = site.signed_in(Role::Member).await;
    let own = member.get("/me/card").await;
    assert!(own.body.contains("190****1234") && !own.body.contains(number));
    assert_eq!(say(&member, "phone", "give").await, StatusCode::SEE_OTHER);
    for path in [address.clone(), format!("{address}/print")] {
        assert!(visitor.get(&path).await.body.contains(number), "{path}");
    }
    assert_eq!(say(&member, "phone", "back").await, StatusCode::SEE_OTHER);
    for path in [address.clone(), format!("{address}/print")] {
        assert!(!visitor.get(&path).await.body.contains(number), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_resident_writes_by_the_card_and_reads_the_answer_by_the_code() -> Told {
    let site = common::site().await;
    let (person, card) = carded(&site, &[Field::Name, Field::Relay]).await?;
    let visitor = site.visitor();
    let address = format!("/t/town0/cards/{card}/messages");
    let bad = [("words", "好"), ("phone", "找老王"), ("name", "示范居民")];
    let refused = visitor.post(&address, &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["内容太短", "电话写数字", "示范居民", "找老王"] {
        assert!(refused.body.contains(kept), "{kept}");
    }
    let words = "<b>三单元</b>的楼道灯坏了";
    let receipt = visitor.post(&address, &[("words", words)]).await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert!(receipt.location.is_empty(), "the code is in no address");
    let code = code(&receipt.body);
    assert_eq!(code.len(), 14, "three groups of four: {code}");

    let member = site.signed_in(Role::Member).await;
    let list = member.get("/letters").await;
    assert!(
        list.body.contains("&#60;b&#62;三单元"),
        "shown as it was typed"
    );
    let letter = format!("/letters/{}", link(&list.body, "/letters/"));
    for role in [Role::Secretary, Role::Clerk, Role::Superior] {
        let other = site.signed_in(role).await;
        assert_eq!(other.get(&letter).await.status, StatusCode::NOT_FOUND);
        let answer = other
            .post(&format!("{letter}/answer"), &[("answer", "知道了")])
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let answer = [("answer", "已报物业，周五修")];
    let done = member.post(&format!("{letter}/answer"), &answer).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let second = member.post(&format!("{letter}/answer"), &answer).await;
    assert_eq!(second.status, StatusCode::UNPROCESSABLE_ENTITY);
    let typed = code.to_lowercase().replace(' ', "-");
    let seen = visitor
        .post("/t/town0/objections", &[("code", &typed)])
        .await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.body.contains("已报物业，周五修") && seen.body.contains(&person.name));
    assert!(!seen.body.contains("三单元"), "nothing of what was written");
    let elsewhere = visitor.post("/t/town1/objections", &[("code", code)]).await;
    assert_eq!(elsewhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    Ok(())
}

#[tokio::test]
async fn a_comment_goes_to_the_branch_and_the_member_reads_what_and_not_who() -> Told {
    let site = common::site().await;
    pledged(&site).await?;
    let visitor = site.visitor();
    let person = &site.town.members[0][3];
    let list = visitor.get("/t/town0/pledges").await;
    // The member's own row, by the name in the label of its link.
    let (_, mine) = list
        .body
        .split_once(&format!("aria-label=\"我要监督，{}", person.name))
        .map_or(("", ""), |(head, rest)| (rest, head));
    let (_, last) = mine.rsplit_once("href=\"").unwrap_or_default();
    let address = last.split('"').next().unwrap_or_default();
    assert!(address.ends_with("/supervision"), "{address}");
    assert_eq!(visitor.get(address).await.status, StatusCode::OK);
    let said = [
        ("words", "我住三单元，这个月没有人来巡查"),
        ("name", "示范居民"),
        ("phone", "0000-5550199"),
    ];
    let receipt = visitor.post(address, &said).await;
    assert_eq!(receipt.status, StatusCode::OK, "{}", receipt.body);
    let code = code(&receipt.body);

    let secretary = site.signed_in(Role::Secretary).await;
    let register = secretary.get("/supervision").await;
    assert!(register.body.contains("没有人来巡查") && !register.body.contains("示范居民"));
    assert!(
        secretary
            .get("/desk")
            .await
            .body
            .contains("核实监督意见1条")
    );
    let record = format!("/supervision/{}", link(&register.body, "/supervision/"));
    assert!(!secretary.get(&record).await.body.contains("5550199"));
    let opened = secretary
        .post(&format!("{record}/contact"), &[("reason", "回电话核实")])
        .await;
    assert!(opened.body.contains("0000-5550199"));
    assert!(
        !secretary.get(&record).await.body.contains("5550199"),
        "on that page alone"
    );

    let member = site.signed_in(Role::Member).await;
    for path in [&record, "/supervision"] {
        let shut = member.get(path).await;
        assert_eq!(shut.status, StatusCode::NOT_FOUND, "{path}");
    }
    let passed = [("passed", "有群众反映这个月没有巡查")];
    let done = secretary.post(&format!("{record}/passing"), &passed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let told = member.get("/letters").await;
    assert!(told.body.contains("有群众反映这个月没有巡查"));
    for secret in ["三单元", "示范居民", "5550199"] {
        assert!(!told.body.contains(secret), "{secret}");
    }
    let id = record.trim_start_matches("/supervision/");
    let explained = member
        .post(
            &format!("/letters/{id}/explanation"),
            &[("explanation", "上周住院，周日补上")],
        )
        .await;
    assert_eq!(explained.status, StatusCode::SEE_OTHER);
    let record_page = secretary.get(&record).await;
    assert!(record_page.body.contains("上周住院，周日补上"));
    let answer = [("answer", "已补上，欢迎继续监督")];
    let done = secretary.post(&format!("{record}/answer"), &answer).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let late = secretary.post(&format!("{record}/answer"), &answer).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    let seen = visitor.post("/t/town0/objections", &[("code", code)]).await;
    assert!(seen.body.contains("已补上，欢迎继续监督"));
    Ok(())
}

#[tokio::test]
async fn where_many_write_a_question_comes_first_and_nothing_typed_is_lost() -> Told {
    let site = common::site().await;
    let pledges = pledged(&site).await?;
    let visitor = site.visitor();
    let address = format!("/t/town0/pledges/{}/supervision", pledges[1]);
    for n in 0..site.world.house.defaults.human_after {
        let words = format!("第{n}次看到的情况");
        let taken = visitor.post(&address, &[("words", &words)]).await;
        assert_eq!(taken.status, StatusCode::OK);
    }
    let words = "又看到了一次的情况";
    let asked = visitor.post(&address, &[("words", words)]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains(&format!(">{words}</textarea>")));
    assert!(
        asked.body.contains("name=\"human_token\""),
        "{}",
        asked.body
    );

    for _ in 0..site.world.house.defaults.code_tries_per_hour {
        let wrong = visitor
            .post("/t/town0/objections", &[("code", "2222 2222 2222")])
            .await;
        assert!(wrong.body.contains("没有查到这个查询码"));
    }
    let slowed = visitor
        .post("/t/town0/objections", &[("code", "2222 2222 2222")])
        .await;
    assert_eq!(slowed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(slowed.body.contains("name=\"human_token\""));
    assert!(
        slowed.body.contains("2222 2222 2222"),
        "what was typed is kept"
    );
    Ok(())
}

#[tokio::test]
async fn the_branch_notes_a_signed_sheet_and_prints_cards() -> Told {
    let site = common::site().await;
    let clerk = site.signed_in(Role::Clerk).await;
    let person = &site.town.members[0][2];
    let address = format!("/cards/{}", person.id);
    let blank = clerk.post(&format!("{address}/consents"), &[]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [
        ("show-name", "1"),
        ("show-branch", "1"),
        ("show-relay", "1"),
        ("day", "2026-05-05"),
        ("sheet", "支部档案盒3"),
    ];
    let noted = clerk.post(&format!("{address}/consents"), &fields).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.body);
    let page = clerk.get(&address).await;
    assert!(page.body.contains("2026年5月5日，支部档案盒3"));
    let issued = clerk
        .post(&format!("{address}/issue"), &[("checked", "1")])
        .await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER);
    let sheet = clerk.get("/cards/sheet").await;
    assert!(sheet.body.contains(&person.name) && sheet.body.contains("class=\"qr\""));
    let back = [("field", "name"), ("day", "2026-05-06"), ("sheet", "电话")];
    let done = clerk.post(&format!("{address}/withdrawal"), &back).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(!clerk.get("/cards/sheet").await.body.contains(&person.name));
    // Another town's clerk keeps no cards here.
    let stranger = site.of_other(Role::Clerk).await;
    assert_eq!(stranger.get(&address).await.status, StatusCode::NOT_FOUND);
    let act = stranger.post(&format!("{address}/consents"), &fields).await;
    assert_eq!(act.status, StatusCode::NOT_FOUND);
    Ok(())
}
