//! The programme in brief, and what has happened to the plan so far.

use civic::campaign::{self, Campaign, Phase, Programme, State as Stage, Track};
use civic::{Counter, PersonId, directory, notice};
use ground::{At, Error, Tx};

/// A step as it is listed.
pub(crate) struct Step {
    pub(crate) name: String,
    pub(crate) note: String,
    /// Whether the platform added it.
    pub(crate) added: bool,
    /// The day on which it was closed; empty while it is open.
    pub(crate) closed: String,
}

/// A task as it is listed.
pub(crate) struct TaskLine {
    pub(crate) title: String,
    pub(crate) cadence: &'static str,
    pub(crate) due: String,
}

/// What the campaign runs on, or would run on.
pub(crate) struct Brief {
    pub(crate) phases: Vec<Phase>,
    pub(crate) steps: Vec<Step>,
    pub(crate) tracks: Vec<Track>,
    pub(crate) focus: Vec<(String, String)>,
    pub(crate) tasks: Vec<TaskLine>,
}

/// The programme in brief: of the rows that it became once it is in force, before that of its items.
pub(crate) async fn of(tx: &mut Tx, at: &Counter, campaign: &Campaign) -> ground::Result<Brief> {
    if campaign.state == Stage::InForce {
        return in_force(tx, at, campaign).await;
    }
    let plan = match campaign::programme(tx, at, campaign.id).await {
        // While its items are being checked a draft may lack what a programme needs.
        Err(Error::Refused(_)) => Programme::default(),
        plan => plan?,
    };
    let step = |s: campaign::PlannedStep| Step {
        name: s.name,
        note: s.note,
        added: s.added,
        closed: String::new(),
    };
    Ok(Brief {
        phases: plan.phases,
        steps: plan.steps.into_iter().map(step).collect(),
        tracks: plan.tracks,
        focus: plan
            .focus
            .into_iter()
            .map(|(category, areas)| (category, areas.join("、")))
            .collect(),
        tasks: plan
            .tasks
            .into_iter()
            .map(|t| TaskLine {
                title: t.title,
                cadence: t.cadence.label(),
                due: t.due.long(),
            })
            .collect(),
    })
}

async fn in_force(tx: &mut Tx, at: &Counter, campaign: &Campaign) -> ground::Result<Brief> {
    let (tenant, id) = (at.tenant, campaign.id);
    let zone = &at.house.zone;
    let mut focus = Vec::new();
    for category in &at.house.defaults.categories {
        let areas = campaign::focus_areas(tx, tenant, id, category).await?;
        if !areas.is_empty() {
            focus.push((category.clone(), areas.join("、")));
        }
    }
    let step = |s: campaign::StepRow| Step {
        added: s.origin == "platform",
        closed: s.closed_at.map(|a| zone.day(a).short()).unwrap_or_default(),
        name: s.name,
        note: s.note,
    };
    let task = |t: campaign::Task| TaskLine {
        cadence: t.cadence.label(),
        due: t
            .open_due()
            .map_or_else(|| "已完成".to_owned(), |d| d.long()),
        title: t.title,
    };
    let steps = campaign::steps(tx, tenant, id).await?;
    let tasks = campaign::tasks(tx, tenant, id).await?;
    Ok(Brief {
        phases: campaign::phases(tx, tenant, id).await?,
        steps: steps.into_iter().map(step).collect(),
        tracks: campaign::tracks(tx, tenant, id).await?,
        focus,
        tasks: tasks.into_iter().map(task).collect(),
    })
}

/// Something that happened.
pub(crate) struct Event {
    at: At,
    /// When, to the minute.
    pub(crate) when: String,
    /// Whether it moved the plan on or back by word of a body.
    pub(crate) key: bool,
    /// What, in one line.
    pub(crate) what: String,
    /// Figures and words, a line each.
    pub(crate) more: Vec<String>,
}

/// What happened, newest first, and a note for each of the five stages.
pub(crate) async fn trail(
    tx: &mut Tx,
    at: &Counter,
    campaign: &Campaign,
    superior: &str,
) -> ground::Result<(Vec<Event>, [String; 5])> {
    let zone = &at.house.zone;
    let (tenant, id) = (at.tenant, campaign.id);
    let mut events = Vec::new();
    let mut notes: [String; 5] = Default::default();
    let event = |at: At, key, what: String, more: Vec<String>| Event {
        at,
        when: zone.minute(at),
        key,
        what,
        more: more.into_iter().filter(|m| !m.is_empty()).collect(),
    };
    let who = name(tx, at, campaign.created_by).await?;
    let read = format!("{who}读入“{}”", campaign.source_name);
    events.push(event(campaign.created_at, false, read, Vec::new()));
    for (n, d) in campaign::decisions(tx, tenant, id.0)
        .await?
        .iter()
        .enumerate()
    {
        if n == 0 {
            notes[1] = d.held_on.short();
        }
        let figures = format!(
            "应到{}人，实到{}人，缺席{}人；赞成{}票，反对{}票，弃权{}票",
            d.due, d.present, d.absent, d.votes_for, d.votes_against, d.votes_abstain
        );
        let what = format!("{}（{}）决议通过", d.meeting, d.held_on.long());
        events.push(event(d.at, true, what, vec![figures, d.resolution.clone()]));
    }
    for (n, s) in campaign::submissions(tx, tenant, id)
        .await?
        .iter()
        .enumerate()
    {
        if n == 0 {
            notes[2] = zone.day(s.at).short();
        }
        let who = name(tx, at, s.submitted_by).await?;
        let what = format!("{who}报送{superior}审批（第{}次）", s.seq);
        events.push(event(s.at, false, what, Vec::new()));
    }
    for (n, r) in campaign::replies(tx, tenant, id).await?.iter().enumerate() {
        if n == 0 {
            notes[3] = format!("{}{}", zone.day(r.at).short(), r.result.label());
        }
        let who = name(tx, at, r.replied_by).await?;
        let what = format!("{superior}批复：{}（{who}经办）", r.result.label());
        let doc_no = if r.doc_no.is_empty() {
            String::new()
        } else {
            format!("文号：{}", r.doc_no)
        };
        events.push(event(r.at, true, what, vec![doc_no, r.opinion.clone()]));
    }
    if let Some(publication) = campaign.publication_id {
        let publication = notice::folder(tx, tenant, publication).await?.publication;
        notes[4] = zone.day(publication.published_at).short();
        let what = "印发并公布，方案施行".to_owned();
        events.push(event(publication.published_at, true, what, Vec::new()));
    }
    events.sort_by_key(|e| std::cmp::Reverse(e.at));
    Ok((events, notes))
}

async fn name(tx: &mut Tx, at: &Counter, person: PersonId) -> ground::Result<String> {
    match directory::person(tx, at.tenant, person).await {
        Ok(person) => Ok(person.name),
        Err(Error::NotFound) => Ok(String::new()),
        Err(error) => Err(error),
    }
}
