//! From what is due to what is carried: jobs that hold ids, and the parcel that is
//! made of one when it is done.

use std::sync::Arc;

use ground::jobs::{self, Job};
use ground::{Day, Result, Tx};
use serde::{Deserialize, Serialize};

use super::{Channel, Kind, MailServer, Means, Robot, channels, rules, store};
use crate::directory::people::mail;
use crate::directory::{self, Path};
use crate::{ChannelId, Counter, House, PersonId, TenantId, desk};

/// The kind of the room's jobs.
pub(super) const JOB: &str = "reminder";

/// Seconds for which a message to try a way with is of use.
const TEST_SECONDS: i64 = 3600;

/// What a job of this room holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Errand {
    pub(super) channel: ChannelId,
    /// Whose digest, where it is a letter.
    pub(super) person: Option<PersonId>,
    /// The day of the digest; none for a message to try the way with.
    pub(super) day: Option<Day>,
}

/// A letter on its way.
#[derive(Debug, Clone)]
pub struct Letter {
    /// By which server.
    pub server: MailServer,
    /// To whom.
    pub to: String,
    /// The same for each try, so that a reader's program shows one that came twice once.
    pub id: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// A robot's message on its way.
#[derive(Debug, Clone)]
pub struct Message {
    /// Whose robot.
    pub kind: Kind,
    /// Which one.
    pub robot: Robot,
    /// Its text.
    pub text: String,
}

/// What is to be carried.
#[derive(Debug, Clone)]
pub enum Parcel {
    /// A letter.
    Letter(Letter),
    /// A robot's message.
    Message(Message),
}

/// Whether a digest's hour has come somewhere: asked before [`enqueue`], which writes.
pub async fn has_struck(tx: &mut Tx, house: &Arc<House>) -> Result<bool> {
    for (tenant, ..) in directory::tenants(tx).await? {
        let at = Counter::visitor(house, tenant);
        let rows = store::channels(tx, tenant).await?;
        if rows.iter().any(|row| is_time(&at, row)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_time(at: &Counter, row: &store::Row) -> bool {
    let house = &at.house;
    let hour = i8::try_from(row.hour).unwrap_or(0);
    let has_struck = at.now >= house.zone.at(at.today, hour, 0);
    let last = row.last_day.parse().ok();
    row.is_on == 1 && rules::is_time(&house.calendar, at.today, has_struck, last)
}

/// Enqueues the digests whose hour has come, in every tenant. Safe to run twice, and by
/// two servers: a channel's day is set by one of them, and a digest has a name.
pub async fn enqueue(tx: &mut Tx, house: &Arc<House>) -> Result<usize> {
    let mut count = 0;
    for (tenant, ..) in directory::tenants(tx).await? {
        let at = Counter::visitor(house, tenant);
        for row in store::channels(tx, tenant).await? {
            if is_time(&at, &row) && store::set_day(tx, tenant, &row, at.today).await? {
                count += enqueue_day(tx, &at, row.id, row.kind).await?;
            }
        }
    }
    jobs::forget(tx, house.clock.now()).await?;
    Ok(count)
}

async fn enqueue_day(tx: &mut Tx, at: &Counter, id: ChannelId, kind: Kind) -> Result<usize> {
    let day = Some(at.today);
    let errand = |person| Errand {
        channel: id,
        person,
        day,
    };
    let errands = match kind {
        Kind::Mail => {
            let people = mail::all(tx, at.tenant).await?;
            people.into_iter().map(|p| errand(Some(p))).collect()
        }
        _ => vec![errand(None)],
    };
    let until = at.house.zone.start_of(at.today.plus(1));
    let mut count = 0;
    for errand in errands {
        let whose = errand.person.map_or(id.0, |p| p.0);
        let once = format!("{}|{whose}", at.today);
        let new = jobs::New {
            tenant: at.tenant.0,
            id: at.house.ids.uuid(at.now),
            kind: JOB,
            once: &once,
            payload: &serde_json::to_string(&errand)?,
            due: at.now,
            until,
        };
        count += usize::from(jobs::put(tx, at.now, new).await?);
    }
    Ok(count)
}

pub(super) async fn enqueue_test(tx: &mut Tx, at: &Counter, channel: &Channel) -> Result<()> {
    let errand = Errand {
        channel: channel.id,
        person: None,
        day: None,
    };
    let id = at.house.ids.uuid(at.now);
    let new = jobs::New {
        tenant: at.tenant.0,
        id,
        kind: JOB,
        once: &format!("test|{id}"),
        payload: &serde_json::to_string(&errand)?,
        due: at.now,
        until: at.now.plus_seconds(TEST_SECONDS),
    };
    jobs::put(tx, at.now, new).await.map(drop)
}

/// What a job has to carry, as it is due now; none when there is nothing to do any
/// more: the day is over, the way was turned off, the address was taken back, or all
/// that was due is done. `site` is what links are made from (ruling 4).
pub async fn parcel(
    tx: &mut Tx,
    house: &Arc<House>,
    job: &Job,
    site: &str,
) -> Result<Option<Parcel>> {
    let at = Counter::visitor(house, TenantId(job.tenant_id));
    let errand: Errand = serde_json::from_str(&job.payload)?;
    let Some(row) = store::channel(tx, at.tenant, errand.channel).await? else {
        return Ok(None);
    };
    let channel = channels::opened(&at, row)?;
    let Some(day) = errand.day else {
        return Ok(Some(trial(&channel, job, site)));
    };
    if day != at.today || !channel.is_on {
        return Ok(None);
    }
    match (channel.means, errand.person) {
        (Means::Mail(server), Some(person)) => letter(tx, &at, job, server, person, site).await,
        (Means::Robot(robot), None) => {
            message(tx, &at, channel.kind, robot, &channel.org_path, site).await
        }
        _ => Ok(None),
    }
}

fn message_id(job: &Job, server: &MailServer) -> String {
    let domain = server.sender.rsplit('@').next().unwrap_or("localhost");
    format!("<{}@{domain}>", job.id)
}

fn trial(channel: &Channel, job: &Job, site: &str) -> Parcel {
    let text = format!("这是一条试发的提醒，收到就说明设置对了。\n{site}/desk");
    match &channel.means {
        Means::Mail(server) => Parcel::Letter(Letter {
            to: server.sender.clone(),
            id: message_id(job, server),
            subject: "试发提醒".to_owned(),
            text: format!("{text}\n"),
            server: server.clone(),
        }),
        Means::Robot(robot) => Parcel::Message(Message {
            kind: channel.kind,
            robot: robot.clone(),
            text,
        }),
    }
}

async fn letter(
    tx: &mut Tx,
    at: &Counter,
    job: &Job,
    server: MailServer,
    person: PersonId,
    site: &str,
) -> Result<Option<Parcel>> {
    let Some(choice) = mail::of_person(tx, at, person).await? else {
        return Ok(None);
    };
    let theirs = desk::counter_of(tx, at, person).await?;
    let Some(summary) = rules::summary(&desk::due(tx, &theirs).await?) else {
        return Ok(None);
    };
    let name = theirs.actor.as_ref().map_or("", |a| a.name.as_str());
    Ok(Some(Parcel::Letter(Letter {
        to: choice.address,
        id: message_id(job, &server),
        subject: summary.title(),
        text: summary.letter(name, at.today, site),
        server,
    })))
}

async fn message(
    tx: &mut Tx,
    at: &Counter,
    kind: Kind,
    robot: Robot,
    path: &Path,
    site: &str,
) -> Result<Option<Parcel>> {
    let orgs = directory::orgs(tx, at.tenant, path).await?;
    let Some(org) = orgs.iter().find(|o| o.path == *path) else {
        return Ok(None);
    };
    let place = desk::counter_of_place(at, org);
    let summary = rules::summary(&desk::due(tx, &place).await?);
    Ok(summary.map(|summary| {
        Parcel::Message(Message {
            kind,
            robot,
            text: summary.message(&org.name, site),
        })
    }))
}
