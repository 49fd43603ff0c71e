//! Putting an approved plan in force and before the public; closing a step.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use civic::CampaignId;
use civic::campaign::{self, Campaign, Programme};
use civic::notice::{self, Kind, NewPublication, Snapshot, Topic};
use civic::{desk, directory};
use ground::{Day, Tx};

use super::approval::{after, superior};
use crate::app::App;
use crate::error::Result;
use crate::form::Form;
use crate::visit::{Posted, Visit, id};

pub(crate) async fn issue(
    State(app): State<App>,
    Path(campaign): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let done = {
        let (visit, form) = (&visit, &form);
        app.db
            .write(|tx| Box::pin(put_in_force(tx, visit, form, campaign)))
            .await
    };
    after(&app, &visit, campaign, form, done).await
}

/// In force and public are one act: neither without the other.
async fn put_in_force(
    tx: &mut Tx,
    visit: &Visit,
    form: &Form,
    id: CampaignId,
) -> ground::Result<()> {
    let at = &visit.at;
    let campaign = campaign::seen(tx, at, id).await?;
    let programme = campaign::issue(tx, at, id).await?;
    let org = directory::org(tx, at.tenant, campaign.org_id).await?;
    let approver = superior(tx, visit, &campaign.org_path).await?;
    let snapshot = snapshot(&programme, &approver, at.today);
    let new = NewPublication {
        kind: Kind::Publication,
        topic: Topic::Plan,
        subject: id.0,
        org: &org,
        title: &programme.title,
        snapshot: &snapshot,
        workdays: None,
        manner: notice::Manner::default(),
        secrecy_checked: form.ticked("secrecy"),
    };
    let publication = notice::publish(tx, at, new).await?;
    campaign::note_publication(tx, at, id, publication).await
}

/// What the public reads of a plan: its theme, and its steps, or its phases where it has no steps.
fn snapshot(programme: &Programme, approver: &str, today: Day) -> Snapshot {
    let lead = match programme.theme.as_str() {
        "" => format!("经{approver}批复，自{}起施行。", today.long()),
        theme => theme.to_owned(),
    };
    let words = |list: [&str; 2]| list.map(str::to_owned).to_vec();
    if programme.steps.is_empty() {
        let row = |p: &campaign::Phase| {
            let until = p
                .ends
                .map_or_else(|| "起".to_owned(), |e| format!("至{}", e.long()));
            vec![p.name.clone(), format!("{}{until}", p.starts.long())]
        };
        return Snapshot {
            lead,
            head: words(["阶段", "时间"]),
            rows: programme.phases.iter().map(row).collect(),
        };
    }
    let note = |s: &campaign::PlannedStep| match (s.note.as_str(), s.added) {
        ("", true) => "平台设定".to_owned(),
        ("", false) => "适时安排".to_owned(),
        (note, _) => note.to_owned(),
    };
    Snapshot {
        lead,
        head: words(["步骤", "安排"]),
        rows: programme
            .steps
            .iter()
            .map(|s| vec![s.name.clone(), note(s)])
            .collect(),
    }
}

pub(crate) async fn close_step(
    State(app): State<App>,
    Path(campaign): Path<String>,
    Posted { visit, .. }: Posted,
) -> Result {
    let campaign: CampaignId = id(&campaign)?;
    let at = &visit.at;
    app.db
        .write(|tx| {
            Box::pin(async move {
                let campaign: Campaign = campaign::seen(tx, at, campaign).await?;
                let gate = desk::gate(tx, at, &campaign).await?;
                let gate = gate.ok_or(campaign::No::NotTheStep)?;
                campaign::close_step(tx, at, &gate).await
            })
        })
        .await?;
    Ok(Redirect::to("/desk").into_response())
}
