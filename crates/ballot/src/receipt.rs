//! Receipts (回执): the server's signed promise that these leaf hashes will be in the sealed box.
//!
//! A receipt is made from the ballot alone, without time or chance: the same ballot gives the same
//! receipt, and the server need not keep it. It must not: a kept receipt would say which leaves
//! belong together. The key's public half stands in the manifest.
//!
//! A receipt holds no grade, and is for its owner alone all the same, in either count. Where the
//! leaves are public, whoever has it can look up the leaves behind its hashes. Where they are not,
//! whoever has the form's seed besides can make the nonces and try the few patterns of marks until
//! the hashes of the receipt come out (or those of the box, for which the seed alone is enough).
//! What a voter can check, a voter can prove to others (`docs/appraisal-trust.md`).

use std::fmt;
use std::str::FromStr;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};

use crate::digest::{Digest, hex, unhex};
use crate::leaf::Leaf;
use crate::manifest::{MOST_SUBJECTS, Manifest};

const FIRST: &str = "receipt1";

/// The key that signs receipts (Ed25519, RFC 8032); the caller keeps its 32 secret bytes sealed.
pub struct ReceiptKey(SigningKey);

impl ReceiptKey {
    /// The key of 32 random bytes.
    #[must_use]
    pub fn from_secret(secret: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(secret))
    }

    /// The half that goes into the manifest.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Promises the leaves of one ballot. Only what is durably stored may be promised.
    #[must_use]
    pub fn promise(&self, manifest: &Manifest, leaves: &[Leaf]) -> Receipt {
        let promised = Promised {
            manifest: manifest.hash(),
            leaves: leaves.iter().map(|leaf| leaf.hash(manifest)).collect(),
        };
        let signature = self.0.sign(promised.text().as_bytes()).to_bytes();
        Receipt {
            promised,
            signature,
        }
    }
}

impl fmt::Debug for ReceiptKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptKey(…)")
    }
}

/// A receipt. Its text is one word: `receipt1.`, the manifest's hash, the leaf hashes in the order
/// of the subjects, the signature, with dots between them; fit for a link or a QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    promised: Promised,
    signature: [u8; 64],
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Promised {
    manifest: Digest,
    leaves: Vec<Digest>,
}

impl Promised {
    /// What is signed: the receipt's text up to before the last dot.
    fn text(&self) -> String {
        let mut text = format!("{FIRST}.{}", self.manifest);
        for leaf in &self.leaves {
            text.push('.');
            text.push_str(&leaf.to_string());
        }
        text
    }
}

impl Receipt {
    /// The promised leaf hashes, in the order of the subjects.
    #[must_use]
    pub fn leaves(&self) -> &[Digest] {
        &self.promised.leaves
    }

    /// The hash of the manifest of the receipt's round, by which the round is found.
    #[must_use]
    pub fn manifest(&self) -> Digest {
        self.promised.manifest
    }

    /// Whether the server of this round gave the receipt.
    ///
    /// # Errors
    ///
    /// When it is of another round, or its signature is not the server's.
    pub fn check(&self, manifest: &Manifest) -> Result<(), BadReceipt> {
        if self.promised.manifest != manifest.hash() {
            return Err(BadReceipt::OtherRound);
        }
        let key =
            VerifyingKey::from_bytes(&manifest.receipt_key).map_err(|_| BadReceipt::Forged)?;
        let signature = Signature::from_bytes(&self.signature);
        key.verify_strict(self.promised.text().as_bytes(), &signature)
            .map_err(|_| BadReceipt::Forged)
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.promised.text(), hex(&self.signature))
    }
}

/// Reads a receipt; blanks and line breaks that an e-mail put into it are passed over.
impl FromStr for Receipt {
    type Err = BadReceipt;

    fn from_str(text: &str) -> Result<Self, BadReceipt> {
        const LONGEST: usize = 65 * (MOST_SUBJECTS + 4);
        let word: String = text.split_whitespace().collect();
        let parts: Vec<&str> = word.split('.').take(LONGEST / 64).collect();
        let [FIRST, manifest, leaves @ .., signature] = parts.as_slice() else {
            return Err(BadReceipt::Form);
        };
        let digest = |text: &str| {
            unhex(text.as_bytes())
                .map(Digest::from_bytes)
                .ok_or(BadReceipt::Form)
        };
        let leaves: Vec<Digest> = leaves
            .iter()
            .map(|leaf| digest(leaf))
            .collect::<Result<_, _>>()?;
        if leaves.is_empty() {
            return Err(BadReceipt::Form);
        }
        let manifest = digest(manifest)?;
        Ok(Self {
            promised: Promised { manifest, leaves },
            signature: unhex(signature.as_bytes()).ok_or(BadReceipt::Form)?,
        })
    }
}

/// Why a receipt proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadReceipt {
    /// Not the form of a receipt.
    Form,
    /// A receipt of another round.
    OtherRound,
    /// Not signed by this round's key.
    Forged,
}

impl fmt::Display for BadReceipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "回执不完整，请整段复制",
            Self::OtherRound => "这是另一次评议的回执",
            Self::Forged => "回执上的签名不对，不是本次评议发出的",
        })
    }
}

impl std::error::Error for BadReceipt {}
