//! Name cards (亮名片) as anyone sees them: what the holder agreed to show, today. Kept by
//! no browser, so that what was taken back is gone with the next look.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use civic::CardId;
use civic::directory;
use civic::presence::cards::{self, Listed, Reader};
use civic::presence::{Field, NewLetter, Shown, letters, relay};
use ground::{Day, Tx};

use super::letters::{ReceiptPage, answer_in};
use super::objections::visitor;
use super::{Look, Place, qr, unkept};
use crate::app::App;
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::human::{self, Sender};
use crate::layout::Pub;
use crate::visit::{Open, id};

/// How many cards one page shows.
const PAGE: i64 = 120;

#[derive(Template)]
#[template(path = "public/cards.html")]
struct CardsPage {
    page: Pub,
    /// Branch by branch; no name for those who do not show theirs.
    groups: Vec<(String, Vec<Listed>)>,
    from: bool,
    next: Option<CardId>,
}

pub(crate) async fn list(
    State(app): State<App>,
    look: Look,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
) -> Result {
    let asked: Vec<(String, String)> =
        serde_urlencoded::from_str(&query.unwrap_or_default()).unwrap_or_default();
    let from: Option<CardId> = Form::new(asked).get("from").parse().ok();
    let (app, look, code) = (&app, &look, &code);
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let place = Place::open(tx, app, look, code, "cards").await?;
                let path = &place.site.path;
                let mut cards = cards::public(tx, place.tenant(), path, from, PAGE + 1).await?;
                let full = usize::try_from(PAGE).unwrap_or(usize::MAX);
                let more = cards.len() > full;
                cards.truncate(full);
                let next = cards.last().map(|c| c.id).filter(|_| more);
                let orgs = directory::orgs(tx, place.tenant(), path).await?;
                let mut groups: Vec<(String, Vec<Listed>)> = Vec::new();
                for card in cards {
                    let shows = card.given.contains(&Field::Branch);
                    let org = orgs.iter().find(|o| o.id == card.org_id && shows);
                    let name = org.map(|o| o.name.clone()).unwrap_or_default();
                    match groups.iter_mut().find(|(n, _)| *n == name) {
                        Some((_, group)) => group.push(card),
                        None => groups.push((name, vec![card])),
                    }
                }
                groups.sort_by_key(|(name, _)| name.is_empty());
                Ok(CardsPage {
                    page: place.page,
                    groups,
                    from: from.is_some(),
                    next,
                })
            })
        })
        .await?;
    html(&page).map(unkept)
}

#[derive(Template)]
#[template(path = "public/card.html")]
struct CardPage {
    page: Pub,
    card: Shown,
    today: Day,
    issued: String,
    qr: String,
    within: u32,
    /// How long words and contact are kept once it is settled, in days.
    keep_days: i64,
    form: Form,
}

impl CardPage {
    /// What becomes of name and telephone.
    fn kept(&self) -> String {
        format!(
            "留了方便回电话。姓名、电话加密保存，只给看留言的人看，办完{}天后删除。",
            self.keep_days
        )
    }

    fn tag(&self, pledge: &cards::CardPledge) -> crate::pledge::Mark {
        super::pledges::tag(pledge.state, pledge.due_day, self.today)
    }

    fn due(&self, pledge: &cards::CardPledge) -> String {
        super::shown::day_words(pledge.due_day, self.today)
    }

    fn read_out(&self) -> bool {
        self.card.relay == Some(Reader::Branch)
    }
}

/// A card that is no longer good: it says so, and nothing of whose it was.
#[derive(Template)]
#[template(path = "public/card_closed.html")]
struct ClosedPage {
    page: Pub,
}

/// What stands at the address of a card.
enum Standing<P> {
    Up(Box<P>),
    Closed(ClosedPage),
}

/// The place and the card, when it is good and of this place.
async fn opened(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    card: CardId,
) -> ground::Result<(Place, Option<Shown>)> {
    let place = Place::open(tx, app, look, code, "cards").await?;
    let shown = cards::shown(tx, &place.at, card).await?;
    if let Some(shown) = &shown {
        place.require(&shown.org_path)?;
    }
    Ok((place, shown))
}

async fn read(
    tx: &mut Tx,
    app: &App,
    look: &Look,
    code: &str,
    card: CardId,
    form: Form,
) -> ground::Result<Standing<CardPage>> {
    let (place, shown) = opened(tx, app, look, code, card).await?;
    let Some(card) = shown else {
        return Ok(Standing::Closed(ClosedPage { page: place.page }));
    };
    let address = format!("/t/{code}/cards/{}", card.card);
    Ok(Standing::Up(Box::new(CardPage {
        today: place.times.ends_on,
        issued: place.at.house.zone.day(card.issued_at).long(),
        qr: qr(app, &address, "扫码看名片")?,
        within: app.house.defaults.message_answer_workdays,
        keep_days: app.house.defaults.letter_keep_days,
        page: place.page,
        card,
        form,
    })))
}

/// The page of a closed card: it was there, and is gone (410).
fn gone(page: &ClosedPage) -> Result {
    let page = html(page).map(unkept)?;
    Ok((StatusCode::GONE, page).into_response())
}

pub(crate) async fn show(
    State(app): State<App>,
    look: Look,
    Path((code, card)): Path<(String, String)>,
) -> Result {
    let card = id(&card)?;
    let standing = app
        .db
        .read(|tx| Box::pin(read(tx, &app, &look, &code, card, Form::default())))
        .await?;
    match standing {
        Standing::Up(page) => html(&*page).map(unkept),
        Standing::Closed(page) => gone(&page),
    }
}

#[derive(Template)]
#[template(path = "public/card_print.html")]
struct PrintPage {
    page: Pub,
    card: Shown,
    qr: String,
}

/// The card on paper: a tent for the desk, a strip for the door.
pub(crate) async fn print(
    State(app): State<App>,
    look: Look,
    Path((code, card)): Path<(String, String)>,
) -> Result {
    let card = id(&card)?;
    let (app, look, code) = (&app, &look, &code);
    let standing = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (place, shown) = opened(tx, app, look, code, card).await?;
                let page = place.page;
                let Some(card) = shown else {
                    return Ok(Standing::Closed(ClosedPage { page }));
                };
                let qr = qr(app, &format!("/t/{code}/cards/{}", card.card), "扫码看名片")?;
                Ok(Standing::Up(Box::new(PrintPage { page, card, qr })))
            })
        })
        .await?;
    match standing {
        Standing::Up(page) => html(&*page).map(unkept),
        Standing::Closed(page) => gone(&page),
    }
}

/// Takes a message to the holder and answers with its receipt.
pub(crate) async fn write(
    State(app): State<App>,
    look: Look,
    Path((code, card)): Path<(String, String)>,
    sender: Sender,
    Open(mut form): Open,
) -> Result {
    let card: CardId = id(&card)?;
    let look = look.at(format!("/t/{code}/cards/{card}"));
    let at = visitor(&app, &code).await?;
    let busy = human::is_busy(&app, &at, sender);
    let done = {
        let (app, look, code, form) = (&app, &look, &code, &form);
        app.db
            .write(|tx| {
                Box::pin(async move {
                    let (place, shown) = opened(tx, app, look, code, card).await?;
                    let new = NewLetter {
                        words: form.get("words"),
                        name: form.get("name"),
                        phone: form.get("phone"),
                        busy,
                        answer: answer_in(form),
                    };
                    let code = relay::write(tx, &place.at, card, &new).await?;
                    let letter = letters::received(tx, &place.at, &code).await?;
                    let name = shown.map(|s| s.name).unwrap_or_default();
                    Ok(ReceiptPage::of(
                        place,
                        &letter,
                        &code,
                        format!("给{name}的留言"),
                    ))
                })
            })
            .await
    };
    match done {
        Ok(receipt) => html(&receipt).map(unkept),
        Err(refused) => {
            form.take(refused)?;
            human::put(&at, &letters::place_of_card(card), &mut form);
            let standing = app
                .db
                .read(|tx| Box::pin(read(tx, &app, &look, &code, card, form)))
                .await?;
            match standing {
                Standing::Up(page) => again(&*page).map(unkept),
                Standing::Closed(page) => gone(&page),
            }
        }
    }
}
