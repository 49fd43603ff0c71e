//! Writing down a person, new or again. When another one saved in the meantime,
//! both versions stand beside each other and nothing is lost (ruling 25).

use askama::Template;
use axum::extract::{Path, Query, State};
use civic::PersonId;
use civic::directory::people::keeping::{self, Entry, No};
use civic::directory::{Details, LooseDay, Org, Particulars, Record, Sex, Standing, Verb};
use ground::{Error, Tx};

use super::bench::{self, Options};
use crate::app::App;
use crate::bench::{Asked, go};
use crate::error::{Result, again, html};
use crate::form::Form;
use crate::layout::Work;
use crate::visit::{Posted, Visit, id};

/// A field that two people filled in differently.
struct Differing {
    label: &'static str,
    saved: String,
    typed: String,
}

#[derive(Template)]
#[template(path = "directory/person_edit.html")]
struct EditPage {
    page: Work,
    form: Form,
    /// Whom; none for somebody new.
    record: Option<Record>,
    orgs: Options,
    categories: Options,
    /// What another one saved, where it differs from what was typed.
    differing: Vec<Differing>,
}

impl EditPage {
    fn standings(&self) -> Options {
        let option = |s: &Standing| (s.word().to_owned(), s.label().to_owned());
        Standing::ALL.iter().map(option).collect()
    }

    fn sexes(&self) -> Options {
        let word = |s: &Sex| match s {
            Sex::Unsaid => "不填".to_owned(),
            other => other.label().to_owned(),
        };
        Sex::ALL
            .iter()
            .map(|s| (s.word().to_owned(), word(s)))
            .collect()
    }
}

/// The fields of the form: name, and what it is called.
const FIELDS: [(&str, &str); 22] = [
    ("name", "姓名"),
    ("sex", "性别"),
    ("ethnicity", "民族"),
    ("birth", "出生年月"),
    ("standing", "人员类别"),
    ("category", "党员类别"),
    ("joined", "入党时间"),
    ("full_since", "转正时间"),
    ("post", "党内职务"),
    ("rank", "领导排序"),
    ("id_number", "身份证号"),
    ("phone", "手机"),
    ("address", "住址"),
    ("native_place", "籍贯"),
    ("education", "学历"),
    ("degree", "学位"),
    ("work_since", "参加工作时间"),
    ("workplace", "工作单位及岗位"),
    ("party_status", "党籍状态"),
    ("mobility", "流动去向"),
    ("lost_since", "失联时间"),
    ("hardship", "困难情况"),
];

/// What a record says, as the form has it.
fn said(entry: &Entry, field: &str) -> String {
    let (d, p) = (&entry.details, &entry.particulars);
    match field {
        "name" => entry.name.clone(),
        "sex" => entry.sex.word().to_owned(),
        "ethnicity" => entry.ethnicity.clone(),
        "birth" => d.birth.to_string(),
        "standing" => entry.standing.word().to_owned(),
        "category" => entry.category.clone(),
        "joined" => d.joined.to_string(),
        "full_since" => d.full_since.to_string(),
        "post" => entry.post.clone(),
        "rank" => entry.rank.to_string(),
        "id_number" => p.id_number.clone(),
        "phone" => p.phone.clone(),
        "address" => p.address.clone(),
        "native_place" => p.native_place.clone(),
        "education" => p.education.clone(),
        "degree" => p.degree.clone(),
        "work_since" => p.work_since.to_string(),
        "workplace" => p.workplace.clone(),
        "party_status" => p.party_status.clone(),
        "mobility" => d.mobility.clone(),
        "lost_since" => d.lost_since.to_string(),
        "hardship" => p.hardship.clone(),
        "remark" => p.remark.clone(),
        _ => String::new(),
    }
}

fn filled(entry: &Entry) -> Form {
    let mut form = Form::default();
    for (field, _) in FIELDS {
        form.set(field, &said(entry, field));
    }
    form.set("remark", &entry.particulars.remark);
    form
}

/// What was typed, with a word at each date that is none.
fn typed(form: &mut Form) -> Entry {
    let mut dates = [
        LooseDay::default(),
        LooseDay::default(),
        LooseDay::default(),
        LooseDay::default(),
        LooseDay::default(),
    ];
    let names = ["birth", "joined", "full_since", "lost_since", "work_since"];
    for (slot, name) in dates.iter_mut().zip(names) {
        match form.get(name).parse() {
            Ok(day) => *slot = day,
            Err(_) => form.refuse(name, "日期写成1965.03或1965-03-01"),
        }
    }
    let [birth, joined, full_since, lost_since, work_since] = dates;
    let text = |name: &str| form.get(name).trim().to_owned();
    Entry {
        name: text("name"),
        post: text("post"),
        category: text("category"),
        standing: form.get("standing").parse().unwrap_or(Standing::Full),
        sex: form.get("sex").parse().unwrap_or(Sex::Unsaid),
        ethnicity: text("ethnicity"),
        rank: if text("rank").is_empty() {
            0
        } else {
            form.count("rank")
        },
        details: Details {
            birth,
            joined,
            full_since,
            mobility: text("mobility"),
            lost_since,
        },
        particulars: Particulars {
            id_number: text("id_number"),
            phone: text("phone"),
            address: text("address"),
            native_place: text("native_place"),
            education: text("education"),
            degree: text("degree"),
            work_since,
            workplace: text("workplace"),
            party_status: text("party_status"),
            hardship: text("hardship"),
            remark: text("remark"),
        },
    }
}

async fn page(
    tx: &mut Tx,
    visit: &Visit,
    form: Form,
    record: Option<Record>,
) -> ground::Result<EditPage> {
    let mut orgs = bench::places(tx, visit, Verb::KeepRoster).await?;
    orgs.retain(|o| record.is_none() || Some(o.id) == record.as_ref().map(|r| r.person.org_id));
    let categories = &visit.at.house.defaults.categories;
    let mut options: Options = vec![(String::new(), "不是党员".to_owned())];
    options.extend(categories.iter().map(|c| (c.clone(), c.clone())));
    Ok(EditPage {
        page: Work::of(tx, visit, "roster").await?,
        orgs: bench::by_code(&orgs),
        categories: options,
        form,
        record,
        differing: Vec::new(),
    })
}

pub(crate) async fn new_page(State(app): State<App>, visit: Visit, Query(asked): Asked) -> Result {
    let asked = Form::new(asked);
    let form = Form::filled([
        ("org", asked.get("org").to_owned()),
        ("standing", Standing::Full.word().to_owned()),
        ("rank", "0".to_owned()),
    ]);
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, form, None).await }))
        .await?;
    html(&page)
}

/// The organisation of that code in which the visitor keeps the roster.
async fn place(tx: &mut Tx, visit: &Visit, code: &str) -> ground::Result<Org> {
    let orgs = bench::places(tx, visit, Verb::KeepRoster).await?;
    let found = orgs.into_iter().find(|o| o.code == code);
    found.ok_or(Error::NotFound)
}

pub(crate) async fn register(State(app): State<App>, Posted { visit, mut form }: Posted) -> Result {
    let entry = typed(&mut form);
    if form.problems.is_empty() {
        let done = {
            let (visit, form, entry) = (&visit, &form, &entry);
            app.db
                .write(|tx| {
                    Box::pin(async move {
                        let org = place(tx, visit, form.get("org")).await?;
                        if form.ticked("returns") {
                            keeping::rejoin(tx, &visit.at, &org, entry).await
                        } else {
                            keeping::register(tx, &visit.at, &org, entry).await
                        }
                    })
                })
                .await
        };
        match done {
            Ok(person) => return go(&format!("/roster/people/{person}")),
            Err(error) => form.take(error)?,
        }
    }
    let page = app
        .db
        .read(|tx| Box::pin(async move { page(tx, &visit, form, None).await }))
        .await?;
    again(&page)
}

pub(crate) async fn edit_page(
    State(app): State<App>,
    Path(person): Path<String>,
    visit: Visit,
) -> Result {
    let person: PersonId = id(&person)?;
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (record, entry) = kept(tx, &visit, person).await?;
                let mut form = filled(&entry);
                form.set("version", &record.version.to_string());
                page(tx, &visit, form, Some(record)).await
            })
        })
        .await?;
    html(&page)
}

async fn kept(tx: &mut Tx, visit: &Visit, person: PersonId) -> ground::Result<(Record, Entry)> {
    let (record, entry) = keeping::entry(tx, &visit.at, person).await?;
    visit
        .at
        .require(Verb::KeepRoster, &record.person.org_path)?;
    Ok((record, entry))
}

pub(crate) async fn edit(
    State(app): State<App>,
    Path(person): Path<String>,
    Posted { visit, mut form }: Posted,
) -> Result {
    let person: PersonId = id(&person)?;
    let (entry, version) = (typed(&mut form), form.count("version"));
    let mut is_late = false;
    if form.problems.is_empty() {
        let done = {
            let (at, form, entry) = (&visit.at, &form, &entry);
            app.db
                .write(|tx| {
                    Box::pin(keeping::change(
                        tx,
                        at,
                        person,
                        version,
                        entry,
                        form.get("why"),
                    ))
                })
                .await
        };
        match done {
            Ok(()) => return go(&format!("/roster/people/{person}")),
            Err(error) => {
                is_late = error.refusal::<No>() == Some(&No::Meanwhile);
                form.take(error)?;
            }
        }
    }
    let page = app
        .db
        .read(|tx| {
            Box::pin(async move {
                let (record, saved) = kept(tx, &visit, person).await?;
                let differing = if is_late {
                    differing(&saved, &form)
                } else {
                    Vec::new()
                };
                if is_late {
                    // From here on the form goes over what the other one saved.
                    form.set("version", &record.version.to_string());
                }
                let mut page = page(tx, &visit, form, Some(record)).await?;
                page.differing = differing;
                Ok(page)
            })
        })
        .await?;
    again(&page)
}

fn differing(saved: &Entry, form: &Form) -> Vec<Differing> {
    let words = |field: &str, word: String| match field {
        "standing" => word
            .parse::<Standing>()
            .map_or(word, |s| s.label().to_owned()),
        "sex" => word.parse::<Sex>().map_or(word, |s| s.label().to_owned()),
        _ => word,
    };
    let all = FIELDS.iter().chain(&[("remark", "备注")]);
    all.filter_map(|(field, label)| {
        let (saved, typed) = (said(saved, field), form.get(field).trim().to_owned());
        (saved != typed).then(|| Differing {
            label,
            saved: words(field, saved),
            typed: words(field, typed),
        })
    })
    .collect()
}
