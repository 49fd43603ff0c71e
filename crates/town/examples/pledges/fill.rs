//! People and their public pledges, four each, straight into the tables: what is
//! measured is reading.

use civic::directory::{self, NewPerson, Standing};
use civic::{CampaignId, Counter, PersonId, PledgeId, PublicationId};
use ground::{Day, Result, Tx, sql};
use town::Progress;

/// Pledges of one person.
const EACH: usize = 4;
/// People of one transaction.
const CHUNK: usize = 1000;

pub(crate) async fn fill(story: &Progress, campaign: CampaignId, count: usize) -> Result<()> {
    let (town, db) = (&story.town, &story.db);
    let at = &Counter::visitor(&story.house, town.tenant);
    let publication: PublicationId = db
        .read(|tx| {
            Box::pin(async move {
                let plan = civic::campaign::campaign(tx, at.tenant, campaign).await?;
                plan.publication_id.ok_or(ground::Error::NotFound)
            })
        })
        .await?;
    let people: Vec<usize> = (0..count / EACH).collect();
    for chunk in people.chunks(CHUNK) {
        db.write(|tx| {
            Box::pin(async move {
                for n in chunk {
                    let branch = &town.branches[n % town.branches.len()];
                    let new = NewPerson {
                        name: &name(*n),
                        post: "",
                        category: ["机关", "社区", "企业"][n % 3],
                        standing: Standing::Full,
                    };
                    let person = directory::add_person(tx, at, branch, new).await?.id;
                    for k in 0..EACH {
                        pledge(tx, at, campaign, person, publication, n * EACH + k).await?;
                    }
                    tally(tx, at, campaign, person).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(())
}

/// Fifty surnames, a hundred given names: many people share one.
fn name(n: usize) -> String {
    const FIRST: &str = "丁万马王方孔叶田白冯石朱刘许孙苏李杨吴何余宋张陈林周郑孟赵胡钟姚秦袁夏徐郭唐梁曹韩董程曾谢魏潘薛戴";
    const GIVEN: &str = "文远知秋长青思源晓岚";
    let pick = |text: &str, n: usize| text.chars().nth(n % text.chars().count());
    [pick(FIRST, n), pick(GIVEN, n / 50), pick(GIVEN, n / 500)]
        .into_iter()
        .flatten()
        .collect()
}

/// One in three is kept; one in fifty of the others has its day behind it; ten areas.
async fn pledge(
    tx: &mut Tx,
    at: &Counter,
    campaign: CampaignId,
    person: PersonId,
    publication: PublicationId,
    n: usize,
) -> Result<()> {
    let id: PledgeId = at.id();
    let kept = n.is_multiple_of(3);
    let due: Day = at.today.plus(if n.is_multiple_of(50) { -3 } else { 90 });
    let area = format!("方面{}", n % 10);
    sql!(
        tx,
        "insert into pledge (tenant_id, id, campaign_id, org_id, org_path, person_id, name_key, category, area,
            state, version, due_day, created_at, subject, subject_id, is_public, publication_id)
         select p.tenant_id, $2, $3, p.org_id, p.org_path, p.id, p.name_key, p.category, $4, $5, 1, $6, $7, 'member',
            p.id, 1, $8
         from person p where p.tenant_id = $1 and p.id = $9",
        at.tenant,
        id,
        campaign,
        area.as_str(),
        if kept { "kept" } else { "published" },
        due,
        at.now,
        publication,
        person
    )
    .run()
    .await?;
    sql!(
        tx,
        "insert into pledge_version (tenant_id, pledge_id, version, action, measure, due_day, written_by, proxy_reason, at, area)
         values ($1, $2, 1, '教老人用手机挂号、缴费', '教会10人', $3, $4, '', $5, $6)",
        at.tenant,
        id,
        due,
        person,
        at.now,
        area.as_str()
    )
    .run()
    .await?;
    Ok(())
}

async fn tally(tx: &mut Tx, at: &Counter, campaign: CampaignId, person: PersonId) -> Result<()> {
    sql!(
        tx,
        "insert into pledge_tally (tenant_id, campaign_id, subject_id, subject, person_id, org_id, org_path, name_key,
            written, public, kept)
         select p.tenant_id, $2, p.id, 'member', p.id, p.org_id, p.org_path, p.name_key, 4, 4, 1
         from person p where p.tenant_id = $1 and p.id = $3",
        at.tenant,
        campaign,
        person
    )
    .run()
    .await?;
    Ok(())
}
