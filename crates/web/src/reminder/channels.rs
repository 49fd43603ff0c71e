//! The ways by which reminders go out, and what became of what was sent: for who keeps
//! the system.

use askama::Template;
use axum::extract::{Path, State};
use civic::directory::{self, OrgKind, Verb};
use civic::reminder::{self, Channel, Kind, MailServer, Means, NewMail, NewRobot, Security, Sent};
use civic::{ChannelId, TenantId};
use ground::jobs::State as Standing;
use ground::{At, Tx, Zone};

use crate::app::App;
use crate::bench::go;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

const HERE: &str = "/settings/reminders";

/// The hour that a new way starts with.
const HOUR: &str = "9";

#[derive(Template)]
#[template(path = "reminder/channels.html")]
struct ChannelsPage {
    page: Work,
    mail: Option<Channel>,
    robots: Vec<Channel>,
    /// Path and name of the places that a robot can tell of.
    places: Vec<(directory::Path, String)>,
    options: Vec<(String, String)>,
    sent: Vec<Sent>,
    zone: Zone,
    letter: Form,
    robot: Form,
}

impl ChannelsPage {
    fn place(&self, channel: &Channel) -> &str {
        let found = self.places.iter().find(|(p, _)| *p == channel.org_path);
        found.map_or("", |(_, name)| name)
    }

    fn minute(&self, at: &At) -> String {
        self.zone.minute(*at)
    }

    fn securities(&self) -> Vec<(String, String)> {
        words(Security::ALL, |s| (s.word(), s.label()))
    }

    fn kinds(&self) -> Vec<(String, String)> {
        words(&Kind::ALL[1..], |k| (k.word(), k.label()))
    }

    fn server(&self) -> Option<&MailServer> {
        match self.mail.as_ref().map(|c| &c.means) {
            Some(Means::Mail(server)) => Some(server),
            _ => None,
        }
    }

    fn dead(&self) -> usize {
        let dead = self.sent.iter().filter(|s| s.state == Standing::Dead);
        dead.count()
    }

    fn robots_on(&self) -> usize {
        self.robots.iter().filter(|r| r.is_on).count()
    }
}

fn words<T: Copy>(
    all: &[T],
    of: impl Fn(T) -> (&'static str, &'static str),
) -> Vec<(String, String)> {
    let pair = |one: &T| {
        let (word, label) = of(*one);
        (word.to_owned(), label.to_owned())
    };
    all.iter().map(pair).collect()
}

/// What was typed into one of the two forms; the other one is as it stands.
enum Typed {
    Nothing,
    Letter(Form),
    Robot(Form),
}

/// The form of the mail server as it is known; its password stays where it is.
fn known(channel: Option<&Channel>) -> Form {
    let Some(Channel {
        means: Means::Mail(server),
        hour,
        ..
    }) = channel
    else {
        return Form::filled([
            ("hour", HOUR.to_owned()),
            ("port", "465".to_owned()),
            ("security", Security::Tls.word().to_owned()),
        ]);
    };
    Form::filled([
        ("host", server.host.clone()),
        ("port", server.port.to_string()),
        ("security", server.security.word().to_owned()),
        ("sender", server.sender.clone()),
        ("login", server.login.clone()),
        ("hour", hour.to_string()),
    ])
}

async fn places(
    tx: &mut Tx,
    visit: &Visit,
    tenant: TenantId,
) -> ground::Result<Vec<directory::Org>> {
    let mut orgs = Vec::new();
    for scope in visit.actor().scopes(Verb::KeepSystem) {
        orgs.extend(directory::orgs(tx, tenant, &scope).await?);
    }
    // A campaign belongs to one of these, and so does what is due in it.
    orgs.retain(|o| {
        matches!(
            o.kind,
            OrgKind::Committee | OrgKind::Community | OrgKind::GeneralBranch
        )
    });
    Ok(orgs)
}

async fn page(tx: &mut Tx, visit: &Visit, typed: Typed) -> ground::Result<ChannelsPage> {
    let at = &visit.at;
    let mut robots = reminder::channels(tx, at).await?;
    let is_mail = |c: &Channel| c.kind == Kind::Mail;
    let mail = robots.iter().position(is_mail).map(|n| robots.remove(n));
    let orgs = places(tx, visit, at.tenant).await?;
    let fresh = || Form::filled([("robot-hour", HOUR.to_owned())]);
    let (letter, robot) = match typed {
        Typed::Nothing => (known(mail.as_ref()), fresh()),
        Typed::Letter(form) => (form, fresh()),
        Typed::Robot(form) => (known(mail.as_ref()), form),
    };
    Ok(ChannelsPage {
        page: Work::of(tx, visit, "channels").await?,
        mail,
        robots,
        options: (orgs.iter())
            .map(|o| (o.id.to_string(), o.name.clone()))
            .collect(),
        places: orgs.into_iter().map(|o| (o.path, o.name)).collect(),
        sent: reminder::sent(tx, at).await?,
        zone: at.house.zone.clone(),
        letter,
        robot,
    })
}

async fn show_again(app: &App, visit: Visit, typed: Typed) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, typed).await }))
        .await?;
    again(&page)
}

pub(crate) async fn show(State(app): State<App>, visit: Visit) -> Result {
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, Typed::Nothing).await }))
        .await?;
    html(&page)
}

pub(crate) async fn set_mail(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let done = {
        let at = &visit.at;
        let new = NewMail {
            host: form.get("host"),
            port: form.count("port"),
            security: form.get("security").parse().unwrap_or(Security::Tls),
            sender: form.get("sender"),
            login: form.get("login"),
            password: form.get("password"),
            hour: form.count("hour"),
        };
        app.db
            .write(|tx| Box::pin(reminder::set_mail(tx, at, new)))
            .await
    };
    match done {
        Ok(_) => go(HERE),
        Err(error) => {
            form.take(error)?;
            // A password does not come back in a page.
            form.set("password", "");
            show_again(&app, visit, Typed::Letter(form)).await
        }
    }
}

pub(crate) async fn set_robot(
    State(app): State<App>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let done = {
        let at = &visit.at;
        let new = NewRobot {
            kind: form.get("kind").parse().unwrap_or(Kind::Wecom),
            label: form.get("label"),
            org: form.get("place").parse().ok(),
            address: form.get("address"),
            secret: form.get("secret"),
            hour: form.count("robot-hour"),
        };
        app.db
            .write(|tx| Box::pin(reminder::set_robot(tx, at, new)))
            .await
    };
    match done {
        Ok(_) => go(&format!("{HERE}#robots")),
        Err(error) => {
            form.take(error)?;
            for problem in &mut form.problems {
                if problem.field.as_deref() == Some("hour") {
                    problem.field = Some("robot-hour".to_owned());
                }
            }
            form.set("secret", "");
            show_again(&app, visit, Typed::Robot(form)).await
        }
    }
}

pub(crate) async fn turn(
    State(app): State<App>,
    Path(channel): Path<String>,
    Posted { visit, form }: Posted,
) -> Result {
    let channel: ChannelId = id(&channel)?;
    let (at, on) = (&visit.at, form.ticked("on"));
    app.db
        .write(|tx| Box::pin(reminder::turn(tx, at, channel, on)))
        .await?;
    go(HERE)
}

pub(crate) async fn test(
    State(app): State<App>,
    Path(channel): Path<String>,
    Posted { visit, .. }: Posted,
) -> Result {
    let channel: ChannelId = id(&channel)?;
    let at = &visit.at;
    app.db
        .write(|tx| Box::pin(reminder::test(tx, at, channel)))
        .await?;
    go(&format!("{HERE}#sent"))
}

pub(crate) async fn remove(
    State(app): State<App>,
    Path(channel): Path<String>,
    Posted { visit, .. }: Posted,
) -> Result {
    let channel: ChannelId = id(&channel)?;
    let at = &visit.at;
    app.db
        .write(|tx| Box::pin(reminder::remove(tx, at, channel)))
        .await?;
    go(&format!("{HERE}#robots"))
}

pub(crate) async fn retry(
    State(app): State<App>,
    Path(job): Path<String>,
    Posted { visit, .. }: Posted,
) -> Result {
    let job = id(&job)?;
    let at = &visit.at;
    app.db
        .write(|tx| Box::pin(reminder::revive(tx, at, job)))
        .await?;
    go(&format!("{HERE}#sent"))
}
