//! How items and sections hang together: weights that sum to one, no circles.

use super::items::single;
use crate::points::Points;
use crate::rules::{Scheme, Source, Take};
use crate::shape;
use crate::share::Share;
use crate::sheet::{Row, SchemeError};

/// Refuses weights that do not sum to one.
pub(super) fn check_sum(
    row: &Row<'_>,
    key: &str,
    weights: &[Share],
    whose: &str,
) -> Result<(), SchemeError> {
    let mut sum = (0_i128, 1_i128);
    for weight in weights {
        let den = sum.1 * weight.den();
        let num = sum.0 * weight.den() + weight.num() * sum.1;
        let common = gcd(num, den);
        sum = (num / common, den / common);
        if sum.1 > 1_000_000_000_000 {
            return Err(row.refuse(
                key,
                format!("{whose}的权重分母过杂，无法合计"),
                "请改用百分比，如 \"33.33%\"、\"33.34%\"",
            ));
        }
    }
    if sum.0 == sum.1 {
        return Ok(());
    }
    let total = match (sum.0 * 10_000) % sum.1 {
        0 => format!(
            "{}%",
            Points::from_wide(sum.0 * 10_000 / sum.1).unwrap_or_default()
        ),
        _ => format!("{}/{}", sum.0, sum.1),
    };
    Err(row.refuse(
        key,
        format!("{whose}的权重合计为{total}，不是100%"),
        "请核对权重，使合计正好为100%",
    ))
}

fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs().max(1)
}

/// Weighted parts of one whole sum to one; only sums can be weighed.
pub(super) fn check_weights(file: &Row<'_>, scheme: &Scheme) -> Result<(), SchemeError> {
    let item_rows = file.rows("item", "条目", "id", shape::ITEM, shape::MOST_ROWS)?;
    let section_rows = file.rows("section", "大项", "id", shape::SECTION, shape::MOST_ROWS)?;
    let row_of = |node: usize| {
        item_rows
            .iter()
            .chain(&section_rows)
            .nth(node)
            .unwrap_or(file)
    };
    let wholes = (scheme.items.len()..scheme.nodes()).map(Some);
    for whole in std::iter::once(None).chain(wholes) {
        let parts: Vec<_> = scheme.children(whole).collect();
        let weighed: Vec<_> = (parts.iter())
            .filter_map(|(node, frame)| Some((*node, frame.weight?)))
            .collect();
        if let Some((first, _)) = weighed.first() {
            let weights: Vec<Share> = weighed.iter().map(|(_, weight)| *weight).collect();
            let whose = match whole.and_then(|node| scheme.frame(node)) {
                Some(frame) => format!("大项“{}”各部分", frame.title),
                None => "总分各部分".to_owned(),
            };
            check_sum(row_of(*first), "weight", &weights, &whose)?;
        }
        let Some(section) = whole.and_then(|node| scheme.sections.get(node - scheme.items.len()))
        else {
            continue;
        };
        let row = row_of(whole.unwrap_or_default());
        if parts.is_empty() {
            return Err(row.refuse(
                "id",
                "这个大项没有任何条目".to_owned(),
                "请在条目里写 section，或删去这个大项",
            ));
        }
        if section.take != Take::Sum && !weighed.is_empty() {
            return Err(row.refuse(
                "take",
                "按权重合成的大项只能合计".to_owned(),
                "请删去take，或删去各部分的weight",
            ));
        }
        let facts = |node: &usize| scheme.items.get(*node).is_some_and(single);
        if section.same_about && !parts.iter().all(|(node, _)| facts(node)) {
            return Err(row.refuse(
                "same_about",
                "“same_about”只与逐件相加的条目同用".to_owned(),
                "这个大项里的条目都须用per_event，或取合计、不带each/over/under的per_amount",
            ));
        }
    }
    Ok(())
}

/// Items and sections, each after what it needs; refuses a circle.
pub(super) fn order(file: &Row<'_>, scheme: &Scheme) -> Result<Vec<usize>, SchemeError> {
    let mut walk = Walk {
        scheme,
        done: Vec::new(),
        open: Vec::new(),
    };
    for node in 0..scheme.nodes() {
        if let Err(circle) = walk.visit(node) {
            let names: Vec<&str> = (circle.iter())
                .filter_map(|node| scheme.frame(*node))
                .map(|frame| frame.id.as_str())
                .collect();
            let items = file.rows("item", "条目", "id", shape::ITEM, shape::MOST_ROWS)?;
            let sections = file.rows("section", "大项", "id", shape::SECTION, shape::MOST_ROWS)?;
            let first = circle.first().copied().unwrap_or_default();
            let row = items.iter().chain(&sections).nth(first).unwrap_or(file);
            return Err(row.refuse(
                if row.has("formula") {
                    "formula"
                } else {
                    "section"
                },
                format!("互相引用成了环：{}", names.join("→")),
                "请去掉其中一处引用",
            ));
        }
    }
    Ok(walk.done)
}

struct Walk<'a> {
    scheme: &'a Scheme,
    done: Vec<usize>,
    open: Vec<usize>,
}

impl Walk<'_> {
    /// The circle, if there is one. Depth is bounded by the number of rows.
    fn visit(&mut self, node: usize) -> Result<(), Vec<usize>> {
        if self.done.contains(&node) {
            return Ok(());
        }
        if let Some(at) = self.open.iter().position(|open| *open == node) {
            let mut circle = self.open.get(at..).unwrap_or_default().to_vec();
            circle.push(node);
            return Err(circle);
        }
        self.open.push(node);
        for need in self.needs(node) {
            self.visit(need)?;
        }
        self.open.pop();
        self.done.push(node);
        Ok(())
    }

    fn needs(&self, node: usize) -> Vec<usize> {
        match self.scheme.items.get(node) {
            Some(item) => match &item.source {
                Source::Formula(formula) => formula.uses().nodes.iter().copied().collect(),
                _ => Vec::new(),
            },
            None => (self.scheme.children(Some(node)))
                .map(|(child, _)| child)
                .collect(),
        }
    }
}
