//! The ways out: a mail server, and robots of groups. System administrators keep them
//! address, password and signing secret are one sealed value.

use std::fmt;

use ground::{At, Day, Error, Result, Tx};
use serde::{Deserialize, Serialize};

use super::{No, digest, rules, store};
use crate::audit::{self, Act};
use crate::directory::{self, Path, Verb};
use crate::{ChannelId, Counter, OrgId, TenantId};

ground::words! {
    /// What a way out is.
    pub enum Kind {
        /// Letters by SMTP.
        Mail = "mail" "邮件",
        /// Robot of a WeCom group (企业微信群机器人).
        Wecom = "wecom" "企业微信群机器人",
        /// Robot of a DingTalk group (钉钉群机器人).
        Dingtalk = "dingtalk" "钉钉群机器人",
        /// Robot of a Feishu group (飞书群机器人).
        Feishu = "feishu" "飞书群机器人",
    }
}

ground::words! {
    /// How the line to a mail server is kept from being read.
    pub enum Security {
        /// TLS from the first byte.
        Tls = "tls" "TLS（常用465端口）",
        /// An open line that turns to TLS, or no letter at all.
        StartTls = "starttls" "STARTTLS（常用587端口）",
        /// An open line: for a server on the same local network.
        Plain = "plain" "不加密（只用于本单位内网）",
    }
}

/// A mail server.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailServer {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the line is kept.
    pub security: Security,
    /// Whom letters come from.
    pub sender: String,
    /// The account; empty for none.
    pub login: String,
    /// Its password.
    pub password: String,
}

/// A robot of a group.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Robot {
    /// Its address: whoever knows it can write to the group.
    pub address: String,
    /// The secret that its messages are signed with; empty for none.
    pub secret: String,
}

impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailServer({}:{})", self.host, self.port)
    }
}

impl fmt::Debug for Robot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Robot(…)")
    }
}

/// What a way out needs to be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Means {
    /// A mail server.
    Mail(MailServer),
    /// A robot.
    Robot(Robot),
}

/// A way out.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// What it is.
    pub kind: Kind,
    /// What people call it.
    pub label: String,
    /// Of which place a robot tells; the whole tenant for letters.
    pub org_path: Path,
    /// What it needs.
    pub means: Means,
    /// Whether it is used.
    pub is_on: bool,
    /// From which hour of a working day on.
    pub hour: i64,
    /// The newest day whose digests were enqueued; empty for none.
    pub last_day: String,
    /// When it was changed.
    pub changed_at: At,
}

impl Channel {
    /// The newest day whose digests were enqueued.
    pub fn last(&self) -> Option<Day> {
        self.last_day.parse().ok()
    }
}

/// A mail server as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct NewMail<'a> {
    /// Name or address.
    pub host: &'a str,
    /// Port.
    pub port: i64,
    /// How the line is kept.
    pub security: Security,
    /// Whom letters come from.
    pub sender: &'a str,
    /// The account; empty for none.
    pub login: &'a str,
    /// Its password; empty keeps the one that is known for this account.
    pub password: &'a str,
    /// The hour.
    pub hour: i64,
}

/// A robot as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct NewRobot<'a> {
    /// What it is.
    pub kind: Kind,
    /// What people call the group.
    pub label: &'a str,
    /// Of which place it tells.
    pub org: Option<OrgId>,
    /// Its address.
    pub address: &'a str,
    /// The signing secret; empty for none.
    pub secret: &'a str,
    /// The hour.
    pub hour: i64,
}

/// Refuses everyone but who keeps the system of the whole tenant: for others these
/// settings do not exist (ruling 3).
pub(super) fn require_keeper(at: &Counter) -> Result<()> {
    let actor = at.actor.as_ref().ok_or(Error::NotFound)?;
    let keeps = actor.scopes(Verb::KeepSystem).iter().any(Path::is_root);
    keeps.then_some(()).ok_or(Error::NotFound)
}

fn about(tenant: TenantId, id: ChannelId) -> String {
    format!("{tenant}|{id}|channel")
}

/// A channel out of its row.
pub(super) fn opened(at: &Counter, row: store::Row) -> Result<Channel> {
    let plain = at
        .house
        .vault
        .open(&row.sealed, about(at.tenant, row.id).as_bytes())?;
    Ok(Channel {
        id: row.id,
        kind: row.kind,
        label: row.label,
        org_path: row.org_path,
        means: serde_json::from_slice(&plain)?,
        is_on: row.is_on == 1,
        hour: row.hour,
        last_day: row.last_day,
        changed_at: row.changed_at,
    })
}

/// All ways out, letters first.
pub async fn channels(tx: &mut Tx, at: &Counter) -> Result<Vec<Channel>> {
    require_keeper(at)?;
    let rows = store::channels(tx, at.tenant).await?;
    rows.into_iter().map(|row| opened(at, row)).collect()
}

pub(super) async fn channel(tx: &mut Tx, at: &Counter, id: ChannelId) -> Result<Channel> {
    let row = store::channel(tx, at.tenant, id).await?;
    opened(at, row.ok_or(Error::NotFound)?)
}

async fn keep(tx: &mut Tx, at: &Counter, channel: &Channel) -> Result<()> {
    let plain = serde_json::to_vec(&channel.means)?;
    let about = about(at.tenant, channel.id);
    let sealed = at.house.vault.seal(&plain, about.as_bytes())?;
    store::put(tx, at, channel, sealed).await?;
    let payload = format!("{} {}", channel.kind.word(), i64::from(channel.is_on));
    audit::note(tx, at, Act::ChannelSet, channel.id.0, &payload).await
}

/// Sets up the mail server, or changes it; a new one is off.
pub async fn set_mail(tx: &mut Tx, at: &Counter, new: NewMail<'_>) -> Result<ChannelId> {
    let all = channels(tx, at).await?;
    let old = all.into_iter().find(|c| c.kind == Kind::Mail);
    let known = match old.as_ref().map(|c| &c.means) {
        Some(Means::Mail(server)) => Some(server),
        _ => None,
    };
    let means = Means::Mail(rules::mail_server(new, known)?);
    let channel = Channel {
        id: old.as_ref().map_or_else(|| at.id(), |c| c.id),
        kind: Kind::Mail,
        label: Kind::Mail.label().to_owned(),
        org_path: Path(String::new()),
        means,
        is_on: old.as_ref().is_some_and(|c| c.is_on),
        hour: rules::hour(new.hour)?,
        last_day: old.map(|c| c.last_day).unwrap_or_default(),
        changed_at: at.now,
    };
    keep(tx, at, &channel).await?;
    Ok(channel.id)
}

/// Sets up a robot; it is off.
pub async fn set_robot(tx: &mut Tx, at: &Counter, new: NewRobot<'_>) -> Result<ChannelId> {
    require_keeper(at)?;
    let robot = rules::robot(new)?;
    let org = match new.org {
        Some(id) => directory::org(tx, at.tenant, id)
            .await
            .map_err(|_| No::Place)?,
        None => return Err(No::Place.into()),
    };
    let channel = Channel {
        id: at.id(),
        kind: new.kind,
        label: new.label.trim().to_owned(),
        org_path: org.path,
        means: Means::Robot(robot),
        is_on: false,
        hour: rules::hour(new.hour)?,
        last_day: String::new(),
        changed_at: at.now,
    };
    keep(tx, at, &channel).await?;
    Ok(channel.id)
}

/// Turns a way out on or off. Off, nothing leaves by it any more, not even what waits.
pub async fn turn(tx: &mut Tx, at: &Counter, id: ChannelId, state: bool) -> Result<()> {
    require_keeper(at)?;
    let mut channel = channel(tx, at, id).await?;
    channel.is_on = state;
    channel.changed_at = at.now;
    keep(tx, at, &channel).await
}

/// Takes a way out away, with its secrets.
pub async fn remove(tx: &mut Tx, at: &Counter, id: ChannelId) -> Result<()> {
    require_keeper(at)?;
    let channel = channel(tx, at, id).await?;
    store::remove(tx, at.tenant, id).await?;
    let payload = format!("{} removed", channel.kind.word());
    audit::note(tx, at, Act::ChannelSet, id.0, &payload).await
}

/// Sends a message to try the way with: a letter goes to the sender's own address, so
/// that no other address is asked for. It works while the way is off.
pub async fn test(tx: &mut Tx, at: &Counter, id: ChannelId) -> Result<()> {
    require_keeper(at)?;
    let channel = channel(tx, at, id).await?;
    digest::enqueue_test(tx, at, &channel).await?;
    audit::note(tx, at, Act::ChannelTried, id.0, channel.kind.word()).await
}
