//! What the rooms above have of the people that an import added: taking it back
//! would leave that hanging (ruling 24). The directory cannot know; the desk reads all.

mod store;

use ground::{Result, Tx};

use crate::directory::roster::{self, Leaning};
use crate::{BatchId, Counter};

/// Pledges, reviews, appraisals and ratings of people whom this import added.
pub async fn leaning_on_import(tx: &mut Tx, at: &Counter, batch: BatchId) -> Result<Vec<Leaning>> {
    roster::batch(tx, at, batch).await?;
    store::of_batch(tx, at.tenant, batch).await
}
