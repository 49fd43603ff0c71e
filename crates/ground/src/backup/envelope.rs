//! The envelope of a backup: what is written into it comes out encrypted in
//! numbered, authenticated parts, under a key made from the passphrase by
//! Argon2id (RFC 9106).
//!
//! Head (46 bytes and their checksum): magic, form, Argon2id's memory, passes
//! and lanes, salt; then 16 bytes by which a passphrase is known. A part:
//! length, number, whether it is the last, AES-256-GCM text and tag. Number and
//! last flag are the nonce, the head is associated data: a part opens only in its
//! own place of its own file.

use std::io::{Read, Result, Write};

use aes_gcm::aead::{AeadInOut as _, KeyInit as _, inout::InOutBuf};
use aes_gcm::{Aes256Gcm, Nonce};
use argon2::{Argon2, Params, Version};
use rand::TryRngCore as _;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{No, Passphrase};

const MAGIC: &[u8; 16] = b"SANZHENG-BACKUP\n";
const FORM: u16 = 1;
const SALT: usize = 16;
const HEAD: usize = MAGIC.len() + 2 + 12 + SALT;
const SUM: usize = 8;
const CHECK: usize = 16;
const TAG: usize = 16;
/// How much text a part holds.
const PART: usize = 64 * 1024;
/// Length, number, last: what stands before a part.
const FRAME: usize = 4 + 8 + 1;
/// What stands before the first part.
#[cfg(test)]
pub(super) const BEFORE_PARTS: usize = HEAD + SUM + CHECK;
/// What stands around the text of a part.
#[cfg(test)]
pub(super) const AROUND_PART: usize = FRAME + TAG;

/// What Argon2id is asked for: 64 MiB, three passes, one lane (RFC 9106, 4, second
/// choice, for machines of one core). The file says it, so that it can grow; tests ask
/// for little, as they open thousands.
const COST: [u32; 3] = if cfg!(test) {
    [64, 1, 1]
} else {
    [64 * 1024, 3, 1]
};
/// What a file may ask for at most: one that asks for more is no file of ours.
const MOST: (u32, u32, u32) = (1024 * 1024, 16, 8);

/// The cipher of one file, and the bytes by which its passphrase is known.
fn unlock(passphrase: &Passphrase, head: &[u8; HEAD]) -> Result<(Aes256Gcm, [u8; CHECK])> {
    let strange = |e: argon2::Error| No::Strange(e.to_string());
    let number = |at: usize| -> u32 {
        head[at..at + 4]
            .iter()
            .fold(0, |n, b| n << 8 | u32::from(*b))
    };
    let at = MAGIC.len() + 2;
    let (memory, passes, lanes) = (number(at), number(at + 4), number(at + 8));
    if memory > MOST.0 || passes > MOST.1 || lanes > MOST.2 {
        return Err(No::DamagedHead.into());
    }
    let params = Params::new(memory, passes, lanes, Some(64)).map_err(strange)?;
    let mut made = Zeroizing::new([0; 64]);
    Argon2::new(argon2::Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.0.as_bytes(), &head[HEAD - SALT..], &mut *made)
        .map_err(strange)?;
    let (key, check) = made.split_at(32);
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|_| No::DamagedHead)?;
    let mut known = [0; CHECK];
    known.copy_from_slice(&Sha256::digest(check)[..CHECK]);
    Ok((cipher, known))
}

fn nonce(number: u64, is_last: bool) -> Nonce<aes_gcm::aead::consts::U12> {
    let mut nonce = [0; 12];
    nonce[0] = u8::from(is_last);
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    nonce.into()
}

fn sum(head: &[u8]) -> [u8; SUM] {
    let mut sum = [0; SUM];
    sum.copy_from_slice(&Sha256::digest(head)[..SUM]);
    sum
}

/// The writing side. Nothing is whole before [`Seal::finish`].
pub(super) struct Seal<W> {
    out: W,
    cipher: Aes256Gcm,
    head: [u8; HEAD],
    number: u64,
    part: Zeroizing<Vec<u8>>,
}

impl<W: Write> Seal<W> {
    pub(super) fn new(mut out: W, passphrase: &Passphrase) -> Result<Self> {
        let mut head = [0; HEAD];
        let mut rest = &mut head[..];
        rest.write_all(MAGIC)?;
        rest.write_all(&FORM.to_be_bytes())?;
        for number in COST {
            rest.write_all(&number.to_be_bytes())?;
        }
        rand::rngs::OsRng
            .try_fill_bytes(rest)
            .map_err(std::io::Error::other)?;
        let (cipher, check) = unlock(passphrase, &head)?;
        out.write_all(&head)?;
        out.write_all(&sum(&head))?;
        out.write_all(&check)?;
        Ok(Self {
            out,
            cipher,
            head,
            number: 0,
            part: Zeroizing::new(Vec::with_capacity(PART)),
        })
    }

    fn put(&mut self, is_last: bool) -> Result<()> {
        self.number += 1;
        let tag = self
            .cipher
            .encrypt_inout_detached(
                &nonce(self.number, is_last),
                &self.head,
                InOutBuf::from(self.part.as_mut_slice()),
            )
            .map_err(|_| std::io::Error::other("a part is too long"))?;
        let len = u32::try_from(self.part.len()).map_err(std::io::Error::other)?;
        self.out.write_all(&len.to_be_bytes())?;
        self.out.write_all(&self.number.to_be_bytes())?;
        self.out.write_all(&[u8::from(is_last)])?;
        self.out.write_all(&self.part)?;
        self.out.write_all(&tag)?;
        self.part.clear();
        Ok(())
    }

    /// Writes the last part; what was written into, for its owner to sync.
    pub(super) fn finish(mut self) -> Result<W> {
        self.put(true)?;
        self.out.flush()?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Seal<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.part.len() == PART {
            self.put(false)?;
        }
        let taken = bytes.len().min(PART - self.part.len());
        self.part.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> Result<()> {
        // A part is written when it is full: flushing early would only make more of them.
        Ok(())
    }
}

/// The reading side: gives nothing that was not authenticated.
pub(super) struct Unseal<R> {
    from: R,
    cipher: Aes256Gcm,
    head: [u8; HEAD],
    number: u64,
    part: Zeroizing<Vec<u8>>,
    given: usize,
    is_over: bool,
}

impl<R: Read> Unseal<R> {
    pub(super) fn new(mut from: R, passphrase: &Passphrase) -> Result<Self> {
        let mut magic = [0; MAGIC.len()];
        let have = fill(&mut from, &mut magic)?;
        if magic[..have] != MAGIC[..have] || have == 0 {
            return Err(No::NotABackup.into());
        }
        let mut head = [0; HEAD];
        head[..MAGIC.len()].copy_from_slice(&magic);
        let (mut found, mut check) = ([0; SUM], [0; CHECK]);
        whole(&mut from, &mut head[MAGIC.len()..])?;
        whole(&mut from, &mut found)?;
        whole(&mut from, &mut check)?;
        if found != sum(&head) {
            return Err(No::DamagedHead.into());
        }
        let form = u16::from_be_bytes([head[MAGIC.len()], head[MAGIC.len() + 1]]);
        if form != FORM {
            return Err(No::NewerForm(form).into());
        }
        let (cipher, known) = unlock(passphrase, &head)?;
        if known != check {
            return Err(No::WrongPassphrase.into());
        }
        Ok(Self {
            from,
            cipher,
            head,
            number: 0,
            part: Zeroizing::default(),
            given: 0,
            is_over: false,
        })
    }

    fn next(&mut self) -> Result<()> {
        self.number += 1;
        let mut frame = [0; FRAME];
        whole(&mut self.from, &mut frame)?;
        let [a, b, c, d, number @ .., last] = frame;
        let (len, there) = (
            u32::from_be_bytes([a, b, c, d]) as usize,
            u64::from_be_bytes(number),
        );
        if len > PART || last > 1 {
            return Err(No::Damaged(self.number).into());
        }
        self.part.resize(len, 0);
        let mut tag = [0; TAG];
        whole(&mut self.from, &mut self.part)?;
        whole(&mut self.from, &mut tag)?;
        self.cipher
            .decrypt_inout_detached(
                &nonce(there, last == 1),
                &self.head,
                InOutBuf::from(self.part.as_mut_slice()),
                &tag.into(),
            )
            .map_err(|_| No::Damaged(self.number))?;
        // Genuine, but is it the one that is due?
        if there != self.number {
            return Err(No::OutOfOrder(self.number, there).into());
        }
        self.given = 0;
        self.is_over = last == 1;
        if self.is_over && fill(&mut self.from, &mut [0])? > 0 {
            return Err(No::Appended.into());
        }
        Ok(())
    }
}

impl<R: Read> Read for Unseal<R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        while self.given == self.part.len() {
            if self.is_over {
                return Ok(0);
            }
            self.next()?;
        }
        let left = &self.part[self.given..];
        let taken = left.len().min(into.len());
        into[..taken].copy_from_slice(&left[..taken]);
        self.given += taken;
        Ok(taken)
    }
}

/// Reads as much as there is; how much that was.
fn fill(from: &mut impl Read, into: &mut [u8]) -> Result<usize> {
    let mut have = 0;
    while have < into.len() {
        match from.read(&mut into[have..]) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(have)
}

fn whole(from: &mut impl Read, into: &mut [u8]) -> Result<()> {
    if fill(from, into)? < into.len() {
        return Err(No::Truncated.into());
    }
    Ok(())
}
