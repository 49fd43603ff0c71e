//! What the roster's pages share: places to choose from, names with their notes,
//! and the people that a typed name means.

use civic::directory::access;
use civic::directory::{self, Org, Person, Sex, Verb, people};
use ground::{Error, Tx};

use crate::form::Form;
use crate::visit::Visit;

/// Values of a select with their words.
pub(super) type Options = Vec<(String, String)>;

/// The organisations in which the visitor may do this, in the order of the tree.
pub(super) async fn places(tx: &mut Tx, visit: &Visit, verb: Verb) -> ground::Result<Vec<Org>> {
    if visit.actor().can(verb) {
        any_places(tx, visit, verb).await
    } else {
        Err(refusal(visit))
    }
}

/// The same, none for one who may do it nowhere: whether what a form is about
/// exists is then asked by the verb.
pub(super) async fn any_places(tx: &mut Tx, visit: &Visit, verb: Verb) -> ground::Result<Vec<Org>> {
    let mut orgs = Vec::new();
    for scope in visit.actor().scopes(verb) {
        orgs.extend(directory::orgs(tx, visit.at.tenant, &scope).await?);
    }
    Ok(orgs)
}

/// What one who may not open a page is told: it does not exist, or it is another's to do.
pub(super) fn refusal(visit: &Visit) -> Error {
    if visit.actor().can(Verb::See) {
        Error::Forbidden
    } else {
        Error::NotFound
    }
}

/// Organisations as a select shows them: codes and names.
pub(super) fn by_code(orgs: &[Org]) -> Options {
    (orgs.iter())
        .map(|o| (o.code.clone(), o.name.clone()))
        .collect()
}

/// A name as lists of leaders show it: (女), (民族) (field-facts 2.23).
pub(super) fn noted(person: &Person) -> String {
    let mut notes = Vec::new();
    if person.sex == Sex::Female {
        notes.push("女");
    }
    if !person.ethnicity.is_empty() && person.ethnicity != "汉族" {
        notes.push(&person.ethnicity);
    }
    if notes.is_empty() {
        String::new()
    } else {
        format!("（{}）", notes.join("，"))
    }
}

/// The one person of the roster whom a typed name means; the field says what is wrong otherwise.
pub(super) async fn one_named(
    tx: &mut Tx,
    visit: &Visit,
    form: &mut Form,
    field: &str,
) -> ground::Result<Option<Person>> {
    let name = form.get(field).trim().to_owned();
    if name.is_empty() {
        form.refuse(field, "请填写姓名");
        return Ok(None);
    }
    let mut found = people::search(tx, &visit.at, &name, 20).await?;
    found.retain(|p| p.name == name);
    match found.len() {
        1 => Ok(found.pop()),
        0 => {
            form.refuse(field, &format!("名册上没有“{name}”，核对一下姓名"));
            Ok(None)
        }
        n => {
            form.refuse(field, &format!("有{n}位“{name}”，从他本人的页面办理"));
            Ok(None)
        }
    }
}

/// The one person whom the visitor may give a role, by exactly this name; a branch
/// after the name, as `丁文博 第一党支部`, tells two of one name apart.
pub(super) async fn one_for_role(
    tx: &mut Tx,
    visit: &Visit,
    form: &mut Form,
    field: &str,
) -> ground::Result<Option<civic::PersonId>> {
    let typed = form.get(field).trim().to_owned();
    let (name, place) = typed
        .split_once(char::is_whitespace)
        .unwrap_or((typed.as_str(), ""));
    let mut found = access::called(tx, &visit.at, name).await?;
    found.retain(|(_, _, org)| org.contains(place.trim()));
    found.sort_by_key(|(id, _, _)| *id);
    found.dedup_by_key(|(id, _, _)| *id);
    if let [(id, _, _)] = found.as_slice() {
        return Ok(Some(*id));
    }
    let text = match found.len() {
        _ if typed.is_empty() => "请填写姓名".to_owned(),
        0 => format!("没有找到“{typed}”，写全姓名"),
        n => {
            let places: Vec<_> = found.iter().map(|(_, _, org)| org.as_str()).collect();
            format!("有{n}位“{name}”：{}。姓名后空一格写支部", places.join("、"))
        }
    };
    form.refuse(field, &text);
    Ok(None)
}

/// A stored day as pages write it; as it stands when it is none.
pub(super) fn long(day: &str) -> String {
    day.parse()
        .map_or_else(|_| day.to_owned(), |day: ground::Day| day.long())
}
