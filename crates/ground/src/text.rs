//! Small text: fingerprints, and enums that are stored as words.

use sha2::{Digest as _, Sha256};

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, b| {
        let _ = write!(out, "{b:02x}");
        out
    })
}

/// The SHA-256 of a text, in 64 hexadecimal digits.
pub fn fingerprint(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// The SHA-256 of a file, in 64 hexadecimal digits; read in pieces.
pub fn fingerprint_of(mut file: impl std::io::Read) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut piece = vec![0; 64 << 10];
    loop {
        let count = file.read(&mut piece)?;
        if count == 0 {
            return Ok(hex(&hash.finalize()));
        }
        hash.update(&piece[..count]);
    }
}

/// The stored form of a query code: hashed, so that the database does not
/// hold what opens the door. Case and separators that people add do not count.
pub fn code_hash(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    fingerprint(&plain)
}

/// Declares an enum that is stored as a word, with its Chinese label.
///
/// `words! { /// doc pub enum State { Draft = "draft" "起草", … } }`
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal $label:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive($crate::re::serde::Serialize, $crate::re::serde::Deserialize)]
        #[serde(crate = "ground::re::serde")]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stored word.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The word that people read.
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(word: &str) -> std::result::Result<Self, String> {
                match word {
                    $($word => Ok(Self::$variant),)*
                    other => Err(format!("{} 没有“{other}”这一项", stringify!($name))),
                }
            }
        }

        impl<DB: $crate::re::sqlx::Database> $crate::re::sqlx::Type<DB> for $name
        where
            String: $crate::re::sqlx::Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <String as $crate::re::sqlx::Type<DB>>::type_info()
            }
            fn compatible(ty: &DB::TypeInfo) -> bool {
                <String as $crate::re::sqlx::Type<DB>>::compatible(ty)
            }
        }

        impl<'q, DB: $crate::re::sqlx::Database> $crate::re::sqlx::Encode<'q, DB> for $name
        where
            String: $crate::re::sqlx::Encode<'q, DB>,
        {
            fn encode_by_ref(
                &self,
                buffer: &mut <DB as $crate::re::sqlx::Database>::ArgumentBuffer,
            ) -> std::result::Result<$crate::re::sqlx::encode::IsNull, $crate::re::sqlx::error::BoxDynError> {
                $crate::re::sqlx::Encode::<DB>::encode(self.word().to_owned(), buffer)
            }
        }

        impl<'r, DB: $crate::re::sqlx::Database> $crate::re::sqlx::Decode<'r, DB> for $name
        where
            String: $crate::re::sqlx::Decode<'r, DB>,
        {
            fn decode(
                value: <DB as $crate::re::sqlx::Database>::ValueRef<'r>,
            ) -> std::result::Result<Self, $crate::re::sqlx::error::BoxDynError> {
                let word = <String as $crate::re::sqlx::Decode<DB>>::decode(value)?;
                word.parse().map_err(|e: String| e.into())
            }
        }
    };
}
