//! A small round and what people tick in it.

use ballot::{
    Ballot, Closing, Comment, Draft, Electorate, Extension, FormSeed, Grade, GradeSet, Item, Leaf,
    Level, Manifest, ReceiptKey, RoundId, Sealed, Slips, Standing, seal,
};

/// The key that signs receipts in these stories.
pub(crate) fn key() -> ReceiptKey {
    ReceiptKey::from_secret(&[42; 32])
}

fn grades(names: &[(&str, Standing)]) -> Vec<Grade> {
    let grade = |(name, standing): &(&str, Standing)| Grade {
        name: (*name).to_owned(),
        standing: *standing,
    };
    names.iter().map(grade).collect()
}

/// Two subjects, two items with a grade set each, members and residents.
pub(crate) fn draft() -> Draft {
    use Standing::{Against, Apart, For};
    let satisfaction = [
        ("满意", For),
        ("基本满意", Against),
        ("不满意", Against),
        ("不了解", Apart),
    ];
    let office = [("优秀", For), ("称职", For), ("不称职", Against)];
    Draft {
        round: RoundId::from_bytes([9; 16]),
        title: "第一支部民主评议".to_owned(),
        level: Level::Open,
        smallest: 5,
        opens: "2026-11-20T00:00:00Z".parse().unwrap(),
        closes: "2026-11-24T09:30:00Z".parse().unwrap(),
        receipt_key: key().public(),
        sets: vec![
            GradeSet {
                title: "满意度".to_owned(),
                grades: grades(&satisfaction),
            },
            GradeSet {
                title: "履职".to_owned(),
                grades: grades(&office),
            },
        ],
        items: vec![item("服务群众", 0), item("履行职责", 1)],
        subjects: vec!["甲同志".to_owned(), "乙同志".to_owned()],
        electorates: vec![electorate("党员", 12, 40), electorate("居民", 30, 60)],
    }
}

fn item(title: &str, set: usize) -> Item {
    let title = title.to_owned();
    Item { title, set }
}

/// An electorate with this roll and weight.
pub(crate) fn electorate(name: &str, roll: u32, weight: u32) -> Electorate {
    let name = name.to_owned();
    Electorate {
        name,
        roll,
        least: 0,
        weight,
    }
}

/// The small round, counted openly.
pub(crate) fn open_round() -> Manifest {
    draft().fix().unwrap()
}

/// The small round, counted behind closed doors.
pub(crate) fn closed_round() -> Manifest {
    let level = Level::Closed;
    Draft { level, ..draft() }.fix().unwrap()
}

/// What one voter ticks: for each subject, for each item.
pub(crate) type Ticks = Vec<Vec<Option<usize>>>;

/// Everything of the first grade but where said otherwise.
pub(crate) fn ticks(first: [Option<usize>; 2], second: [Option<usize>; 2]) -> Ticks {
    vec![first.to_vec(), second.to_vec()]
}

/// The form number `n` of a story.
pub(crate) fn seed(n: usize) -> FormSeed {
    let mut random = [0; 16];
    random[..8].copy_from_slice(&(n as u64).to_be_bytes());
    FormSeed::from_random(random)
}

/// A ballot on form `n`.
pub(crate) fn ballot(manifest: &Manifest, n: usize, ticks: &Ticks) -> Ballot {
    Ballot::new(manifest, seed(n), ticks).unwrap()
}

/// Six members and seven residents who vote; their leaves, in order.
pub(crate) fn leaves(manifest: &Manifest) -> Vec<Leaf> {
    let said = [
        (0, 5, ticks([Some(0), Some(0)], [Some(0), Some(1)])),
        (0, 1, ticks([Some(1), None], [Some(3), Some(2)])),
        (1, 6, ticks([Some(0), Some(0)], [Some(0), Some(0)])),
        (1, 1, ticks([Some(2), Some(2)], [Some(2), Some(2)])),
    ];
    let mut leaves = Vec::new();
    let mut form = 0;
    for (electorate, times, ticks) in said {
        for _ in 0..times {
            leaves.extend(
                ballot(manifest, form, &ticks)
                    .leaves(manifest, electorate)
                    .unwrap(),
            );
            form += 1;
        }
    }
    leaves
}

/// Sealed at the closing in force: 12 and 20 slips given out, one resident's paper void.
pub(crate) fn closing(manifest: &Manifest, amendments: &[Extension]) -> Closing {
    let slips = |issued, void| Slips { issued, void };
    Closing {
        sealed: ballot::closing(manifest, amendments),
        slips: vec![slips(12, 0), slips(20, 1)],
    }
}

/// One comment on the second subject, one on the whole.
pub(crate) fn comments(manifest: &Manifest) -> Vec<Comment> {
    let comment = |n, subject, words| {
        Comment::new(manifest, &seed(n), subject, words)
            .unwrap()
            .unwrap()
    };
    vec![comment(1, Some(1), "办事快"), comment(2, None, "多来走走")]
}

/// The small round's box.
pub(crate) fn sealed(manifest: &Manifest) -> Sealed {
    let closing = closing(manifest, &[]);
    seal(
        manifest,
        &[],
        &closing,
        leaves(manifest),
        comments(manifest),
    )
    .unwrap()
}
