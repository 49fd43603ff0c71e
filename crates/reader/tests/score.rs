//! The development set is read as well as the contract asks, on the half that rules are written on and on the
//! half that is only scored.

#![expect(
    dead_code,
    reason = "the tables are printed by `cargo xtask read-score` alone"
)]

#[path = "../examples/score/corpus.rs"]
mod corpus;
#[path = "../examples/score/fields.rs"]
mod fields;
#[path = "../examples/score/score.rs"]
mod score;

use corpus::Half;

/// Rules that do much worse on what they were not written for are fitted to what they were.
const APART: f64 = 0.05;

/// Brackets and strokes are part of a number and a date, and a heading one level off is another outline.
#[test]
fn numbers_dates_and_levels_are_compared_to_the_letter() {
    use fields::Field::{Date, DocNo, Outline, Title};
    use serde_json::json;
    let number = json!("清源街发〔2021〕14号");
    assert!(DocNo.same(&number, &number));
    assert!(!DocNo.same(&number, &json!("清源街发202114号")));
    assert!(!DocNo.same(&number, &json!("〔清源街发〔2021〕14号〕")));
    assert!(!Date.same(&json!("2012-03-09"), &json!("20120309")));
    let heading = |level: u32| json!({"kind": "cn", "n": 1, "title": "指导思想", "level": level});
    assert!(Outline.same(&heading(1), &heading(1)));
    assert!(!Outline.same(&heading(1), &heading(2)));
    assert!(Title.same(&json!("“三长制” 方案"), &json!("三长制方案")));
}

#[test]
fn both_halves_stand_over_the_bar_and_near_each_other() {
    let documents = corpus::documents().unwrap();
    assert!(documents.len() >= 40);
    let scores = [Half::Rules, Half::HeldOut].map(|half| score::of(&documents, half));
    for score in &scores {
        assert!(score.macro_f1() >= score::BAR, "{}", score.table());
        assert!(score.weak().is_empty(), "{:?}", score.weak());
    }
    let apart = (scores[0].macro_f1() - scores[1].macro_f1()).abs();
    assert!(apart <= APART, "the halves stand {apart:.3} apart");
}
