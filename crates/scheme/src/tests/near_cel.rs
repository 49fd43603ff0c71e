//! What stands in a condition comes from people. Whatever they type is accepted or refused with words;
//! nothing they type ends the program.

use super::{SMALL, fact};
use crate::{Scheme, SchemeError, Subject, rate};
use proptest::prelude::*;

/// Words, signs and beginnings of CEL, sound and unsound.
const PIECES: &str = r#"
    points stars groups previous amount date kind count sum mean highest num text flag item star tag
    dec share min max has size startsWith all exists map filter true false null in int uint double
    string bytes timestamp duration type matches dyn x pledge_kept discipline 0 1 90 007 1u 0x 0x1F
    0xg 1.5 1e9 1e999 .5 5. 9223372036854775807 9223372036854775808 -9223372036854775808
    99999999999999999999 "" "a" "90%" "1/0" ' " """ r" b" "\ "\x" "\u12" "\ud800" "\U00110000" "\777"
    ` 甲 １ // /* == != <= && || ?? ?. [? {? :: @ # \
    . , : ; ? ( ) [ ] { } ! - + * / % < = ( ) [ ] . , ! -
"#;

fn near_cel() -> impl Strategy<Value = String> {
    let pieces: Vec<&str> = PIECES.split_whitespace().collect();
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(str::to_owned),
        1 => Just(" ".to_owned()),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// One literal, with any prefix, quotes and escapes.
fn near_literal() -> impl Strategy<Value = String> {
    let prefix = prop::sample::select(&["", "r", "b", "br", "rb", "R", "B", "u"][..]);
    let quote = prop::sample::select(&["\"", "'", "\"\"\"", "\'\'\'", "`"][..]);
    let escape = prop::sample::select(
        &[
            "\\n",
            "\\\\",
            "\\x",
            "\\x4",
            "\\xff",
            "\\X41",
            "\\u",
            "\\u4e0",
            "\\u4e00",
            "\\ud83d",
            "\\U0001F600",
            "\\U00110000",
            "\\UFFFFFFFF",
            "\\7",
            "\\77",
            "\\101",
            "\\377",
            "\\400",
            "\\999",
            "\\q",
            "\\",
            "\"",
            "'",
            "甲",
            "é",
            "\n",
        ][..],
    );
    let body = prop::collection::vec(escape, 0..6).prop_map(|parts| parts.concat());
    (prefix, quote.clone(), body, quote, any::<bool>()).prop_map(
        |(prefix, open, body, close, same)| {
            let close = if same { open } else { close };
            format!("text.name == {prefix}{open}{body}{close}")
        },
    )
}

/// One stretch again and again: deep, long, or both.
fn repeated() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(
        &[
            "(",
            "[",
            "{",
            "!",
            "-",
            "a.",
            "a?",
            "a?b:",
            "1+",
            "1*",
            "1<",
            "true&&",
            "true||",
            "x[",
            "f(",
            "a.b(",
            "[1].all(x,",
            "has(",
            "\"a\":",
            "1,",
            "size(",
            "min(1,",
            "dec(\"1\")+",
            "? ",
            "not ",
            "!-",
            "a.?b",
            "a[?",
            "true?",
            ":1",
        ][..],
    );
    (piece, 1_usize..300, near_cel()).prop_map(|(piece, many, tail)| piece.repeat(many) + &tail)
}

/// A call of anything with anything: the macros of CEL take their arguments apart while they are parsed.
fn near_call() -> impl Strategy<Value = String> {
    let target = prop::sample::select(
        &[
            "",
            "groups.",
            "[1, 2].",
            "{}.",
            "x.y.",
            "cel.",
            "optional.",
            "\"a\".",
            "1.",
            ".",
            "!",
        ][..],
    );
    let name = prop::sample::select(
        &[
            "all",
            "exists",
            "exists_one",
            "existsOne",
            "map",
            "filter",
            "has",
            "bind",
            "transformList",
            "transformMap",
            "transformMapEntry",
            "optMap",
            "optFlatMap",
            "of",
            "none",
            "block",
            "index",
            "iterVar",
            "accuVar",
            "size",
            "dec",
            "share",
            "min",
            "int",
            "duration",
            "matches",
            "_&&_",
            "@in",
        ][..],
    );
    let argument = prop::sample::select(
        &[
            "x",
            "a.b",
            "a[0]",
            "1",
            "\"x\"",
            "true",
            "[x]",
            "{x: 1}",
            "x > 0",
            "",
            "has(x)",
            "__result__",
            "@r",
        ][..],
    );
    (target, name, prop::collection::vec(argument, 0..5))
        .prop_map(|(target, name, list)| format!("{target}{name}({})", list.join(", ")))
}

const SOUND: [&str; 8] = [
    "points >= 90 && count.pledge_kept >= 3",
    "has(num.age) && num.age >= dec(\"70.5\") ? points < 80 : count[\"discipline\"] > 0",
    "min(count.pledge_kept, 3) + max(1, 2, count.discipline) * 2 >= 5 / 2 % 3",
    "share(item.pledge, \"30%\") + sum.service_hours - mean.service_hours > 0",
    "\"elder\" in groups || previous in [\"star-5\", \"star-4\"]",
    "text.name.startsWith(\"a\\u4e00\") && !text.name.contains('b\\'') && size(groups) == 0",
    "!(!flag.retired) == (previous != \"\")",
    "-points <= -1 || !(size(groups) > 1)",
];

/// A sound condition with a stretch cut out, doubled, or put in.
fn nearly_sound() -> impl Strategy<Value = String> {
    let places = (0_usize..200, 0_usize..200, 0_usize..12);
    (
        prop::sample::select(&SOUND[..]),
        places,
        near_cel(),
        any::<bool>(),
    )
        .prop_map(|(sound, (from, to, many), other, put)| {
            let mut all: Vec<char> = sound.chars().collect();
            let from = from % all.len();
            let end = (from + many).min(all.len());
            let part: Vec<char> = if put {
                other.chars().collect()
            } else {
                all[from..end].to_vec()
            };
            if put {
                all.splice(from..end, part);
            } else {
                let to = to % all.len();
                all.splice(to..to, part);
            }
            all.into_iter().collect()
        })
}

/// The small scheme with a limit on this condition.
fn with(condition: &str) -> Result<Scheme, SchemeError> {
    let when = serde_json::to_string(condition).unwrap();
    let limit = format!(
        "[[group]]\nid = \"elder\"\ntitle = \"老党员\"\n[[limit]]\nwhen = {when}\nat_most = \"star-4\"\nbecause = \"试\"\n[[level]]\ncode = \"x\"\n\
         name = \"上\"\nfrom = \"any\"\n"
    );
    Scheme::parse("near.toml", &format!("{SMALL}{limit}"))
}

/// Loads a scheme with the condition, and rates by it if it loads.
fn tried(condition: &str) {
    match with(condition) {
        Err(refused) => assert!(!refused.what.is_empty() && !refused.remedy.is_empty()),
        Ok(scheme) => {
            let facts = vec![
                fact("a", "pledge_kept", "92233720368547758"),
                fact("b", "service_hours", "-0.01"),
            ];
            let _told = rate(&scheme, &[Subject::new("m", facts)]);
        }
    }
}

/// Hundreds of thousands were tried when this was written.
const CASES: u32 = 300;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn anything_like_a_condition_is_accepted_or_refused_with_words(text in near_cel()) {
        tried(&text);
    }

    #[test]
    fn any_call_is_accepted_or_refused_with_words(text in near_call()) {
        tried(&text);
    }

    #[test]
    fn any_literal_is_accepted_or_refused_with_words(text in near_literal()) {
        tried(&text);
    }

    #[test]
    fn anything_said_again_and_again_is_accepted_or_refused_with_words(text in repeated()) {
        tried(&text);
    }

    #[test]
    fn a_condition_with_a_slip_in_it_is_accepted_or_refused_with_words(text in nearly_sound()) {
        tried(&text);
    }
}

#[test]
fn the_sound_ones_load() {
    for text in SOUND {
        let scheme = with(text);
        assert!(scheme.is_ok(), "{text}: {:?}", scheme.err());
    }
}
