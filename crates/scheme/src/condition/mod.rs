//! Conditions and formulas in CEL (Common Expression Language), parsed and run by the `cel` crate.
//!
//! Every expression is typed before it is accepted, so that nothing can go wrong when it runs but a
//! number out of range or a value that somebody does not have. There are no doubles: decimals are
//! whole hundredths, and a whole number beside a decimal means so many points.

mod check;
mod scene;

pub(crate) use check::burden_remedy;
pub(crate) use scene::{Code, Scene, Trouble};

use cel::IdedExpr;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::fmt;

/// Longer expressions are refused.
pub(crate) const MOST_CHARACTERS: usize = 500;
/// Deeper ones too.
const MOST_DEPTH: u16 = 24;

/// A checked expression.
#[derive(Clone)]
pub struct Condition {
    text: String,
    expr: IdedExpr,
    uses: Uses,
}

/// What an expression speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Kinds of fact, by the figure asked for.
    pub(crate) kinds: BTreeSet<(Figure, usize)>,
    /// Items and sections.
    pub(crate) nodes: BTreeSet<usize>,
    /// Stars, as places in the list.
    pub(crate) stars: BTreeSet<usize>,
    /// Attributes: the variable (`num`, `text`, `flag`) and the name.
    pub(crate) attributes: BTreeSet<(&'static str, String)>,
    /// Tags of a fact.
    pub(crate) tags: BTreeSet<String>,
    /// Groups that are named.
    pub(crate) groups: BTreeSet<String>,
    /// Plain variables.
    pub(crate) names: BTreeSet<&'static str>,
}

/// A figure over the facts of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Figure {
    Count,
    Sum,
    Mean,
    Highest,
    Lowest,
}

/// What an expression must come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Yes or no.
    Truth,
    /// Points.
    Decimal,
}

/// What an expression may speak of, from narrow to wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// One fact.
    Fact,
    /// A person and their facts.
    Person,
    /// Also the points of items and sections.
    Node,
    /// Also the total.
    Total,
    /// Also the stars.
    Final,
}

/// The names that the scheme knows.
pub(crate) struct Names<'a> {
    pub(crate) kinds: &'a [String],
    pub(crate) nodes: &'a [String],
    pub(crate) stars: &'a [String],
    pub(crate) groups: &'a [String],
}

/// Why an expression is not accepted, and what to do.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) what: String,
    pub(crate) remedy: String,
}

impl Condition {
    /// Parses and checks an expression.
    pub(crate) fn parse(
        text: &str,
        scope: Scope,
        wanted: Wanted,
        names: &Names<'_>,
    ) -> Result<Condition, Fault> {
        let text = text.trim();
        let fault = |what: String, remedy: &str| Fault {
            what,
            remedy: remedy.to_owned(),
        };
        if text.chars().count() > MOST_CHARACTERS {
            return Err(fault(
                format!("条件超过{MOST_CHARACTERS}个字"),
                "请拆成几条，或先用 aside 条目算出中间数",
            ));
        }
        if nesting(text) > usize::from(MOST_DEPTH) {
            return Err(too_deep());
        }
        let expr = cel::parser::Parser::new()
            .max_recursion_depth(MOST_DEPTH * 4)
            .parse(text)
            .map_err(|errors| {
                let said = errors.errors.first().map_or(String::new(), |error| {
                    format!("（{}）", error.msg.chars().take(80).collect::<String>())
                });
                fault(
                    format!("条件“{text}”不是合格的CEL表达式{said}"),
                    "请按 docs/scheme.md 的“Conditions”一节改正",
                )
            })?;
        let (expr, uses) = check::check(expr, scope, wanted, names)?;
        Ok(Condition {
            text: text.to_owned(),
            expr,
            uses,
        })
    }

    pub(crate) fn uses(&self) -> &Uses {
        &self.uses
    }
}

fn too_deep() -> Fault {
    Fault {
        what: format!("条件的层次超过{MOST_DEPTH}层"),
        remedy: "请拆成几条，或先用 aside 条目算出中间数".to_owned(),
    }
}

/// Brackets and prefixes inside each other, counted before the parser descends into them.
fn nesting(text: &str) -> usize {
    let (mut depth, mut deepest, mut signs) = (0_usize, 0_usize, 0_usize);
    for character in text.chars() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '!' | '-' | '?' => signs += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest.max(signs / 2)
}

impl PartialEq for Condition {
    fn eq(&self, other: &Condition) -> bool {
        self.text == other.text && self.uses == other.uses
    }
}

impl fmt::Debug for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Condition({})", self.text)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
