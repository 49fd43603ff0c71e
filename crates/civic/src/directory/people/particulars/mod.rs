//! What is known of a person beyond lists: ID number, telephone, address and the
//! like, sealed as one value and opened for a reason (X-11, field-facts 2.15).
//!
//! Beside the sealed value stand two keyed hashes, so that a number that somebody
//! types is found exactly, and in the search tokens the keyed tail of the telephone.

mod store;

use ground::{Fault, Result, Tx, Vault};
use serde::{Deserialize, Serialize};

use super::LooseDay;
use crate::directory::Path;
use crate::{Counter, PersonId, TenantId};

/// The sealed part of a record. Empty means not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Particulars {
    /// Citizen identity number (公民身份号码): 18 characters, or 15 of an old card.
    pub id_number: String,
    /// Telephone.
    pub phone: String,
    /// Address (住址).
    pub address: String,
    /// Native place (籍贯).
    pub native_place: String,
    /// Education (学历).
    pub education: String,
    /// Degree (学位).
    pub degree: String,
    /// At work since (参加工作时间).
    pub work_since: LooseDay,
    /// Employer and post there (工作单位及岗位).
    pub workplace: String,
    /// State of the membership (党籍状态), for example 正常.
    pub party_status: String,
    /// Hardship (是否困难); a sensitive fact, masked like a number.
    pub hardship: String,
    /// Remark (备注).
    pub remark: String,
}

/// A sealed value with what it is found by.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Sealed {
    /// The sealed value.
    pub sealed: Vec<u8>,
    /// Keyed hash of the ID number; none when there is no number.
    pub id_index: Option<String>,
    /// Keyed hash of the telephone; none when there is none.
    pub phone_index: Option<String>,
}

impl Particulars {
    /// Seals them for one person's row.
    pub fn seal(&self, vault: &Vault, tenant: TenantId, person: PersonId) -> Result<Sealed> {
        let plain = serde_json::to_vec(self)?;
        Ok(Sealed {
            sealed: vault.seal(&plain, about(tenant, person).as_bytes())?,
            id_index: id_index(vault, &self.id_number),
            phone_index: phone_index(vault, &self.phone),
        })
    }

    /// Opens what was sealed for this person's row.
    pub fn open(vault: &Vault, tenant: TenantId, person: PersonId, sealed: &[u8]) -> Result<Self> {
        let plain = vault.open(sealed, about(tenant, person).as_bytes())?;
        serde_json::from_slice(&plain).map_err(|cause| Fault::new(cause).into())
    }

    /// As whoever has no reason to see them sees them.
    pub fn masked(&self) -> Self {
        Self {
            id_number: mask_id(&self.id_number),
            phone: mask_phone(&self.phone),
            address: mask_address(&self.address),
            hardship: mask_all(&self.hardship),
            ..self.clone()
        }
    }
}

fn about(tenant: TenantId, person: PersonId) -> String {
    format!("{tenant}|{person}|particulars")
}

/// What an ID number is found by; the number of an old card is found by the new
/// number of the same person, and the other way round.
pub fn id_index(vault: &Vault, id_number: &str) -> Option<String> {
    (!id_number.is_empty()).then(|| vault.blind("id", &long_number(id_number)))
}

/// What a telephone is found by: its digits.
pub fn phone_index(vault: &Vault, phone: &str) -> Option<String> {
    let digits = digits(phone);
    (!digits.is_empty()).then(|| vault.blind("phone", &digits))
}

/// The search token of a telephone's last four digits: keyed, as four digits could
/// be tried out.
pub fn tail_token(vault: &Vault, phone: &str) -> Option<String> {
    // A switchboard's extension (`-801`) is no part of the number that people know.
    let digits = match phone.matches('-').count() {
        2.. => digits(phone.rsplit_once('-').map_or(phone, |(number, _)| number)),
        _ => digits(phone),
    };
    let tail = digits.len().checked_sub(4)?;
    Some(format!("#{}", vault.blind("tail", &digits[tail..])))
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Weights of the first 17 digits and the check characters by the remainder (GB 11643, MOD 11-2).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// The check character that belongs to 17 digits; none when they are not 17 digits.
pub fn check_character(digits: &str) -> Option<char> {
    if digits.len() != WEIGHTS.len() {
        return None;
    }
    let sum = digits
        .chars()
        .zip(WEIGHTS)
        .try_fold(0, |sum, (c, weight)| Some(sum + c.to_digit(10)? * weight))?;
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

/// An old number of 15 digits with its century and check character put in; any
/// other as it is.
pub fn long_number(number: &str) -> String {
    if number.len() == 15 && number.bytes().all(|b| b.is_ascii_digit()) {
        let digits = format!("{}19{}", &number[..6], &number[6..]);
        if let Some(check) = check_character(&digits) {
            return format!("{digits}{check}");
        }
    }
    number.to_owned()
}

/// `110101********1234` (field-facts 2.13).
pub fn mask_id(number: &str) -> String {
    mask(number, 6, 4)
}

/// `138****8000`.
pub fn mask_phone(phone: &str) -> String {
    mask(phone, 3, 4)
}

/// The place stays, the house does not.
pub fn mask_address(address: &str) -> String {
    mask(address, 3, 0)
}

fn mask_all(text: &str) -> String {
    mask(text, 0, 0)
}

/// Keeps so many characters at either end; what is too short to keep any is hidden whole.
fn mask(text: &str, head: usize, tail: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.is_empty() {
        return String::new();
    }
    // Never fewer than four stars: a short value does not tell its length.
    let hidden = letters.len().saturating_sub(head + tail);
    if hidden < 3 {
        return "*".repeat(4);
    }
    let kept = |part: &[char]| part.iter().collect::<String>();
    format!(
        "{}{}{}",
        kept(&letters[..head]),
        "*".repeat(hidden.max(4)),
        kept(&letters[letters.len() - tail..])
    )
}

/// Whether a text is the masked form of something: nothing is to be learnt from it.
pub fn is_masked(text: &str) -> bool {
    text.contains(['*', '＊'])
}

/// What is known of a person; everything unknown when nothing was ever written
/// down. Who may see it is the caller's to ask.
pub async fn particulars(tx: &mut Tx, at: &Counter, person: PersonId) -> Result<Particulars> {
    match store::sealed(tx, at.tenant, person).await? {
        Some(found) => Particulars::open(&at.house.vault, at.tenant, person, &found.sealed),
        None => Ok(Particulars::default()),
    }
}

/// Writes down what is known of a person, and by what they are found. False when
/// the ID number is another person's.
pub async fn put_particulars(
    tx: &mut Tx,
    at: &Counter,
    person: PersonId,
    path: &Path,
    new: &Particulars,
) -> Result<bool> {
    let vault = &at.house.vault;
    let sealed = new.seal(vault, at.tenant, person)?;
    if let Some(index) = &sealed.id_index {
        let holder = store::by_id(tx, at.tenant, index).await?;
        if holder.is_some_and(|holder| holder != person) {
            return Ok(false);
        }
    }
    store::put(tx, at.tenant, person, &sealed).await?;
    store::drop_tail(tx, at.tenant, person).await?;
    if let Some(token) = tail_token(vault, &new.phone) {
        store::add_tail(tx, at.tenant, path, person, &token).await?;
    }
    Ok(true)
}

/// Who has this ID number, whole as it stands on the card.
pub async fn by_id_number(tx: &mut Tx, at: &Counter, number: &str) -> Result<Option<PersonId>> {
    match id_index(&at.house.vault, &number.trim().to_uppercase()) {
        Some(index) => store::by_id(tx, at.tenant, &index).await,
        None => Ok(None),
    }
}

/// Who has this telephone, whole.
pub async fn by_phone(tx: &mut Tx, at: &Counter, phone: &str) -> Result<Vec<PersonId>> {
    match phone_index(&at.house.vault, phone) {
        Some(index) => store::by_phone(tx, at.tenant, &index).await,
        None => Ok(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_keeps_its_ends_and_a_short_value_keeps_nothing() {
        for (masked, expected) in [
            (mask_id("11010119900101123X"), "110101********123X"),
            (mask_id("110101900101123"), "110101*****1123"),
            (mask_phone("13800138000"), "138****8000"),
            (mask_phone("010-5550108"), "010****0108"),
            (mask_phone("5550"), "****"),
            (mask_address("示范街道一号楼"), "示范街****"),
            (mask_address("一号"), "****"),
            (mask_all("是"), "****"),
            (mask_id(""), ""),
        ] {
            assert_eq!(masked, expected);
            assert_eq!(is_masked(&masked), !expected.is_empty());
        }
    }

    #[test]
    fn the_check_character_follows_mod_11_2() {
        // The example of GB 11643-1999, annex.
        assert_eq!(check_character("11010519491231002"), Some('X'));
        assert_eq!(check_character("44052418800101001"), Some('4'));
        assert_eq!(check_character("1101051949123100"), None);
        assert_eq!(check_character("1101051949123100a"), None);
    }

    #[test]
    fn an_old_card_and_the_new_one_are_the_same_person() {
        let vault = Vault::for_tests(1).unwrap();
        assert_eq!(long_number("110105491231002"), "11010519491231002X");
        assert_eq!(
            id_index(&vault, "110105491231002"),
            id_index(&vault, "11010519491231002X")
        );
        assert_eq!(id_index(&vault, ""), None);
    }

    #[test]
    fn a_telephone_is_found_however_it_is_written_and_its_tail_without_the_extension() {
        let vault = Vault::for_tests(1).unwrap();
        assert_eq!(
            phone_index(&vault, "010-55501080"),
            phone_index(&vault, "01055501080")
        );
        assert_eq!(
            tail_token(&vault, "13800138000"),
            tail_token(&vault, "010-55508000-801")
        );
        assert_eq!(tail_token(&vault, "800"), None);
        let token = tail_token(&vault, "13800138000").unwrap();
        assert!(token.starts_with('#') && !token.contains("8000"), "{token}");
    }
}
