//! What stands inside the envelope, compressed: a head, then the rows of each
//! table with their count and hash, then the hash of everything.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::digest::{Digest, TableDigest};
use super::envelope::{Seal, Unseal};
use super::no::told;
use super::value::Value;
use super::{No, Passphrase};
use crate::error::Result;

/// What comes first.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    /// Version of the schema.
    pub(super) schema: i64,
    /// When the picture was taken, in µs.
    pub(super) at: i64,
    /// The tables that follow, in this order.
    pub(super) tables: Vec<Names>,
    /// The text of the key file: without it a fresh machine could not open what is sealed.
    pub(super) keys: Option<Zeroizing<String>>,
}

/// A table and its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Names {
    pub(super) name: String,
    pub(super) columns: Vec<String>,
}

const ROW: u8 = 1;
const END_OF_TABLE: u8 = 2;
const END: u8 = 3;
/// The longest head or table's end: names and keys, never rows.
const LONGEST: u32 = 1 << 20;

/// The writing side.
pub(super) struct Writing<W: Write>(ZlibEncoder<Seal<W>>);

impl<W: Write> Writing<W> {
    pub(super) fn new(out: W, passphrase: &Passphrase, head: &Head) -> Result<Self> {
        let sealed = Seal::new(out, passphrase).map_err(told)?;
        let mut writing = Self(ZlibEncoder::new(sealed, Compression::default()));
        writing.json(head)?;
        Ok(writing)
    }

    fn json(&mut self, what: &impl Serialize) -> Result<()> {
        let text = Zeroizing::new(serde_json::to_vec(what)?);
        let len = u32::try_from(text.len()).map_err(crate::Fault::new)?;
        self.0.write_all(&len.to_be_bytes()).map_err(told)?;
        self.0.write_all(&text).map_err(told)
    }

    pub(super) fn row(&mut self, row: &[Value]) -> Result<()> {
        self.0.write_all(&[ROW]).map_err(told)?;
        for value in row {
            value.write(&mut self.0).map_err(told)?;
        }
        Ok(())
    }

    pub(super) fn end_of_table(&mut self, digest: &TableDigest) -> Result<()> {
        self.0.write_all(&[END_OF_TABLE]).map_err(told)?;
        self.json(digest)
    }

    pub(super) fn end(mut self, digest: &Digest) -> Result<W> {
        self.0.write_all(&[END]).map_err(told)?;
        self.json(&digest.hash)?;
        let sealed = self.0.finish().map_err(told)?;
        sealed.finish().map_err(told)
    }
}

/// What the reading side finds next in a table.
pub(super) enum Next {
    Row(Vec<Value>),
    End(TableDigest),
}

/// The reading side.
pub(super) struct Reading<R: Read>(ZlibDecoder<Unseal<R>>);

impl<R: Read> Reading<R> {
    pub(super) fn new(from: R, passphrase: &Passphrase) -> Result<(Self, Head)> {
        let sealed = Unseal::new(from, passphrase).map_err(told)?;
        let mut reading = Self(ZlibDecoder::new(sealed));
        let head = reading.json()?;
        Ok((reading, head))
    }

    fn json<T: DeserializeOwned>(&mut self) -> Result<T> {
        let mut len = [0; 4];
        self.0.read_exact(&mut len).map_err(told)?;
        let len = u32::from_be_bytes(len);
        if len > LONGEST {
            return Err(No::Strange(format!("a head of {len} bytes")).into());
        }
        let mut text = Zeroizing::new(vec![0; len as usize]);
        self.0.read_exact(&mut text).map_err(told)?;
        serde_json::from_slice(&text).map_err(|e| No::Strange(e.to_string()).into())
    }

    fn tag(&mut self) -> Result<u8> {
        let mut tag = [0];
        self.0.read_exact(&mut tag).map_err(told)?;
        Ok(tag[0])
    }

    /// The next row of a table with so many columns, or its end.
    pub(super) fn next(&mut self, columns: usize) -> Result<Next> {
        match self.tag()? {
            ROW => {
                let row: std::io::Result<_> =
                    (0..columns).map(|_| Value::read(&mut self.0)).collect();
                Ok(Next::Row(row.map_err(told)?))
            }
            END_OF_TABLE => Ok(Next::End(self.json()?)),
            other => Err(No::Strange(format!("record tag {other}")).into()),
        }
    }

    /// Reads to the very end: what was cut off behind the last row is noticed too.
    pub(super) fn end(mut self, digest: &Digest) -> Result<()> {
        if self.tag()? != END {
            return Err(No::Strange("no end".to_owned()).into());
        }
        let hash: String = self.json()?;
        if hash != digest.hash {
            return Err(No::Mismatch("总校验值".to_owned()).into());
        }
        let mut rest = Vec::new();
        self.0.read_to_end(&mut rest).map_err(told)?;
        // The compressed stream ends by itself; the envelope must end with it.
        let mut sealed = self.0.into_inner();
        sealed.read_to_end(&mut rest).map_err(told)?;
        if rest.is_empty() {
            Ok(())
        } else {
            Err(No::Appended.into())
        }
    }
}
