//! What was sent and what was not: for who keeps the system.

use ground::jobs::{self, State};
use ground::{At, Error, Result, Tx};
use uuid::Uuid;

use super::digest::{Errand, JOB};
use super::{Kind, No, channels, store};
use crate::Counter;

/// How many are shown.
const SHOWN: i64 = 30;

/// One that was sent, or waits, or could not be sent. Never to whom.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its id.
    pub id: Uuid,
    /// By which way; empty when it was taken away.
    pub channel: String,
    /// Whether it was to try the way with.
    pub is_test: bool,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: i64,
    /// When it is tried next.
    pub next: At,
    /// When it was enqueued.
    pub made_at: At,
    /// Why it was not sent, or what was said when it was.
    pub why: String,
}

/// The newest, those that could not be sent before all others.
pub async fn sent(tx: &mut Tx, at: &Counter) -> Result<Vec<Sent>> {
    let channels = channels::channels(tx, at).await?;
    let mut out = Vec::new();
    for row in jobs::newest(tx, at.tenant.0, SHOWN).await? {
        if row.kind != JOB {
            continue;
        }
        let errand: Errand = serde_json::from_str(&row.payload)?;
        let channel = channels.iter().find(|c| c.id == errand.channel);
        out.push(Sent {
            id: row.id,
            channel: channel.map(|c| c.label.clone()).unwrap_or_default(),
            is_test: errand.day.is_none(),
            state: row.state,
            tries: row.tries,
            next: row.due_at,
            made_at: row.made_at,
            why: row.why,
        });
    }
    Ok(out)
}

/// Lets what could not be sent be tried again today.
pub async fn revive(tx: &mut Tx, at: &Counter, id: Uuid) -> Result<()> {
    channels::require_keeper(at)?;
    let until = at.house.zone.start_of(at.today.plus(1));
    let all = jobs::newest(tx, at.tenant.0, SHOWN).await?;
    if !all.iter().any(|row| row.id == id) {
        return Err(Error::NotFound);
    }
    if !jobs::revive(tx, at.now, at.tenant.0, id, until).await? {
        return Err(No::NotDead.into());
    }
    Ok(())
}

/// Whether letters go out in this tenant: what one's own page says.
pub async fn has_mail(tx: &mut Tx, at: &Counter) -> Result<bool> {
    let rows = store::channels(tx, at.tenant).await?;
    Ok(rows.iter().any(|c| c.kind == Kind::Mail && c.is_on == 1))
}
