//! What conditions see of a subject.

use super::{Acc, Figure};
use crate::condition::{Code, Condition, Figure as Of, Scene, Trouble};
use crate::points::Points;
use crate::ratio::RoundMode;
use crate::refusal::RateError;
use crate::rules::Scheme;
use crate::subject::{Attribute, Fact, Subject};
use cel::objects::Value;
use std::sync::Arc;

/// A subject with its tallies and figures, as far as they are known.
pub(crate) struct Sight<'a> {
    pub(crate) scheme: &'a Scheme,
    pub(crate) subject: &'a Subject,
    pub(crate) kinds: &'a [Acc],
    pub(crate) figure: Option<&'a Figure>,
    pub(crate) fact: Option<&'a Fact>,
}

impl<'a> Sight<'a> {
    pub(crate) fn of(
        scheme: &'a Scheme,
        subject: &'a Subject,
        kinds: &'a [Acc],
        figure: &'a Figure,
    ) -> Sight<'a> {
        Sight {
            scheme,
            subject,
            kinds,
            figure: Some(figure),
            fact: None,
        }
    }

    /// Whether a condition holds; `who` names the item or rule that asks.
    pub(crate) fn holds(&self, condition: &Condition, who: &str) -> Result<bool, RateError> {
        condition
            .holds(self)
            .map_err(|trouble| self.refusal(trouble, who))
    }

    pub(crate) fn points(&self, formula: &Condition, who: &str) -> Result<Points, RateError> {
        formula
            .points(self)
            .map_err(|trouble| self.refusal(trouble, who))
    }

    fn refusal(&self, trouble: Trouble, who: &str) -> RateError {
        let (subject, item) = (self.subject.id.clone(), who.to_owned());
        match trouble {
            Trouble::TooLarge => RateError::Overflow {
                subject,
                item: Some(item),
            },
            Trouble::Lacking(name) => RateError::Lacking {
                subject,
                item,
                name,
            },
            Trouble::OtherKind(name) => RateError::OtherKind {
                subject,
                item,
                name,
            },
            Trouble::NoAmount(place) => RateError::NoAmount {
                subject,
                fact: (self.subject.facts.get(place)).map_or(String::new(), |fact| fact.id.clone()),
                item,
            },
        }
    }
}

impl Scene for Sight<'_> {
    fn figure(&self, figure: Of, kind: usize) -> Result<Option<i64>, Trouble> {
        let acc = self.kinds.get(kind).copied().unwrap_or_default();
        if figure == Of::Count {
            return Ok(Some(acc.count));
        }
        if acc.blank > 0 {
            return Err(Trouble::NoAmount(acc.blank - 1));
        }
        let fits = |number: i128| i64::try_from(number).map_err(|_| Trouble::TooLarge);
        match figure {
            Of::Sum => fits(acc.sum).map(Some),
            _ if acc.count == 0 => Ok(None),
            Of::Mean => {
                let mean = RoundMode::HalfUp.quotient(acc.sum, i128::from(acc.count));
                fits(mean.ok_or(Trouble::TooLarge)?).map(Some)
            }
            Of::Highest => Ok(Some(acc.highest)),
            _ => Ok(Some(acc.lowest)),
        }
    }

    fn node(&self, node: usize) -> Points {
        let points = self
            .figure
            .and_then(|figure| figure.nodes.get(node).copied());
        points.unwrap_or_default()
    }

    fn star(&self, star: usize) -> bool {
        let won = self
            .figure
            .and_then(|figure| figure.stars.get(star).copied());
        won.unwrap_or(false)
    }

    fn attribute(&self, map: &str, name: &str) -> Result<Option<Value>, Trouble> {
        let wrong = || Trouble::OtherKind(name.to_owned());
        match (map, self.subject.attributes.get(name)) {
            (_, None) => Ok(None),
            ("flag", Some(Attribute::Flag(flag))) => Ok(Some(Value::Bool(*flag))),
            ("text", Some(Attribute::Text(text))) => Ok(Some(said(text))),
            ("num", Some(Attribute::Text(text))) => match Points::parse(text) {
                Ok(points) => Ok(Some(Value::Int(points.hundredths()))),
                Err(_) => Err(wrong()),
            },
            _ => Err(wrong()),
        }
    }

    fn tag(&self, name: &str) -> Option<Value> {
        self.fact?.tags.get(name).map(|text| said(text))
    }

    fn name(&self, name: &str) -> Option<Value> {
        match name {
            "points" => Some(Value::Int(self.figure?.total.hundredths())),
            "stars" => {
                let won = self.figure?.stars.iter().filter(|won| **won).count();
                Some(Value::Int(i64::try_from(won).unwrap_or(i64::MAX)))
            }
            "previous" => Some(said(self.subject.text("previous").unwrap_or_default())),
            "groups" => {
                let groups = self.subject.groups.iter().map(|group| said(group));
                Some(Value::List(Arc::new(groups.collect())))
            }
            "amount" => Some(Value::Int(self.fact?.amount?.hundredths())),
            "date" => Some(said(&self.fact?.day.to_string())),
            "kind" => Some(said(&self.fact?.kind)),
            "about" => Some(said(self.fact?.about.as_deref().unwrap_or_default())),
            "org" => Some(said(self.fact?.org.as_deref().unwrap_or_default())),
            _ => None,
        }
    }

    fn code(&self, what: Code) -> &str {
        let code = match what {
            Code::Kind(kind) => self.scheme.kinds.get(kind),
            Code::Node(node) => self.scheme.frame(node).map(|frame| &frame.id),
            Code::Star(star) => self.scheme.stars.get(star).map(|star| &star.id),
        };
        code.map_or("", String::as_str)
    }
}

fn said(text: &str) -> Value {
    Value::String(Arc::new(text.to_owned()))
}
