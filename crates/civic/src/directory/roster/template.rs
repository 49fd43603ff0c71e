//! The empty form that a town hands out (field-facts 2.13, 2.23 (7)).

use ground::{Fault, Result, Tx};
use paper::sheet::{self, Writer};

use super::columns::{Column, Columns, Field};
use crate::Counter;
use crate::directory::{Org, OrgKind, Sex, Standing, Verb, orgs};

/// Rows that take their entries from lists.
const OPEN_ROWS: u32 = 3000;
/// The sheet's name.
pub(super) const SHEET: &str = "党员名册";

/// The form of an organisation: its branches to choose from, every column as text.
pub async fn template(tx: &mut Tx, at: &Counter, org: &Org) -> Result<Vec<u8>> {
    super::is_ours(tx, at, org, Verb::SeeRoster).await?;
    let columns = columns(tx, at, org).await?;
    let writer = Writer::new(SHEET, &columns, OPEN_ROWS).map_err(Fault::new)?;
    Ok(writer.finish().map_err(Fault::new)?)
}

/// The columns of a file for this organisation.
pub(super) async fn columns(tx: &mut Tx, at: &Counter, org: &Org) -> Result<Vec<sheet::Column>> {
    let branches: Vec<String> = orgs(tx, at.tenant, &org.path)
        .await?
        .into_iter()
        .filter(|o| holds_people(o.kind))
        .map(|o| o.name)
        .collect();
    let column = |column: &Column| sheet::Column {
        title: column.title.clone(),
        note: column.note.clone(),
        width: column.width,
        choices: choices(at, column.field, &branches),
    };
    Ok(Columns::shipped()?.all().iter().map(column).collect())
}

fn holds_people(kind: OrgKind) -> bool {
    !matches!(kind, OrgKind::FunctionalGroup | OrgKind::Committee)
}

fn choices(at: &Counter, field: Field, branches: &[String]) -> Vec<String> {
    let words = |all: &[&str]| all.iter().map(|w| (*w).to_owned()).collect();
    match field {
        Field::Branch => branches.to_vec(),
        Field::Sex => words(&[Sex::Male.label(), Sex::Female.label()]),
        Field::Standing => words(&[
            Standing::Full.label(),
            Standing::Provisional.label(),
            Standing::Resident.label(),
        ]),
        Field::Category => at.house.defaults.categories.clone(),
        _ => Vec::new(),
    }
}
