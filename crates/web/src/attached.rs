//! Attachments on their way in: what each is, it says by its bytes; a picture is drawn
//! anew. That is work for a core and for memory, so few are taken in at a time.

use std::sync::Arc;

use civic::pledge::evidence::Brought;
use civic::pledge::rules::FILES_EACH;
use paper::intake::{self, Limits};

use crate::app::App;
use crate::error::Result;
use crate::form::Form;
use crate::sent::Chosen;
use crate::visit::LONGEST_FORM;

/// How many are taken in at once: a large picture takes some hundred megabytes while it
/// is drawn, and many a town has a small machine.
pub(crate) const AT_ONCE: usize = 2;
/// The largest form with attachments, in bytes.
pub(crate) const LONGEST: usize = FILES_EACH * Limits::USUAL.bytes + LONGEST_FORM;
/// What one attachment may have, in MB.
pub(crate) const MEGABYTES: usize = Limits::USUAL.bytes >> 20;

/// Takes in what was chosen; what is not taken stands against the form, by name.
pub(crate) async fn take_in(
    app: &App,
    chosen: Vec<Chosen>,
    form: &mut Form,
) -> Result<Vec<Brought>> {
    let mut brought = Vec::new();
    for Chosen { name, bytes } in chosen {
        let turn = Arc::clone(&app.intake).acquire_owned().await;
        let turn = turn.map_err(ground::Fault::new)?;
        let taken = tokio::task::spawn_blocking(move || {
            // Held to the end of the work, also when whoever sent it has gone away.
            let _turn = turn;
            intake::take(bytes, &Limits::USUAL)
        });
        match taken.await.map_err(ground::Fault::new)? {
            Ok(taken) => brought.push(Brought { name, taken }),
            Err(no) => form.refuse("file", &format!("“{name}”：{no}")),
        }
    }
    Ok(brought)
}
