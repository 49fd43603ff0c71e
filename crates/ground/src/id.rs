//! Typed ids: UUIDv7, made here from the passed-in time and a generator, so
//! that no verb reaches for the ambient clock.

use std::sync::Mutex;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use uuid::Uuid;

use crate::time::At;

/// Makes ids and random codes.
#[derive(Debug)]
pub struct Ids(Mutex<StdRng>);

impl Ids {
    /// From the machine's entropy.
    pub fn from_os() -> Self {
        Self(Mutex::new(StdRng::from_os_rng()))
    }

    /// The same ids for the same seed: for tests and for the demo.
    pub fn seeded(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }

    fn bytes<const N: usize>(&self) -> [u8; N] {
        // A poisoned generator is still a generator.
        let mut rng = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        rng.random()
    }

    /// A UUIDv7 (RFC 9562) of this instant.
    pub fn uuid(&self, now: At) -> Uuid {
        let millis = u64::try_from(now.micros() / 1000).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// A token of 256 random bits, in 64 hexadecimal digits.
    pub fn token(&self) -> String {
        crate::text::hex(&self.bytes::<32>())
    }

    /// A secret of 160 random bits, as long as an authenticator takes one (RFC 4226, 4).
    pub fn secret(&self) -> [u8; 20] {
        self.bytes()
    }

    /// A code that a person can read over the telephone: `len` characters
    /// from an alphabet without look-alikes, 5 bits each.
    pub fn code(&self, len: usize) -> String {
        const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        let bytes = self.bytes::<32>();
        bytes
            .iter()
            .cycle()
            .take(len)
            .map(|b| char::from(ALPHABET[usize::from(b & 31)]))
            .collect()
    }
}

/// Declares typed ids over [`Uuid`], stored as `blob`/`uuid`.
#[macro_export]
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive($crate::re::sqlx::Type, $crate::re::serde::Serialize, $crate::re::serde::Deserialize)]
        #[serde(crate = "ground::re::serde", transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub $crate::re::uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::re::uuid::Error;
            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}
