//! Pages of the list, first and last, narrowed and not, each with the counts above it as
//! the page shows them, beside a bare select of as many rows over an index.

use std::time::Instant;

use civic::CampaignId;
use civic::pledge::lists::{self, Filter};
use civic::pledge::{self, State};
use ground::{Result, sql};
use town::Progress;

/// How often each page is read; the middle time counts.
const ASKED: usize = 51;
/// Rows of a page.
const PAGE: usize = 50;

pub(crate) async fn look(story: &Progress, campaign: CampaignId) -> Result<()> {
    let open = Filter {
        public: true,
        ..Filter::default()
    };
    let of_area = Filter {
        area: "方面7",
        ..open
    };
    let kept = Filter {
        state: Some(State::Kept),
        ..open
    };
    let overdue = Filter {
        state: Some(State::Published),
        overdue: Some(true),
        ..open
    };
    let nothing = Filter {
        category: "机关",
        state: Some(State::Criticised),
        ..open
    };
    for (name, filter) in [
        ("all", open),
        ("area", of_area),
        ("kept", kept),
        ("overdue", overdue),
        ("nothing", nothing),
    ] {
        let last = last(story, campaign, &filter).await?;
        println!(
            "{name}_first_us {}",
            time(story, campaign, &filter, None).await?
        );
        println!(
            "{name}_last_us {}",
            time(story, campaign, &filter, last).await?
        );
    }
    println!("counts_us {}", counts(story, campaign).await?);
    println!("bare_us {}", bare(story, campaign).await?);
    Ok(())
}

async fn page(
    story: &Progress,
    campaign: CampaignId,
    filter: &Filter<'_>,
    after: Option<civic::PledgeId>,
    count: usize,
) -> Result<lists::Page> {
    let (tenant, place) = (story.town.tenant, &story.town.community.path);
    let today = story.house.today();
    story
        .db
        .read(|tx| {
            let key = (tenant, campaign, place);
            Box::pin(lists::page(tx, key, filter, after, (today, count)))
        })
        .await
}

/// The pledge after which the last page begins.
async fn last(
    story: &Progress,
    campaign: CampaignId,
    filter: &Filter<'_>,
) -> Result<Option<civic::PledgeId>> {
    let mut after = None;
    loop {
        let next = page(story, campaign, filter, after, 20_000).await?;
        match next.next {
            Some(id) => after = Some(id),
            None => {
                let before = next.rows.len().saturating_sub(PAGE + 1);
                return Ok(next.rows.get(before).map(|p| p.id).or(after));
            }
        }
    }
}

async fn time(
    story: &Progress,
    campaign: CampaignId,
    filter: &Filter<'_>,
    after: Option<civic::PledgeId>,
) -> Result<u128> {
    let mut times = Vec::new();
    for _ in 0..ASKED {
        let started = Instant::now();
        page(story, campaign, filter, after, PAGE).await?;
        times.push(started.elapsed().as_micros());
    }
    Ok(middle(times))
}

async fn counts(story: &Progress, campaign: CampaignId) -> Result<u128> {
    let (tenant, place) = (story.town.tenant, &story.town.community.path);
    let today = story.house.today();
    let mut times = Vec::new();
    for _ in 0..ASKED {
        let started = Instant::now();
        story
            .db
            .read(|tx| Box::pin(pledge::counts(tx, tenant, campaign, place, today)))
            .await?;
        times.push(started.elapsed().as_micros());
    }
    Ok(middle(times))
}

async fn bare(story: &Progress, campaign: CampaignId) -> Result<u128> {
    let tenant = story.town.tenant;
    let mut times = Vec::new();
    for _ in 0..ASKED {
        let started = Instant::now();
        let rows: Vec<(String, String)> = story
            .db
            .read(|tx| {
                Box::pin(
                    sql!(
                        tx,
                        "select name_key, area from pledge where tenant_id = $1 and campaign_id = $2
                         order by org_path, subject, name_key, subject_id, due_day, id limit 50",
                        tenant,
                        campaign
                    )
                    .all(),
                )
            })
            .await?;
        times.push(started.elapsed().as_micros());
        assert_eq!(rows.len(), PAGE);
    }
    Ok(middle(times))
}

fn middle(mut times: Vec<u128>) -> u128 {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or(0)
}
