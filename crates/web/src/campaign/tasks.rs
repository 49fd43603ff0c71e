//! The tasks of the campaigns in force: what is open, what is done, and setting a new one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect};
use civic::campaign::{self, Cadence, Campaign, NewTask, No, State as Stage, Task};
use civic::directory::Verb;
use civic::{CampaignId, TaskId};
use ground::{Day, Error, Tx};

use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// A task that stands open.
struct Open {
    task: Task,
    due: Day,
    /// Working days left; negative when overdue.
    left: i64,
    campaign: String,
    may: bool,
}

/// A task that is done for good.
struct Done {
    task: Task,
    day: String,
    campaign: String,
}

#[derive(Template)]
#[template(path = "campaign/tasks.html")]
struct TasksPage {
    page: Work,
    open: Vec<Open>,
    done: Vec<Done>,
    overdue: usize,
    /// The campaigns in force.
    running: usize,
    /// Those in which the actor sets tasks.
    campaigns: Vec<Campaign>,
    form: Form,
}

impl TasksPage {
    fn cadences(&self) -> &'static [Cadence] {
        Cadence::ALL
    }

    fn is_chosen(&self, id: &CampaignId) -> bool {
        self.form.chose("campaign", &id.to_string())
    }
}

async fn page(tx: &mut Tx, visit: &Visit, form: Form) -> ground::Result<TasksPage> {
    let (at, actor) = (&visit.at, visit.actor());
    if !actor.can(Verb::See) {
        return Err(Error::NotFound);
    }
    let (mut open, mut done) = (Vec::new(), Vec::new());
    let mut campaigns = campaign::campaigns(tx, at).await?;
    campaigns.retain(|c| c.state == Stage::InForce && actor.may(Verb::See, &c.org_path));
    for campaign in &campaigns {
        for task in campaign::tasks(tx, at.tenant, campaign.id).await? {
            let campaign = campaign.short_name.clone();
            match task.open_due() {
                Some(due) => open.push(Open {
                    left: at.house.calendar.workdays_between(at.today, due),
                    may: actor.may(Verb::KeepTasks, &task.org_path),
                    due,
                    campaign,
                    task,
                }),
                None => done.push(Done {
                    day: task.done_for.map(Day::long).unwrap_or_default(),
                    campaign,
                    task,
                }),
            }
        }
    }
    open.sort_by_key(|o| o.due);
    let running = campaigns.len();
    campaigns.retain(|c| actor.may(Verb::KeepTasks, &c.org_path));
    Ok(TasksPage {
        page: Work::of(tx, visit, "tasks").await?,
        overdue: open.iter().filter(|o| o.left < 0).count(),
        open,
        done,
        running,
        campaigns,
        form,
    })
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result {
    let form = Form::filled([("owner", "党支部".to_owned())]);
    let page = app.db.read(|tx| Box::pin(page(tx, &visit, form))).await?;
    html(&page)
}

async fn refused(app: &App, visit: &Visit, form: Form) -> Result {
    let page = app.db.read(|tx| Box::pin(page(tx, visit, form))).await?;
    again(&page)
}

pub(crate) async fn set(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let campaign: CampaignId = id(form.get("campaign"))?;
    let cadence = form.get("cadence").parse::<Cadence>();
    let (Ok(cadence), Some(due)) = (cadence, form.day("due")) else {
        if form.get("cadence").parse::<Cadence>().is_err() {
            form.refuse("cadence", "选多久一次");
        }
        if form.day("due").is_none() {
            form.refuse("due", "填期限，例如2026-06-30");
        }
        return refused(&app, &visit, form).await;
    };
    let done = {
        let (at, form) = (&visit.at, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let new = NewTask {
                        title: form.get("title"),
                        owner: form.get("owner"),
                        cadence,
                        due,
                    };
                    campaign::set_task(tx, at, campaign, new).await
                })
            })
            .await
    };
    match done {
        Ok(task) => Ok(Redirect::to(&format!("/tasks#task-{task}")).into_response()),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, form).await
        }
    }
}

pub(crate) async fn done(
    State(app): State<App>,
    Path(task): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let task: TaskId = id(&task)?;
    let finished = {
        let (at, form) = (&visit.at, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let due = campaign::task(tx, at, task).await?.open_due();
                    // Posted twice, the form must not tick off the next time as well.
                    if form.day("due").is_some_and(|day| due != Some(day)) {
                        return Err(No::TaskDone.into());
                    }
                    campaign::finish_task(tx, at, task, form.get("note").trim()).await
                })
            })
            .await
    };
    match finished {
        Ok(()) => Ok(Redirect::to("/tasks").into_response()),
        Err(error) => {
            form.take(error)?;
            refused(&app, &visit, form).await
        }
    }
}
