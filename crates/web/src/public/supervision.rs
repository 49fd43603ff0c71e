//! A comment on a public pledge, without an account (S4.2-02).

use askama::Template;
use axum::extract::{Path, State};
use civic::PledgeId;
use civic::presence::supervision::{self, Vow};
use civic::presence::{NewLetter, letters};
use ground::{Day, Tx};

use super::letters::{ReceiptPage, answer_in};
use super::objections::visitor;
use super::{Look, Place, unkept};
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::human::{self, Sender};
use crate::layout::Pub;
use crate::visit::{Open, id};

#[derive(Template)]
#[template(path = "public/supervise.html")]
struct SupervisePage {
    page: Pub,
    vow: Vow,
    today: Day,
    check_within: u32,
    answer_within: u32,
    /// How long words and contact are kept once it is settled, in days.
    keep_days: i64,
    form: Form,
}

impl SupervisePage {
    fn tag(&self) -> crate::pledge::Mark {
        super::pledges::tag(self.vow.state, self.vow.due_day, self.today)
    }

    fn due(&self) -> String {
        super::shown::day_words(self.vow.due_day, self.today)
    }

    /// What becomes of name and telephone.
    fn kept(&self) -> String {
        format!(
            "留了方便核实。姓名、电话加密保存，只有办理的人写明理由才能看，不告诉承诺人，办完{}天后删除。",
            self.keep_days
        )
    }

    fn whose(&self) -> &str {
        whose(&self.vow)
    }
}

fn whose(vow: &Vow) -> &str {
    if vow.name.is_empty() {
        &vow.org_name
    } else {
        &vow.name
    }
}

async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    pledge: PledgeId,
    form: Form,
) -> ground::Result<SupervisePage> {
    let place = Place::open(tx, app, look, code, "pledges").await?;
    let vow = supervision::vow(tx, &place.at, pledge).await?;
    place.require(&vow.org_path)?;
    Ok(SupervisePage {
        today: place.times.ends_on,
        check_within: app.house.defaults.comment_check_workdays,
        answer_within: app.house.defaults.comment_answer_workdays,
        keep_days: app.house.defaults.letter_keep_days,
        page: place.page,
        vow,
        form,
    })
}

pub(crate) async fn page(
    State(app): State<App>,
    look: Look,
    Path((code, pledge)): Path<(String, String)>,
) -> Result {
    let pledge = id(&pledge)?;
    let page = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code, pledge, Form::default())))
        .await?;
    html(&page)
}

/// Takes a comment and answers with its receipt.
pub(crate) async fn comment(
    State(app): State<App>,
    look: Look,
    Path((code, pledge)): Path<(String, String)>,
    sender: Sender,
    Open(mut form): Open,
) -> Result {
    let pledge: PledgeId = id(&pledge)?;
    let look = look.at(format!("/t/{code}/pledges/{pledge}/supervision"));
    let at = visitor(&app, &code).await?;
    let busy = human::is_busy(&app, &at, sender);
    let done = {
        let (app, look, code, form) = (&app, &look, &code, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let place = Place::open(tx, app, look, code, "pledges").await?;
                    let vow = supervision::vow(tx, &place.at, pledge).await?;
                    place.require(&vow.org_path)?;
                    let new = NewLetter {
                        words: form.get("words"),
                        name: form.get("name"),
                        phone: form.get("phone"),
                        busy,
                        answer: answer_in(form),
                    };
                    let code = supervision::comment(tx, &place.at, pledge, &new).await?;
                    let letter = letters::received(tx, &place.at, &code).await?;
                    let title = format!("{}的承诺：{}", whose(&vow), vow.action);
                    Ok(ReceiptPage::of(place, &letter, &code, title))
                })
            })
            .await
    };
    match done {
        Ok(receipt) => html(&receipt).map(unkept),
        Err(refused) => {
            form.take(refused)?;
            human::put(&at, &letters::place_of_pledge(pledge), &mut form);
            let page = app
                .db
                .read(|tx| Box::pin(read(tx, &app, &look, &code, pledge, form)))
                .await?;
            again(&page)
        }
    }
}
