//! The ciphers behind one trait: which of them sealed a value stands in the
//! value, so that a site can move from one to the other (field-facts 2.14).

use std::fmt;
use std::str::FromStr;

use aes_gcm::aead::array::ArraySize;
use aes_gcm::aead::consts::{U12, U16};
use aes_gcm::aead::inout::InOutBuf;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, AesGcm};
use sm4::Sm4;
use zeroize::Zeroizing;

use super::No;

/// Length of a nonce, of every algorithm here (96 bits).
pub(super) const NONCE: usize = 12;
/// Length of a tag, of every algorithm here (128 bits).
pub(super) const TAG: usize = 16;

/// An algorithm that seals: authenticated encryption with associated data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Algorithm {
    /// AES-256-GCM (NIST SP 800-38D), the default.
    #[default]
    Aes256Gcm,
    /// SM4-GCM (GB/T 32907, RFC 8998), for sites that are assessed by GB/T 39786.
    Sm4Gcm,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Aes256Gcm, Self::Sm4Gcm];

    /// The number that stands in each sealed value. Never given to another algorithm.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            Self::Sm4Gcm => 2,
        }
    }

    pub(super) fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.number() == number)
    }

    /// Its name in the key file and on the console.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "aes-256-gcm",
            Self::Sm4Gcm => "sm4-gcm",
        }
    }

    /// Length of its key in bytes.
    pub(super) fn key_len(self) -> usize {
        match self {
            Self::Aes256Gcm => 32,
            Self::Sm4Gcm => 16,
        }
    }

    /// A cipher under a key; none when the key has another length.
    pub(super) fn cipher(self, key: &[u8]) -> Option<Box<dyn Cipher>> {
        Some(match self {
            Self::Aes256Gcm => Box::new(Aes256Gcm::new_from_slice(key).ok()?),
            Self::Sm4Gcm => Box::new(AesGcm::<Sm4, U12>::new_from_slice(key).ok()?),
        })
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Algorithm {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|a| a.name() == name)
            .ok_or_else(|| format!("没有“{name}”这种算法，可用 aes-256-gcm 或 sm4-gcm"))
    }
}

/// Authenticated encryption under one key.
pub(super) trait Cipher: Send + Sync {
    /// Encrypts in place; the tag over `about` and the text.
    fn seal(&self, nonce: &[u8; NONCE], about: &[u8], text: &mut [u8]) -> Option<[u8; TAG]>;

    /// Decrypts a copy; none when tag, `about` or text do not belong together.
    fn open(
        &self,
        nonce: &[u8; NONCE],
        about: &[u8],
        text: &[u8],
        tag: &[u8; TAG],
    ) -> Result<Zeroizing<Vec<u8>>, No>;
}

impl<C> Cipher for C
where
    C: AeadInOut<NonceSize = U12, TagSize = U16> + Send + Sync,
    U12: ArraySize,
{
    fn seal(&self, nonce: &[u8; NONCE], about: &[u8], text: &mut [u8]) -> Option<[u8; TAG]> {
        self.encrypt_inout_detached(&(*nonce).into(), about, InOutBuf::from(text))
            .ok()
            .map(Into::into)
    }

    fn open(
        &self,
        nonce: &[u8; NONCE],
        about: &[u8],
        text: &[u8],
        tag: &[u8; TAG],
    ) -> Result<Zeroizing<Vec<u8>>, No> {
        let mut plain = Zeroizing::new(text.to_vec());
        self.decrypt_inout_detached(
            &(*nonce).into(),
            about,
            InOutBuf::from(plain.as_mut_slice()),
            &(*tag).into(),
        )
        .map_err(|_| No::Tampered)?;
        Ok(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes from hexadecimal digits, spaces left out.
    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<char> = hex.chars().filter(|c| !c.is_whitespace()).collect();
        digits
            .chunks(2)
            .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap())
            .collect()
    }

    fn holds(algorithm: Algorithm, key: &str, nonce: &str, about: &str, plain: &str, sealed: &str) {
        let cipher = algorithm.cipher(&bytes(key)).unwrap();
        let nonce: [u8; NONCE] = bytes(nonce).try_into().unwrap();
        let (about, plain, sealed) = (bytes(about), bytes(plain), bytes(sealed));
        let mut text = plain.clone();
        let tag = cipher.seal(&nonce, &about, &mut text).unwrap();
        assert_eq!([text.as_slice(), &tag].concat(), sealed, "{algorithm}");
        let opened = cipher.open(&nonce, &about, &text, &tag).unwrap();
        assert_eq!(*opened, plain, "{algorithm}");
    }

    /// RFC 8998, appendix A.1.
    #[test]
    fn sm4_gcm_agrees_with_rfc_8998() {
        holds(
            Algorithm::Sm4Gcm,
            "0123456789abcdeffedcba9876543210",
            "00001234567800000000abcd",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb cccccccccccccccc dddddddddddddddd
             eeeeeeeeeeeeeeee ffffffffffffffff eeeeeeeeeeeeeeee aaaaaaaaaaaaaaaa",
            "17f399f08c67d5ee19d0dc9969c4bb7d 5fd46fd3756489069157b282bb200735
             d82710ca5c22f0ccfa7cbf93d496ac15 a56834cbcf98c397b4024a2691233b8d
             83de3541e4c2b58177e065a9bf7b62ec",
        );
    }

    /// McGrew and Viega, The Galois/Counter Mode of Operation, test case 16.
    #[test]
    fn aes_256_gcm_agrees_with_its_authors() {
        holds(
            Algorithm::Aes256Gcm,
            "feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "d9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72
             1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39",
            "522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa
             8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662
             76fc6ece0f4e1768cddf8853bb2d551b",
        );
    }
}
