//! How a line follows from the one before it.

use super::{Broken, store::Line};
use crate::TenantId;

/// What the first line follows.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The end of the chain so far.
#[derive(Debug, Clone)]
pub struct Link {
    /// Number of the last line.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// The hash of a line: over everything in it but the hash itself.
pub fn hash(tenant: TenantId, line: &Line) -> String {
    ground::fingerprint(&format!(
        "{tenant}|{}|{}|{}|{}|{}|{}|{}",
        line.seq,
        line.at.micros(),
        line.actor_id,
        line.act,
        line.subject_id,
        line.payload_hash,
        line.prev_hash
    ))
}

/// Checks one line against the chain so far. An erased payload (ruling 23)
/// leaves the chain whole; a changed one does not.
pub fn next(
    tenant: TenantId,
    link: &Link,
    line: &Line,
    payload: Option<&str>,
) -> Result<Link, Broken> {
    let broken = |why| {
        Err(Broken {
            seq: link.seq + 1,
            why,
        })
    };
    if line.seq != link.seq + 1 {
        return broken("这一条缺失");
    }
    if line.prev_hash != link.hash {
        return broken("与上一条接不上");
    }
    if line.hash != hash(tenant, line) {
        return broken("内容与指纹不符");
    }
    if payload.is_some_and(|p| ground::fingerprint(p) != line.payload_hash) {
        return broken("附件内容与指纹不符");
    }
    Ok(Link {
        seq: line.seq,
        hash: line.hash.clone(),
    })
}
