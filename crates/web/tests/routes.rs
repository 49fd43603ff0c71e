//! Every address, as everyone: nobody gets in without signing in, nothing
//! breaks, and what is another town's does not exist.

mod common;

use axum::http::StatusCode;
use civic::directory::tree::{self, ChangeKind, NewChange, NewUnit, Opening, Plan, UnitKind};
use civic::directory::{OrgKind, Role, access};
use civic::pledge::evidence::{self, Brought};
use civic::pledge::{self, NewEvidence};
use common::{Answer, Client, Told};
use paper::intake::{Medium, Taken};
use web::{ROUTES, Who};

/// An address with its parameters filled in.
fn filled(path: &str, id: &str) -> String {
    path.replace("{site}", "town0")
        .replace("{name}", "base.css")
        .replace("{id}", id)
        .replace("{file}", id)
        .replace("{person}", id)
        .replace("{code}", id)
        .replace("{number}", "1")
}

async fn ask(client: &Client, method: &str, path: &str) -> Answer {
    match method {
        "get" => client.get(path).await,
        "post" => client.post(path, &[]).await,
        other => {
            let status = client.call(&other.to_uppercase(), path, "", None).await.0;
            Answer {
                status,
                body: String::new(),
                location: String::new(),
                cookie: String::new(),
            }
        }
    }
}

#[tokio::test]
async fn without_signing_in_every_inner_address_leads_to_the_door() {
    let site = common::site().await;
    let visitor = site.visitor();
    let id = "018f0000-0000-7000-8000-000000000000";
    let inner = ROUTES.iter().filter(|r| r.who == Who::SignedIn);
    let mut asked = 0;
    for route in inner {
        // The upload is multipart: it is asked as such elsewhere.
        if route.path == "/campaigns" && route.method == "post" {
            continue;
        }
        let answer = ask(&visitor, route.method, &filled(route.path, id)).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{} {}",
            route.method,
            route.path
        );
        assert!(
            answer.location.starts_with("/sign-in"),
            "{}",
            answer.location
        );
        asked += 1;
    }
    assert!(asked > 40, "{asked}");
}

#[tokio::test]
async fn no_address_breaks_for_any_role_and_an_unknown_id_does_not_exist() {
    let site = common::site().await;
    for role in Role::ALL.iter().copied() {
        let client = site.signed_in(role).await;
        for id in [
            "018f0000-0000-7000-8000-000000000000",
            "no-id",
            "%00",
            "1' or 1=1",
        ] {
            for route in ROUTES {
                if ["/sign-out", "/static/{name}"].contains(&route.path) {
                    continue;
                }
                let path = filled(route.path, &id.replace(' ', "%20").replace('\'', "%27"));
                let answer = ask(&client, route.method, &path).await;
                let told = format!(
                    "{} {path} as {}: {}",
                    route.method,
                    role.word(),
                    answer.status
                );
                assert!(!answer.status.is_server_error(), "{told}");
                if route.path.contains("{id}") || route.path.contains("{person}") {
                    assert!(!answer.status.is_success(), "{told}");
                }
            }
        }
    }
}

/// A file beside evidence on a pledge of the first town.
async fn attached(site: &common::Site, id: civic::PledgeId) -> ground::Result<civic::FileId> {
    let secretary = site.town.visit(&site.world.house, Role::Secretary);
    let (at, new) = (&secretary, NewEvidence::words("教了3人"));
    let bytes = b"%PDF-1.7 words".to_vec();
    let taken = Taken {
        medium: Medium::Pdf,
        bytes,
    };
    let name = "名单.pdf".to_owned();
    let brought = &[Brought { name, taken }];
    let files = site.world.db.write(|tx| {
        Box::pin(async move {
            pledge::add_evidence(tx, at, id, new, brought).await?;
            evidence::files(tx, at, id).await
        })
    });
    Ok(files.await?[0].file.id)
}

#[tokio::test]
async fn what_is_of_one_town_does_not_exist_for_anyone_of_another() -> Told {
    let site = common::site().await;
    let progress = site.progress();
    let campaign = progress.read_plan().await?;
    progress.approve(campaign).await?;
    let (pledge, _) = progress.pledge(campaign).await?[0];
    let file = attached(&site, pledge).await?;
    let round = progress.appraise(campaign, 0, 60).await?;
    let now = site.world.house.clock.now();
    let (rating, notice) = progress.rate(campaign, 0, now).await?;
    let person = site.town.members[0][1].id;
    let group = site.town.groups[0].id;
    let branch = site.town.branches[0].id;
    let tenant = site.town.tenant;
    let below = &site.town.community.path;
    let plan = site
        .world
        .db
        .read(|tx| Box::pin(civic::pledge::plans::below(tx, tenant, campaign, below)))
        .await?[0]
        .id;
    let clerk = site.town.visit(&site.world.house, Role::Clerk);
    let security = site.town.visit(&site.world.house, Role::SecurityAdmin);
    let (at, community) = (&clerk, &site.town.community);
    let unit = NewUnit {
        kind: UnitKind::Building,
        name: "示范楼",
        address: "",
    };
    let db = &site.world.db;
    let unit = db
        .write(|tx| Box::pin(tree::add_unit(tx, at, community, unit)))
        .await?;
    let change = NewChange {
        kind: ChangeKind::SetUp,
        effective: site.world.house.today(),
        reason: "新楼入住",
        plan: Plan {
            parent: community.id,
            opens: vec![Opening {
                kind: OrgKind::Branch,
                code: "new-one".to_owned(),
                name: "新楼党支部".to_owned(),
            }],
            closes: Vec::new(),
            moves: Vec::new(),
        },
    };
    let change = &change;
    let change = db
        .write(|tx| Box::pin(tree::propose(tx, at, change.clone())))
        .await?;
    let (at, top) = (&security, &site.town.committee.path);
    let terms = db.read(|tx| Box::pin(access::terms(tx, at, top))).await?;
    let term = terms
        .iter()
        .find(|t| t.role == Role::Leader)
        .map(|t| t.id)
        .unwrap();
    let pages = [
        format!("/roster/people/{person}"),
        format!("/roster/people/{person}/edit"),
        format!("/roster/people/{person}/leaving"),
        format!("/roster/changes/{change}"),
        format!("/roster/roles/{term}"),
        format!("/campaigns/{campaign}"),
        format!("/campaigns/{campaign}/reading"),
        format!("/pledges/{pledge}"),
        format!("/pledges/{pledge}/amendment"),
        format!("/pledges/{pledge}/files/{file}"),
        format!("/pledges/{pledge}/correction"),
        format!("/plans/new?for={person}"),
        format!("/plans/{plan}"),
        format!("/pledges/new?for={person}"),
        format!("/pledges/new?org={branch}"),
        format!("/declarations/{person}"),
        format!("/reviews/{person}"),
        format!("/tallies/{round}"),
        format!("/notices/{notice}"),
        format!("/honours/{rating}"),
        format!("/cards/{person}"),
    ];
    let acts = [
        format!("/roster/people/{person}"),
        format!("/roster/people/{person}/leaving"),
        format!("/roster/people/{person}/unmasking"),
        format!("/roster/people/{person}/exemptions"),
        format!("/roster/people/{person}/residence"),
        format!("/roster/retention/{person}"),
        format!("/roster/changes/{change}/reply"),
        format!("/roster/changes/{change}/withdrawal"),
        format!("/roster/groups/{group}/members/{person}/leaving"),
        format!("/roster/units/{unit}/cover"),
        format!("/roster/units/{unit}/closing"),
        format!("/roster/roles/{term}/ending"),
        format!("/campaigns/{campaign}/confirmation"),
        format!("/campaigns/{campaign}/step"),
        format!("/campaigns/{campaign}/issue"),
        format!("/pledges/{pledge}/check"),
        format!("/pledges/{pledge}/correction"),
        format!("/pledges/{pledge}/keeping"),
        format!("/pledges/{pledge}/withdrawal"),
        format!("/pledges/{pledge}/explanation"),
        format!("/pledges/{pledge}/judgement"),
        format!("/pledges/{pledge}/self-assessment"),
        format!("/pledges/{pledge}/assessment"),
        format!("/plans/{plan}/check"),
        format!("/declarations/{person}"),
        format!("/declarations/{person}/reading"),
        format!("/reviews/{person}"),
        format!("/tallies/{round}/entries"),
        format!("/notices/{notice}/conclusion"),
        format!("/notices/{notice}/withdrawal"),
        format!("/honours/{rating}/award"),
        format!("/cards/{person}/consents"),
        format!("/cards/{person}/withdrawal"),
        format!("/cards/{person}/issue"),
        format!("/cards/{person}/closing"),
    ];
    for role in Role::ALL.iter().copied() {
        let stranger = site.of_other(role).await;
        for page in &pages {
            let answer = stranger.get(page).await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{page} as {}",
                role.word()
            );
        }
        let evidence = format!("/pledges/{pledge}/evidence");
        let words = [("text", "教了3人")];
        let answer = stranger.upload(&evidence, &words, ("", b"")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{evidence}");
        for act in &acts {
            let fields = [
                ("verdict", "pass"),
                ("reason", "x"),
                ("conclusion", "x"),
                ("secrecy", "1"),
                ("name", "示小范"),
                ("category", "社区"),
                ("field", "phone"),
                ("matter", "pledge"),
                ("panel", "none"),
                ("opinion", "x"),
                ("day", "2026-05-06"),
            ];
            let answer = stranger.post(act, &fields).await;
            assert_eq!(
                answer.status,
                StatusCode::NOT_FOUND,
                "{act} as {}",
                role.word()
            );
        }
    }
    // The town itself sees its pages.
    let secretary = site.signed_in(Role::Secretary).await;
    for page in &pages {
        let answer = secretary.get(page).await;
        assert!(
            answer.status.is_success()
                || page.ends_with("amendment")
                || page.ends_with("correction")
                || page.starts_with("/roster/roles"),
            "{page}: {}",
            answer.status
        );
    }
    Ok(())
}
