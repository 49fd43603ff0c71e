//! Field encryption: what must not be readable in a dump of the database is
//! sealed with keys that stand outside of it (ruling 22, field-facts 2.14).
//!
//! A sealed value says by which algorithm and key it was made and belongs to
//! the one place it was made for (`about`): moved to another row it does not
//! open. What must be found again exactly is looked up by [`Vault::blind`].

mod cipher;
mod file;
mod places;
mod ring;
mod rotate;

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use hmac::Mac as _;
use rand::Rng as _;
use zeroize::Zeroizing;

use crate::error::{Error, Fault, Result};
use cipher::{NONCE, TAG};
use ring::Ring;

pub use cipher::Algorithm;
pub use places::{PLACES, Place};
pub use rotate::Use;

/// The only form of a sealed value so far.
const FORM: u8 = 1;
/// Form, algorithm, key: what stands before the nonce.
const HEAD: usize = 6;

/// Which key sealed a value; drawn at random, shown in hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(u32);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl FromStr for KeyId {
    type Err = No;
    fn from_str(text: &str) -> std::result::Result<Self, No> {
        u32::from_str_radix(text, 16)
            .map(Self)
            .map_err(|_| No::BadFile("id"))
    }
}

/// What the vault says no to. A fault for who reads a page, a sentence for the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum No {
    /// The bytes are no sealed value.
    NotSealed,
    /// Changed, cut, or moved here from another row.
    Tampered,
    /// Sealed by a key that is not in the key file.
    UnknownKey(KeyId),
    /// There is no key file there.
    NoFile(PathBuf),
    /// There already is one.
    FileExists(PathBuf),
    /// It could not be read or written.
    File(PathBuf, String),
    /// The key file is not as it was written; the name of the line.
    BadFile(&'static str),
    /// A later version of the program wrote it.
    NewerFile(u32),
    /// The keys came by the environment: there is no file to add one to.
    NotAFile,
    /// The machine gives no random numbers.
    NoEntropy,
}

impl fmt::Display for No {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSealed => f.write_str("这不是封存过的内容"),
            Self::Tampered => f.write_str("封存的内容被改动过，或被挪到了别处，打不开"),
            Self::UnknownKey(id) => write!(
                f,
                "这里的内容是用密钥 {id} 封存的，密钥文件里没有这一把。请换回原来的密钥文件"
            ),
            Self::NoFile(path) => write!(
                f,
                "没有密钥文件 {}，库里却有封存的内容。请把原来的密钥文件放回去，或用 SANZHENG_KEYS 指明它在哪里",
                path.display()
            ),
            Self::FileExists(path) => write!(f, "{} 已经有了，不覆盖", path.display()),
            Self::File(path, why) => write!(f, "密钥文件 {}：{why}", path.display()),
            Self::BadFile(line) => write!(
                f,
                "密钥文件的“{line}”一项不对。请从备份取回完整的文件，不要手改"
            ),
            Self::NewerFile(form) => {
                write!(f, "密钥文件是第{form}版格式，本程序不认识。请换用新版程序")
            }
            Self::NotAFile => f.write_str(
                "密钥是用环境变量直接给的，不能轮换。请存成文件，再用 SANZHENG_KEYS 指明",
            ),
            Self::NoEntropy => f.write_str("系统没有给出随机数，造不了密钥"),
        }
    }
}

impl std::error::Error for No {}

impl From<No> for Error {
    fn from(no: No) -> Self {
        Self::Fault(Fault::new(no))
    }
}

/// A key as it may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyInfo {
    /// Its id.
    pub id: KeyId,
    /// What it seals with.
    pub algorithm: Algorithm,
    /// Whether it is the one that seals now.
    pub is_current: bool,
}

/// The keys of a site, in use.
pub struct Vault {
    ring: RwLock<Arc<Ring>>,
    /// Where the keys came from; read again when a value names a key that another
    /// process added meanwhile.
    file: Option<PathBuf>,
}

/// Says how many keys there are, and nothing of them.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.ring().keys.len())
    }
}

impl Vault {
    /// New keys from the machine's entropy, in memory until [`Vault::save`] is called.
    pub fn generate(algorithm: Algorithm) -> Result<Self> {
        Ok(Self::over(Ring::generate(algorithm)?, None))
    }

    /// The same keys for the same seed. No secret: for tests alone.
    pub fn for_tests(seed: u64) -> Result<Self> {
        Ok(Self::over(Ring::seeded(seed)?, None))
    }

    /// Keys from the text of a key file, for where the environment holds it.
    pub fn from_text(text: &str) -> Result<Self> {
        Ok(Self::over(Ring::from_text(text)?, None))
    }

    /// The text of the key file: as secret as the keys.
    pub fn to_text(&self) -> Result<Zeroizing<String>> {
        Ok(self.ring().to_text()?)
    }

    fn over(ring: Ring, file: Option<PathBuf>) -> Self {
        Self {
            ring: RwLock::new(Arc::new(ring)),
            file,
        }
    }

    fn ring(&self) -> Arc<Ring> {
        // Nothing is ever half written behind this lock.
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn put(&self, ring: Ring) {
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
    }

    /// Seals a value for one place: `about` is tenant, row and field, for example
    /// `tenant|person|particulars`. 34 bytes longer than the value. A nonce is drawn
    /// for each: rotate before one key has sealed 2³² values (NIST SP 800-38D, 8.3).
    pub fn seal(&self, plain: &[u8], about: &[u8]) -> Result<Vec<u8>> {
        let ring = self.ring();
        let key = ring
            .keys
            .get(&ring.current)
            .ok_or(No::UnknownKey(ring.current))?;
        let nonce: [u8; NONCE] = rand::rng().random();
        let mut sealed = Vec::with_capacity(HEAD + NONCE + plain.len() + TAG);
        sealed.extend([FORM, key.algorithm.number()]);
        sealed.extend(ring.current.0.to_be_bytes());
        let about = bound(&sealed, about);
        sealed.extend(nonce);
        sealed.extend(plain);
        let tag = key
            .cipher
            .seal(&nonce, &about, &mut sealed[HEAD + NONCE..])
            .ok_or(No::NotSealed)?;
        sealed.extend(tag);
        Ok(sealed)
    }

    /// Opens a value at the place it was sealed for.
    pub fn open(&self, sealed: &[u8], about: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let value = Value::read(sealed)?;
        let mut ring = self.ring();
        if !ring.keys.contains_key(&value.key) && self.reload() {
            ring = self.ring();
        }
        let key = ring.keys.get(&value.key).ok_or(No::UnknownKey(value.key))?;
        if key.algorithm != value.algorithm {
            return Err(No::Tampered.into());
        }
        let about = bound(value.head, about);
        Ok(key
            .cipher
            .open(value.nonce, &about, value.text, value.tag)?)
    }

    /// What stands in the database in place of a value that must be found exactly:
    /// the same for the same purpose and value, and nothing without the key.
    /// 128 bits in 32 hexadecimal digits. Its key is never rotated.
    pub fn blind(&self, purpose: &str, value: &str) -> String {
        let mut mac = self.ring().blind.clone();
        // The length first: "ab" + "c" is not "a" + "bc".
        mac.update(
            &u64::try_from(purpose.len())
                .unwrap_or(u64::MAX)
                .to_be_bytes(),
        );
        mac.update(purpose.as_bytes());
        mac.update(value.as_bytes());
        crate::text::hex(&mac.finalize().into_bytes()[..16])
    }

    /// Which key sealed a value.
    pub fn key_of(sealed: &[u8]) -> Result<KeyId> {
        Ok(Value::read(sealed)?.key)
    }

    /// Whether a value was sealed by the key that seals now.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        Value::read(sealed).is_ok_and(|v| v.key == self.ring().current)
    }

    /// Whether there is a key of this id.
    pub fn knows(&self, id: KeyId) -> bool {
        self.ring().keys.contains_key(&id)
    }

    /// The keys, as they may be shown.
    pub fn keys(&self) -> Vec<KeyInfo> {
        let ring = self.ring();
        let info = |(id, key): (&KeyId, &ring::Key)| KeyInfo {
            id: *id,
            algorithm: key.algorithm,
            is_current: *id == ring.current,
        };
        ring.keys.iter().map(info).collect()
    }

    /// Adds a key that seals from now on; the others still open. In memory until
    /// [`Vault::save`] is called.
    pub fn add_key(&self, algorithm: Algorithm) -> Result<KeyId> {
        let mut ring = Ring::from_text(&self.ring().to_text()?)?;
        let id = ring.add(algorithm)?;
        self.put(ring);
        Ok(id)
    }
}

/// The head is part of what the tag covers: algorithm and key cannot be exchanged.
fn bound(head: &[u8], about: &[u8]) -> Vec<u8> {
    [head, about].concat()
}

/// The key of a value of which only the head is at hand.
fn key_of_head(head: &[u8]) -> Option<KeyId> {
    let [form, algorithm, key @ ..] = <[u8; HEAD]>::try_from(head).ok()?;
    Algorithm::numbered(algorithm)?;
    (form == FORM).then(|| KeyId(u32::from_be_bytes(key)))
}

/// A sealed value, taken apart.
struct Value<'a> {
    head: &'a [u8],
    algorithm: Algorithm,
    key: KeyId,
    nonce: &'a [u8; NONCE],
    text: &'a [u8],
    tag: &'a [u8; TAG],
}

impl<'a> Value<'a> {
    fn read(sealed: &'a [u8]) -> std::result::Result<Self, No> {
        let parts = || {
            let (head, rest) = sealed.split_first_chunk::<HEAD>()?;
            let [form, algorithm, key @ ..] = *head;
            let (nonce, rest) = rest.split_first_chunk()?;
            let (text, tag) = rest.split_last_chunk()?;
            (form == FORM).then_some(Self {
                head,
                algorithm: Algorithm::numbered(algorithm)?,
                key: KeyId(u32::from_be_bytes(key)),
                nonce,
                text,
                tag,
            })
        };
        parts().ok_or(No::NotSealed)
    }
}

#[cfg(test)]
mod tests;
