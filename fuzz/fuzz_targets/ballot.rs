//! Bytes of any kind as a box, a manifest, a receipt, a ballot, a typed code; and as an edit of a
//! sound box, which no edit may leave sound. Run: `cargo +nightly fuzz run ballot`.

#![no_main]

use std::sync::LazyLock;

use ballot::{
    Ballot, Closing, Comment, Draft, Electorate, FormSeed, Grade, GradeSet, Item, Leaf, Level, Manifest, Receipt,
    ReceiptKey, RoundId, Sealed, SlipCode, Slips, Standing, seal, verify,
};
use libfuzzer_sys::fuzz_target;

fn grade(name: &str, standing: Standing) -> Grade {
    let name = name.to_owned();
    Grade { name, standing }
}

fn round(level: Level) -> Manifest {
    let grades = vec![grade("满意", Standing::For), grade("不满意", Standing::Against)];
    let draft = Draft {
        round: RoundId::from_bytes([1; 16]),
        title: "一轮".to_owned(),
        level,
        smallest: 3,
        opens: "2026-11-20T00:00:00Z".parse().expect("an instant"),
        closes: "2026-11-24T09:30:00Z".parse().expect("an instant"),
        receipt_key: ReceiptKey::from_secret(&[1; 32]).public(),
        sets: vec![GradeSet { title: "两档".to_owned(), grades }],
        items: vec![Item { title: "一项".to_owned(), set: 0 }],
        subjects: vec!["甲".to_owned(), "乙".to_owned()],
        electorates: vec![Electorate { name: "居民".to_owned(), roll: 9, least: 0, weight: 1 }],
    };
    draft.fix().expect("a sound round")
}

fn sealed(round: &Manifest) -> Sealed {
    let ballot = |n: u8| {
        let seed = FormSeed::from_random([n; 16]);
        let ballot = Ballot::new(round, seed, &[vec![Some(usize::from(n / 4))], vec![None]]);
        ballot.and_then(|ballot| ballot.leaves(round, 0)).expect("a sound ballot")
    };
    let closing = Closing { sealed: round.closes, slips: vec![Slips { issued: 9, void: 1 }] };
    seal(round, &[], &closing, (0..5).flat_map(ballot).collect(), Vec::new()).expect("a sound box")
}

static BOXES: LazyLock<[(Manifest, Sealed); 2]> = LazyLock::new(|| {
    [Level::Open, Level::Closed].map(|level| {
        let round = round(level);
        let sealed = sealed(&round);
        (round, sealed)
    })
});

/// The first bytes say where the rest goes into the box, and how much it takes the place of.
fn edited(sound: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let [a, b, length, part @ ..] = bytes else { return None };
    let mut file = sound.as_bytes().to_vec();
    let from = usize::from(u16::from_be_bytes([*a, *b])) % file.len();
    let to = file.len().min(from + usize::from(*length));
    file.splice(from..to, part.iter().copied());
    Some(file)
}

fuzz_target!(|bytes: &[u8]| {
    let _ = verify(bytes, None);
    for (round, sealed) in &*BOXES {
        let Some(file) = edited(&sealed.file, bytes) else { continue };
        let sound = file == sealed.file.as_bytes();
        assert_eq!(verify(&file, Some(sealed.root)).is_ok(), sound);
        if let Some((leaves, verified)) = sealed.leaves.as_ref().zip(verify(sealed.file.as_bytes(), None).ok()) {
            let file = edited(leaves, bytes).unwrap_or_default();
            assert_eq!(verified.count(&file).is_ok(), file == leaves.as_bytes());
        }
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        if let Ok(other) = Manifest::parse(text) {
            assert_eq!(other.text(), text);
        }
        if let Ok(ballot) = Ballot::parse(round, text) {
            assert_eq!(ballot.text(round), text);
        }
        if let Ok(leaf) = Leaf::parse(round, text) {
            assert_eq!(leaf.line(), text);
        }
        let _ = Comment::parse(round, text).map(|comment| comment.words().len());
        if let Ok(code) = SlipCode::parse(text) {
            assert_eq!(SlipCode::parse(&code.text()), Ok(code));
        }
        assert!(text.parse::<Receipt>().and_then(|receipt| receipt.check(round)).is_err());
    }
});
