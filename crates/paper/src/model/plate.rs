//! What is hung up, handed over and carried: plates, certificates, name cards.

use serde::Serialize;

use super::Qr;

/// A batch of one kind; it prints in one go.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Plates {
    /// Plates for the wall (牌匾), one a page.
    Plates {
        /// What the batch is called.
        title: String,
        /// The plates.
        items: Vec<Plate>,
    },
    /// Certificates (证书), one a page.
    Certificates {
        /// What the batch is called.
        title: String,
        /// The certificates.
        items: Vec<Certificate>,
    },
    /// Name cards (亮名片), 90 × 54 mm, ten a page, with marks to cut along.
    Cards {
        /// What the batch is called.
        title: String,
        /// The cards.
        items: Vec<Card>,
    },
}

/// A plate for the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plate {
    /// The title of honour, large.
    pub honour: String,
    /// Who holds it.
    pub holder: String,
    /// Stars, named; empty on a plate without stars.
    pub stars: Vec<String>,
    /// Who gave it.
    pub issuer: String,
    /// The day or the term it stands for.
    pub date: String,
    /// Where it can be looked up.
    pub qr: Option<Qr>,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// 荣誉证书 or another heading.
    pub heading: String,
    /// Whom it speaks to, with the colon left out.
    pub holder: String,
    /// What it says.
    pub text: String,
    /// Who gave it.
    pub issuer: String,
    /// The day.
    pub date: String,
    /// Its number, if it has one.
    pub number: Option<String>,
    /// Where it can be looked up.
    pub qr: Option<Qr>,
}

/// A name card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Card {
    /// The name.
    pub name: String,
    /// Which branch, which duty; line by line.
    pub lines: Vec<String>,
    /// What one line of theirs says, such as a pledge; may be empty.
    pub motto: String,
    /// Where the card can be opened.
    pub qr: Option<Qr>,
}

impl Plates {
    /// What the batch is called.
    pub fn title(&self) -> &str {
        match self {
            Self::Plates { title, .. }
            | Self::Certificates { title, .. }
            | Self::Cards { title, .. } => title,
        }
    }
}
