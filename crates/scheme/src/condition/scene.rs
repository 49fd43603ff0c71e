//! Running a checked expression: the values it speaks of, handed to the interpreter.

use super::{Condition, Figure};
use crate::points::Points;
use crate::ratio::RoundMode;
use cel::objects::{Key, Value};
use cel::{Context, Env, ExecutionError};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Where an expression finds its values.
pub(crate) trait Scene {
    /// A figure over the facts of a kind; `None` where there is none to take it of.
    fn figure(&self, figure: Figure, kind: usize) -> Result<Option<i64>, Trouble>;
    /// The points of an item or a section.
    fn node(&self, node: usize) -> Points;
    /// Whether a star is won.
    fn star(&self, star: usize) -> bool;
    /// An attribute, as the variable that asks for it takes it.
    fn attribute(&self, map: &str, name: &str) -> Result<Option<Value>, Trouble>;
    /// A tag of the fact.
    fn tag(&self, name: &str) -> Option<Value>;
    /// A plain variable; `None` where the fact does not have it.
    fn name(&self, name: &str) -> Option<Value>;
    /// The code by which expressions call a kind, an item or a star.
    fn code(&self, what: Code) -> &str;
}

/// Something called by a code.
#[derive(Clone, Copy)]
pub(crate) enum Code {
    Kind(usize),
    Node(usize),
    Star(usize),
}

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A number left its range.
    TooLarge,
    /// Somebody does not have what is asked for.
    Lacking(String),
    /// An attribute is of another kind than the expression takes it for.
    OtherKind(String),
    /// A fact without an amount.
    NoAmount(usize),
}

/// The standard functions, built once.
static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));

impl Condition {
    pub(crate) fn holds(&self, scene: &dyn Scene) -> Result<bool, Trouble> {
        match self.value(scene)? {
            Value::Bool(truth) => Ok(truth),
            other => Err(Trouble::OtherKind(format!("{other:?}"))),
        }
    }

    pub(crate) fn points(&self, scene: &dyn Scene) -> Result<Points, Trouble> {
        match self.value(scene)? {
            Value::Int(hundredths) => Ok(Points::from_hundredths(hundredths)),
            other => Err(Trouble::OtherKind(format!("{other:?}"))),
        }
    }

    fn value(&self, scene: &dyn Scene) -> Result<Value, Trouble> {
        let mut context = Context::with_env(Arc::clone(&ENV));
        for declared in [
            context.add_function("min", |a: i64, b: i64| a.min(b)),
            context.add_function("max", |a: i64, b: i64| a.max(b)),
            context.add_function("share", share),
        ] {
            declared.map_err(|error| Trouble::OtherKind(error.to_string()))?;
        }
        for (name, map) in self.maps(scene)? {
            context.add_variable_from_value(name, map);
        }
        for name in &self.uses.names {
            if let Some(value) = scene.name(name) {
                context.add_variable_from_value(*name, value);
            }
        }
        Value::resolve(&self.expr, &context).map_err(|error| trouble(&error))
    }

    fn maps(
        &self,
        scene: &dyn Scene,
    ) -> Result<HashMap<&'static str, HashMap<Key, Value>>, Trouble> {
        let mut maps: HashMap<&'static str, HashMap<Key, Value>> = HashMap::new();
        let mut put = |map: &'static str, key: &str, value: Option<Value>| {
            let map = maps.entry(map).or_default();
            if let Some(value) = value {
                map.insert(Key::from(key), value);
            }
        };
        for (figure, kind) in &self.uses.kinds {
            let value = scene.figure(*figure, *kind)?.map(Value::Int);
            put(figure.map(), scene.code(Code::Kind(*kind)), value);
        }
        for node in &self.uses.nodes {
            let value = Value::Int(scene.node(*node).hundredths());
            put("item", scene.code(Code::Node(*node)), Some(value));
        }
        for star in &self.uses.stars {
            let value = Value::Bool(scene.star(*star));
            put("star", scene.code(Code::Star(*star)), Some(value));
        }
        for (map, name) in &self.uses.attributes {
            put(map, name, scene.attribute(map, name)?);
        }
        for tag in &self.uses.tags {
            put("tag", tag, scene.tag(tag));
        }
        Ok(maps)
    }
}

impl Figure {
    fn map(self) -> &'static str {
        match self {
            Figure::Count => "count",
            Figure::Sum => "sum",
            Figure::Mean => "mean",
            Figure::Highest => "highest",
            Figure::Lowest => "lowest",
        }
    }
}

/// So large a part, rounded half away from zero; the loader made the divisor above 0.
fn share(value: i64, num: i64, den: i64) -> Result<i64, ExecutionError> {
    i128::from(value)
        .checked_mul(i128::from(num))
        .and_then(|product| RoundMode::HalfUp.quotient(product, i128::from(den)))
        .and_then(|part| i64::try_from(part).ok())
        .ok_or_else(|| ExecutionError::function_error("share", "overflow"))
}

fn trouble(error: &ExecutionError) -> Trouble {
    match error {
        ExecutionError::NoSuchKey(name) | ExecutionError::UndeclaredReference(name) => {
            Trouble::Lacking(name.to_string())
        }
        _ => Trouble::TooLarge,
    }
}
