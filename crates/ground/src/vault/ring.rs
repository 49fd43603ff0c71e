//! The keys themselves, and their text: the key file of a site.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _};
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::cipher::{Algorithm, Cipher};
use super::{KeyId, No};

/// The only form of the key file so far.
const FORM: u32 = 1;
const BLIND_LEN: usize = 32;
const HEAD: &str = "# 三争平台的密钥。没有它，库里封存的证件号、电话、住址谁也读不出来。\n\
                    # 不要改动，不要和数据库放在同一个备份盘里；sanzheng backup 会把它一起封进备份。\n";

/// A key that seals, ready for use.
pub(super) struct Key {
    pub(super) algorithm: Algorithm,
    pub(super) cipher: Box<dyn Cipher>,
    secret: Zeroizing<Vec<u8>>,
}

/// All keys of a site: one that seals now, those that only open, and the one
/// of the blind index, which stays.
pub(super) struct Ring {
    pub(super) keys: BTreeMap<KeyId, Key>,
    pub(super) current: KeyId,
    blind_secret: Zeroizing<Vec<u8>>,
    pub(super) blind: Hmac<Sha256>,
}

/// The key file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    form: u32,
    current: String,
    blind: Zeroizing<String>,
    key: Vec<WrittenKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenKey {
    id: String,
    algorithm: String,
    secret: Zeroizing<String>,
}

impl Ring {
    /// New keys from the machine's entropy.
    pub(super) fn generate(algorithm: Algorithm) -> Result<Self, No> {
        let blind = random(BLIND_LEN)?;
        let mut ring = Self::with_blind(blind)?;
        ring.add(algorithm)?;
        Ok(ring)
    }

    /// The same keys for the same seed: no secret at all.
    pub(super) fn seeded(seed: u64) -> Result<Self, No> {
        let derive = |what: &str| {
            let digest = Sha256::digest(format!("{what}|{seed}"));
            Zeroizing::new(digest.to_vec())
        };
        let mut ring = Self::with_blind(derive("blind"))?;
        ring.insert(KeyId(1), Algorithm::default(), derive("key"))?;
        ring.current = KeyId(1);
        Ok(ring)
    }

    fn with_blind(secret: Zeroizing<Vec<u8>>) -> Result<Self, No> {
        let blind = Hmac::new_from_slice(&secret).map_err(|_| No::BadFile("blind"))?;
        Ok(Self {
            keys: BTreeMap::new(),
            current: KeyId(0),
            blind_secret: secret,
            blind,
        })
    }

    fn insert(
        &mut self,
        id: KeyId,
        algorithm: Algorithm,
        secret: Zeroizing<Vec<u8>>,
    ) -> Result<(), No> {
        let secret_len = algorithm.key_len();
        let cipher = secret
            .get(..secret_len)
            .and_then(|key| algorithm.cipher(key))
            .ok_or(No::BadFile("secret"))?;
        let key = Key {
            algorithm,
            cipher,
            secret,
        };
        self.keys.insert(id, key);
        Ok(())
    }

    /// Adds a key and makes it the one that seals.
    pub(super) fn add(&mut self, algorithm: Algorithm) -> Result<KeyId, No> {
        let id = loop {
            // Drawn, not counted: keys of two sites do not pass for each other.
            let drawn = random(4)?;
            let id = drawn.iter().fold(0, |id, b| id << 8 | u32::from(*b));
            if id != 0 && !self.keys.contains_key(&KeyId(id)) {
                break KeyId(id);
            }
        };
        self.insert(id, algorithm, random(algorithm.key_len())?)?;
        self.current = id;
        Ok(id)
    }

    /// The text of the key file.
    pub(super) fn to_text(&self) -> Result<Zeroizing<String>, No> {
        let written = Written {
            form: FORM,
            current: self.current.to_string(),
            blind: hex(&self.blind_secret),
            key: self
                .keys
                .iter()
                .map(|(id, key)| WrittenKey {
                    id: id.to_string(),
                    algorithm: key.algorithm.name().to_owned(),
                    secret: hex(&key.secret),
                })
                .collect(),
        };
        let body = Zeroizing::new(toml::to_string(&written).map_err(|_| No::BadFile("form"))?);
        Ok(Zeroizing::new(format!("{HEAD}{}", body.as_str())))
    }

    /// Keys from the text of a key file.
    pub(super) fn from_text(text: &str) -> Result<Self, No> {
        // What toml says against it may quote the line: never shown, it may hold a key.
        let written: Written = toml::from_str(text).map_err(|_| No::BadFile("form"))?;
        if written.form != FORM {
            return Err(No::NewerFile(written.form));
        }
        let blind = unhex(&written.blind).filter(|b| b.len() == BLIND_LEN);
        let mut ring = Self::with_blind(blind.ok_or(No::BadFile("blind"))?)?;
        for key in &written.key {
            let id = key.id.parse()?;
            let algorithm: Algorithm = key
                .algorithm
                .parse()
                .map_err(|_| No::BadFile("algorithm"))?;
            let secret = unhex(&key.secret).filter(|s| s.len() == algorithm.key_len());
            ring.insert(id, algorithm, secret.ok_or(No::BadFile("secret"))?)?;
        }
        ring.current = written.current.parse()?;
        if ring.keys.contains_key(&ring.current) {
            Ok(ring)
        } else {
            Err(No::BadFile("current"))
        }
    }
}

fn random(len: usize) -> Result<Zeroizing<Vec<u8>>, No> {
    let mut bytes = Zeroizing::new(vec![0; len]);
    OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|_| No::NoEntropy)?;
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(crate::text::hex(bytes))
}

fn unhex(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let byte = |n| u8::from_str_radix(digits.get(n..n + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..digits.len()).step_by(2).map(byte).collect();
    bytes.map(Zeroizing::new)
}
