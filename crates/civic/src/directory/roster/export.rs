//! The roster as a file: the columns of the form, so that what went out can come
//! in again; protected ones masked unless a second person agreed (ruling 24).

use ground::{Fault, Result, Tx};
use paper::sheet::Writer;

use super::columns::{Columns, Field};
use super::store::ExportRow;
use super::template::{SHEET, columns};
use super::{ExportRequest, No, store};
use crate::audit::{self, Act};
use crate::directory::{Org, OrgKind, Particulars, Verb, orgs};
use crate::{Counter, ExportId};

/// Writes the roster of an organisation and those below it; leaders by rank, the
/// others by surname strokes. With an approved request the columns that it names
/// are whole; the request is used up by it. Gives the file and how many people.
pub async fn export(
    tx: &mut Tx,
    at: &Counter,
    org: &Org,
    request: Option<ExportId>,
) -> Result<(Vec<u8>, i64)> {
    super::is_ours(tx, at, org, Verb::SeeRoster).await?;
    let request = match request {
        Some(id) => Some(used(tx, at, org, id).await?),
        None => None,
    };
    let shown = request
        .as_ref()
        .map_or_else(Vec::new, ExportRequest::fields);
    let mut columns = columns(tx, at, org).await?;
    columns.iter_mut().for_each(|column| column.note.clear());
    let mut writer = Writer::new(SHEET, &columns, 0).map_err(Fault::new)?;
    let all = Columns::shipped()?;
    let mut count = 0_i64;
    for place in orgs(tx, at.tenant, &org.path).await? {
        if place.kind == OrgKind::FunctionalGroup {
            continue;
        }
        for row in store::people(tx, at.tenant, &place.path).await? {
            count += 1;
            let known = Known::open(at, &row, &shown)?;
            let cells: Vec<String> = all
                .all()
                .iter()
                .map(|c| known.cell(c.field, count, &place))
                .collect();
            writer.row(&cells).map_err(Fault::new)?;
        }
    }
    writer
        .lines(
            "导出说明",
            &watermark(at, org, request.as_ref(), &all, count),
        )
        .map_err(Fault::new)?;
    let payload = serde_json::json!({
        "people": count,
        "fields": shown.iter().map(|f| f.word()).collect::<Vec<_>>(),
        "request": request.map(|r| r.id),
    });
    audit::note(tx, at, Act::RosterExported, org.id.0, &payload.to_string()).await?;
    let file = writer.finish().map_err(Fault::new)?;
    Ok((file, count))
}

/// The request, used up by this file.
async fn used(tx: &mut Tx, at: &Counter, org: &Org, id: ExportId) -> Result<ExportRequest> {
    let request = super::request(tx, at, id).await?;
    if request.org_id != org.id || store::use_up(tx, at, id).await? == 0 {
        return Err(No::RequestOver.into());
    }
    Ok(request)
}

/// Who took the file, when, what for, and who agreed: it stands in the file itself.
fn watermark(
    at: &Counter,
    org: &Org,
    request: Option<&ExportRequest>,
    columns: &Columns,
    count: i64,
) -> Vec<String> {
    let who = at.actor.as_ref().map_or("", |a| &a.name);
    let mut lines = vec![
        format!("{}名册，共{count}人", org.name),
        format!("导出人：{who}"),
        format!("导出时间：{}", at.house.zone.minute(at.now)),
    ];
    match request {
        Some(request) => {
            let fields: Vec<&str> = request.fields().iter().map(|f| columns.title(*f)).collect();
            lines.push(format!("完整显示：{}", fields.join("、")));
            lines.push(format!("用途：{}", request.reason));
            lines.push(format!(
                "申请编号：{}（已经另一人批准，只限导出一次）",
                request.id
            ));
        }
        None => lines.push("受保护的栏目已遮盖；再导入时，遮盖的格子视为不变".to_owned()),
    }
    lines.push("含个人信息，只限上述用途，用后删除，不得转发".to_owned());
    lines
}

/// Somebody with what is sealed of them, masked where it must be.
struct Known<'a> {
    row: &'a ExportRow,
    sealed: Particulars,
}

impl<'a> Known<'a> {
    fn open(at: &Counter, row: &'a ExportRow, shown: &[Field]) -> Result<Self> {
        let person = row.record.person.id;
        let whole = match &row.sealed {
            Some(sealed) => Particulars::open(&at.house.vault, at.tenant, person, sealed)?,
            None => Particulars::default(),
        };
        let masked = whole.masked();
        let pick = |field: Field, whole: String, masked: String| {
            if shown.contains(&field) {
                whole
            } else {
                masked
            }
        };
        let sealed = Particulars {
            id_number: pick(Field::IdNumber, whole.id_number.clone(), masked.id_number),
            phone: pick(Field::Phone, whole.phone.clone(), masked.phone),
            address: pick(Field::Address, whole.address.clone(), masked.address),
            hardship: pick(Field::Hardship, whole.hardship.clone(), masked.hardship),
            ..whole
        };
        Ok(Self { row, sealed })
    }

    fn cell(&self, field: Field, number: i64, org: &Org) -> String {
        let (person, details) = (&self.row.record.person, &self.row.record.details);
        let or_no = |text: &str| {
            if text.is_empty() {
                "否".to_owned()
            } else {
                text.to_owned()
            }
        };
        match field {
            Field::Number => number.to_string(),
            Field::Branch => org.name.clone(),
            Field::Name => person.name.clone(),
            Field::Sex => person.sex.label().to_owned(),
            Field::Ethnicity => person.ethnicity.clone(),
            Field::Birth => dotted(details.birth.as_str()),
            Field::IdNumber => self.sealed.id_number.clone(),
            Field::NativePlace => self.sealed.native_place.clone(),
            Field::Education => self.sealed.education.clone(),
            Field::Degree => self.sealed.degree.clone(),
            Field::WorkSince => dotted(self.sealed.work_since.as_str()),
            Field::Standing => person.standing.label().to_owned(),
            Field::Category => person.category.clone(),
            Field::Joined => dotted(details.joined.as_str()),
            Field::FullSince => dotted(details.full_since.as_str()),
            Field::Post => person.post.clone(),
            Field::Workplace => self.sealed.workplace.clone(),
            Field::Phone => self.sealed.phone.clone(),
            Field::Address => self.sealed.address.clone(),
            Field::PartyStatus => self.sealed.party_status.clone(),
            Field::LostSince => or_no(&dotted(details.lost_since.as_str())),
            Field::Mobility => or_no(&details.mobility),
            Field::Hardship => self.sealed.hardship.clone(),
            Field::Remark => self.sealed.remark.clone(),
        }
    }
}

/// `1965.03`, as rosters write it.
fn dotted(day: &str) -> String {
    day.replace('-', ".")
}
