//! From the file to the staging tables: who each row means, what becomes of
//! them, and what is refused. Nothing of it is on the roster yet.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use ground::{Db, Fault, Result, Tx};
use paper::sheet::{Limits, Source};

use super::branches::Branches;
use super::columns::{Columns, Field};
use super::entry::{Frame, Remark};
use super::head::Head;
use super::merge::{self, Merged};
use super::reading::{self, Item, Message, Prepared};
use super::store::{Known, NewBatch, Staged};
use super::{No, store};
use crate::directory::people::versions::State;
use crate::directory::{Org, OrgKind, Particulars, Path, Verb, orgs};
use crate::{BatchId, Counter, PersonId};

/// What is to be imported, and how.
#[derive(Debug, Clone)]
pub struct Order {
    /// Into this organisation and those below it.
    pub org: Org,
    /// What the file is called.
    pub file_name: String,
    /// SHA-256 of its bytes, in hexadecimal digits.
    pub file_hash: String,
    /// Whether people who are there are brought up to the file (更新已有人员).
    pub updates: bool,
    /// Whether nothing is taken when any row is refused.
    pub whole: bool,
}

/// What an import came to.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The import; none for a dry run.
    pub batch: Option<BatchId>,
    /// Rows that were read.
    pub rows: i64,
    /// People who are new.
    pub added: i64,
    /// People who are changed.
    pub changed: i64,
    /// People who are there as the file has them.
    pub unchanged: i64,
    /// What was refused, in the order of the sheet.
    pub refused: Vec<Remark>,
    /// How many rows were refused.
    pub refused_rows: i64,
    /// What was taken and is worth a look.
    pub noted: Vec<Remark>,
    /// Headings that nobody knows.
    pub unknown: Vec<String>,
}

impl Report {
    /// Rows that were good.
    pub fn accepted(&self) -> i64 {
        self.added + self.changed + self.unchanged
    }
}

/// A dry run: everything but the storing. Nothing is kept of it.
pub async fn check(
    db: &Db,
    at: &Counter,
    order: &Order,
    source: impl Source + Send + 'static,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Result<Report> {
    run(db, at, order, None, source, progress).await
}

/// Reads a file into the staging tables, as the import of this id. When the file
/// cannot be read to its end, or names nobody, what was staged is of no use: the
/// caller takes it away by [`super::discard`], or keeps its note by [`super::cancel`].
pub async fn stage(
    db: &Db,
    at: &Counter,
    order: &Order,
    id: BatchId,
    source: impl Source + Send + 'static,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Result<Report> {
    run(db, at, order, Some(id), source, progress).await
}

async fn run(
    db: &Db,
    at: &Counter,
    order: &Order,
    id: Option<BatchId>,
    source: impl Source + Send + 'static,
    progress: &mut (dyn FnMut(i64) + Send),
) -> Result<Report> {
    let branches = db.read(|tx| Box::pin(branches(tx, at, &order.org))).await?;
    let frame = Arc::new(Frame {
        columns: Columns::shipped()?,
        branches,
        categories: at.house.defaults.categories.clone(),
        today: at.today,
    });
    let house = Arc::clone(&at.house);
    let mut file = reading::start(source, Arc::clone(&frame), house, Limits::default());
    let mut stager = Stager {
        db,
        at,
        order,
        id,
        frame,
        head: Arc::default(),
        report: Report::default(),
        meant: HashSet::new(),
        tokens: 0,
    };
    loop {
        match reading::next(&mut file).await? {
            Message::Head(head) => stager.begin(head).await?,
            Message::Rows(rows) => stager.lot(rows).await?,
            Message::End(end) => {
                end?;
                return stager.end().await;
            }
        }
        progress(stager.report.rows);
    }
}

/// The organisations that may be meant, with the names of those above.
async fn branches(tx: &mut Tx, at: &Counter, org: &Org) -> Result<Branches> {
    super::is_ours(tx, at, org, Verb::KeepRoster).await?;
    let all = orgs(tx, at.tenant, &Path(String::new())).await?;
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for other in all {
        if org.path.covers(&other.path) {
            if other.kind != OrgKind::FunctionalGroup {
                below.push(other);
            }
        } else if other.path.covers(&org.path) {
            above.push(other);
        }
    }
    Ok(Branches::of(below, &above))
}

struct Stager<'a> {
    db: &'a Db,
    at: &'a Counter,
    order: &'a Order,
    id: Option<BatchId>,
    frame: Arc<Frame>,
    head: Arc<Head>,
    report: Report,
    /// People whom a row meant already.
    meant: HashSet<PersonId>,
    /// Tokens stored so far.
    tokens: i64,
}

/// Who is there, for the rows of a lot.
struct Found {
    by_id: HashMap<String, Known>,
    by_name: HashMap<(Path, String), Vec<Known>>,
}

/// What becomes of a row.
enum Fate {
    New(Box<Merged>),
    Changed(Box<(Known, State, Merged)>),
    Unchanged(PersonId),
    Refused(Vec<(Field, String)>),
}

impl Stager<'_> {
    async fn begin(&mut self, head: Arc<Head>) -> Result<()> {
        self.report.unknown.clone_from(&head.unknown);
        self.head = head;
        let Some(id) = self.id else {
            return Ok(());
        };
        let (at, order) = (self.at, self.order);
        let unknown = self.report.unknown.join("、");
        let note = &unknown;
        self.db
            .write(|tx| {
                Box::pin(async move {
                    let new = NewBatch { id, order, note };
                    store::begin(tx, at, new).await
                })
            })
            .await
    }

    async fn lot(&mut self, items: Vec<Item>) -> Result<()> {
        self.report.rows += i64::try_from(items.len()).unwrap_or(0);
        let mut prepared = Vec::new();
        for item in items {
            match item {
                Item::Read(one) => prepared.push(*one),
                Item::Refused(remarks) => self.refuse(remarks),
            }
        }
        let (at, frame, rows) = (self.at, &self.frame, &prepared);
        let updates = self.order.updates;
        let found = self
            .db
            .read(|tx| Box::pin(find(tx, at, frame, rows, updates)))
            .await?;
        let mut staged = Vec::new();
        for one in prepared {
            staged.extend(self.settle(one, &found)?);
        }
        self.keep(staged).await
    }

    fn refuse(&mut self, remarks: Vec<Remark>) {
        self.report.refused_rows += 1;
        self.report.refused.extend(remarks);
    }

    /// What becomes of one row; what is to be staged for it, if anything.
    fn settle(&mut self, one: Prepared, found: &Found) -> Result<Option<Staged>> {
        let row = one.read.entry.row;
        let org = self
            .frame
            .branches
            .get(one.read.entry.place)
            .cloned()
            .ok_or_else(|| Fault::new("a branch that was found is gone"))?;
        let fate = self.fate(&one, &org, found)?;
        let remark = |(field, reason): (Field, String)| Remark {
            row,
            column: self.head.title(&self.frame.columns, field).to_owned(),
            reason,
        };
        let staged = match fate {
            Fate::Refused(why) => {
                let remarks = why.into_iter().map(remark).collect();
                self.refuse(remarks);
                return Ok(None);
            }
            Fate::Unchanged(person) => {
                self.meant.insert(person);
                self.report.unchanged += 1;
                None
            }
            Fate::New(merged) => {
                self.report.added += 1;
                Some(self.add(&one, *merged)?)
            }
            Fate::Changed(change) => {
                let (known, before, merged) = *change;
                self.meant.insert(known.record.person.id);
                self.report.changed += 1;
                Some(self.change(&one, &known, &before, merged)?)
            }
        };
        self.report.noted.extend(one.read.noted);
        Ok(staged)
    }

    fn fate(&self, one: &Prepared, org: &Org, found: &Found) -> Result<Fate> {
        let by_id = one.id_index.as_ref().and_then(|i| found.by_id.get(i));
        let same_name = (org.path.clone(), one.name_key.clone());
        let by_name = found.by_name.get(&same_name).map_or(&[][..], Vec::as_slice);
        let mut candidates: Vec<(&Known, State)> = Vec::new();
        match by_id {
            Some(known) => {
                if let Some(no) = self.out_of_reach(known) {
                    return Ok(Fate::Refused(vec![(Field::IdNumber, no)]));
                }
                candidates.push((known, self.open(known)?));
            }
            None => {
                for known in by_name {
                    let state = self.open(known)?;
                    if merge::may_be(&one.read, &state) {
                        candidates.push((known, state));
                    }
                }
            }
        }
        let merged = |known: Option<&State>| {
            merge::merge(&one.read, org, &one.lacking, known, self.at.today)
        };
        let field = if by_id.is_some() {
            Field::IdNumber
        } else {
            Field::Name
        };
        if candidates.is_empty() {
            let fate = merged(None).map(Box::new);
            return Ok(fate.map_or_else(Fate::Refused, Fate::New));
        }
        if !self.order.updates {
            let why = "这个人已在名册。要改资料，勾选“更新已有人员”再导入".to_owned();
            return Ok(Fate::Refused(vec![(field, why)]));
        }
        let several = candidates.len();
        let mut last = None;
        for (known, before) in candidates {
            let person = known.record.person.id;
            let outcome = merged(Some(&before));
            if outcome.as_ref().is_ok_and(|m| !m.changes) && !self.meant.contains(&person) {
                return Ok(Fate::Unchanged(person));
            }
            last = Some((known, before, outcome));
        }
        let Some((known, before, outcome)) = last.filter(|_| several == 1) else {
            let why = format!("名册上有{several}个人对得上，请填身份证号区分");
            return Ok(Fate::Refused(vec![(field, why)]));
        };
        if self.meant.contains(&known.record.person.id) {
            let why = "前面已有一行是这个人，同一个人只能有一行".to_owned();
            return Ok(Fate::Refused(vec![(field, why)]));
        }
        Ok(match outcome {
            Ok(merged) => Fate::Changed(Box::new((known.clone(), before, merged))),
            Err(why) => Fate::Refused(why),
        })
    }

    /// A number that somebody has whom this import must not touch: no more is said
    /// of them than that (ruling 3).
    fn out_of_reach(&self, known: &Known) -> Option<String> {
        let path = &known.record.person.org_path;
        if !self.order.org.path.covers(path) {
            let keeps = self
                .at
                .actor
                .as_ref()
                .is_some_and(|a| a.may(Verb::KeepRoster, path));
            return Some(if keeps {
                "这个人在别的支部的名册上，请先办理转接".to_owned()
            } else {
                "这个身份证号不能在这里登记，请和上级核对".to_owned()
            });
        }
        (!known.record.left_on.is_empty())
            .then(|| "这个人离开过名册，记录还在保存期。本人回来的，在“登记一人”里恢复".to_owned())
    }

    fn open(&self, known: &Known) -> Result<State> {
        let (at, person) = (self.at, known.record.person.id);
        let particulars = match &known.sealed {
            Some(sealed) => Some(Particulars::open(
                &at.house.vault,
                at.tenant,
                person,
                sealed,
            )?),
            None => None,
        };
        Ok(State {
            sealed: known.sealed.clone().unwrap_or_default(),
            ..State::of(&known.record, particulars)
        })
    }

    fn add(&self, one: &Prepared, merged: Merged) -> Result<Staged> {
        let (vault, tenant) = (&self.at.house.vault, self.at.tenant);
        let person: PersonId = self.at.id();
        Ok(Staged {
            line: i64::from(one.read.entry.row),
            what: "add",
            person,
            base: 0,
            moved: true,
            name_key: one.name_key.clone(),
            sealed: seal(self.at, person, &merged.state)?,
            before: State::seal_none(vault, tenant, person)?,
            tokens: one.tokens.clone(),
            state: merged.state,
        })
    }

    fn change(
        &self,
        one: &Prepared,
        known: &Known,
        before: &State,
        merged: Merged,
    ) -> Result<Staged> {
        let (vault, tenant) = (&self.at.house.vault, self.at.tenant);
        let person = known.record.person.id;
        let state = merged.state;
        let moved = (state.org_id, state.standing) != (before.org_id, before.standing);
        let mut before = before.clone();
        before.spans.clone_from(&known.spans);
        let phone = state.particulars.as_ref().map_or("", |p| &p.phone);
        let mut tokens = crate::directory::people::tokens::of_name(&state.name);
        tokens.extend(crate::directory::people::particulars::tail_token(
            vault, phone,
        ));
        Ok(Staged {
            line: i64::from(one.read.entry.row),
            what: "change",
            person,
            base: known.record.version,
            moved,
            name_key: one.name_key.clone(),
            sealed: seal(self.at, person, &state)?,
            before: before.seal(vault, tenant, person)?,
            tokens,
            state,
        })
    }

    /// Stores a lot, with a sign of life.
    async fn keep(&mut self, staged: Vec<Staged>) -> Result<()> {
        let Some(id) = self.id else {
            return Ok(());
        };
        let first_token = self.tokens;
        self.tokens += staged
            .iter()
            .map(|s| i64::try_from(s.tokens.len()).unwrap_or(0))
            .sum::<i64>();
        let (at, staged, report) = (self.at, &staged, &self.report);
        self.db
            .write(|tx| {
                Box::pin(async move {
                    store::add_rows(tx, at, id, staged).await?;
                    store::add_tokens(tx, at, id, staged, first_token).await?;
                    // A lot that nobody wants any more ends the reading.
                    match store::beat(tx, at, id, report).await? {
                        0 => Err(No::Settled(super::BatchState::Cancelled).into()),
                        _ => Ok(()),
                    }
                })
            })
            .await
    }

    async fn end(mut self) -> Result<Report> {
        if self.report.rows == 0 {
            return Err(No::Nobody.into());
        }
        self.report.refused.sort_by_key(|r| r.row);
        self.silence_noted();
        if let Some(id) = self.id {
            self.report.batch = Some(id);
            let (at, report) = (self.at, &self.report);
            self.db
                .write(|tx| Box::pin(store::staged(tx, at, id, report)))
                .await?;
        }
        Ok(self.report)
    }

    /// What a sheet without a column was taken for is said once, not for each row.
    fn silence_noted(&mut self) {
        let silent = [
            (Field::Standing, self.frame.columns.silent_standing.label()),
            (Field::Category, self.frame.columns.silent_category.as_str()),
        ];
        for (field, word) in silent {
            if !self.head.has(field) && self.report.added > 0 {
                let column = self.frame.columns.title(field).to_owned();
                self.report.noted.push(Remark {
                    row: self.head.last_row,
                    reason: format!(
                        "表里没有“{column}”一栏，没有写明的按“{word}”登记（平台设定），可再改"
                    ),
                    column,
                });
            }
        }
    }
}

fn seal(
    at: &Counter,
    person: PersonId,
    state: &State,
) -> Result<Option<crate::directory::people::particulars::Sealed>> {
    match &state.particulars {
        Some(particulars) => {
            let sealed = particulars.seal(&at.house.vault, at.tenant, person)?;
            Ok(Some(sealed))
        }
        None => Ok(None),
    }
}

/// Who is there of those whom the rows may mean.
async fn find(
    tx: &mut Tx,
    at: &Counter,
    frame: &Frame,
    rows: &[Prepared],
    updates: bool,
) -> Result<Found> {
    let ids: Vec<String> = rows.iter().filter_map(|r| r.id_index.clone()).collect();
    let mut by_id = HashMap::new();
    for known in store::by_ids(tx, at.tenant, &ids).await? {
        if let Some(index) = known.id_index.clone() {
            by_id.insert(index, known);
        }
    }
    let names: Vec<(Path, String)> = rows
        .iter()
        .filter(|r| r.id_index.as_ref().is_none_or(|i| !by_id.contains_key(i)))
        .filter_map(|r| {
            let org = frame.branches.get(r.read.entry.place)?;
            Some((org.path.clone(), r.name_key.clone()))
        })
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    let mut by_name: HashMap<(Path, String), Vec<Known>> = HashMap::new();
    for known in store::by_names(tx, at.tenant, &names).await? {
        let person = &known.record.person;
        let key = (person.org_path.clone(), person.name_key.clone());
        by_name.entry(key).or_default().push(known);
    }
    if updates {
        let everyone = by_id.values_mut().chain(by_name.values_mut().flatten());
        store::add_spans(tx, at.tenant, everyone.collect()).await?;
    }
    Ok(Found { by_id, by_name })
}
