//! Receipts and proofs.

use ballot::{BadReceipt, Digest, Proof, Receipt, ReceiptKey, root, seal, verify};
use proptest::prelude::*;

use crate::common::{ballot, closed_round, closing, key, leaves, open_round, sealed, ticks};

/// Form 0 of the small round, as its member filled it.
fn receipt(manifest: &ballot::Manifest) -> Receipt {
    let cast = ballot(manifest, 0, &ticks([Some(0), Some(0)], [Some(0), Some(1)]));
    key().promise(manifest, &cast.leaves(manifest, 0).unwrap())
}

#[test]
fn the_same_ballot_gets_the_same_receipt_which_anybody_can_check() {
    let round = open_round();
    let text = receipt(&round).to_string();
    assert_eq!(text, receipt(&round).to_string());
    let read: Receipt = text.parse().unwrap();
    assert_eq!(read.check(&round), Ok(()));
    let broken_by_mail: Receipt = format!(" {}\r\n {}", &text[..100], &text[100..])
        .parse()
        .unwrap();
    assert_eq!(broken_by_mail, read);
}

#[test]
fn a_receipt_finds_its_leaves_in_the_box_of_either_level() {
    for round in [open_round(), closed_round()] {
        let sealed = sealed(&round);
        let verified = verify(sealed.file.as_bytes(), Some(sealed.root)).unwrap();
        let receipt = receipt(&round);
        assert_eq!(verified.missing(&receipt), Ok(Vec::new()));
        for leaf in receipt.leaves() {
            let proof = verified.proof(*leaf).unwrap();
            assert_eq!(proof.root(*leaf), Some(verified.head.tree));
        }
    }
}

/// A limit, not a feature: `docs/appraisal-trust.md` says so to those who write pages and notices.
#[test]
fn whoever_has_the_secret_number_of_a_form_finds_its_grades_in_a_closed_count() {
    let round = closed_round();
    let (receipt, sealed) = (receipt(&round), sealed(&round));
    // The form of `receipt` on its second subject: 满意 (of four grades) and 称职 (of three).
    let patterns = (0..4).flat_map(|first| (0..3).map(move |second| [Some(first), Some(second)]));
    let tried = patterns.filter(|pattern| {
        let guess = ballot(&round, 0, &ticks([Some(0); 2], *pattern));
        let hash = guess.leaves(&round, 0).unwrap()[1].hash(&round);
        assert_eq!(
            receipt.leaves()[1] == hash,
            sealed.file.contains(&hash.to_string())
        );
        receipt.leaves()[1] == hash
    });
    assert_eq!(tried.collect::<Vec<_>>(), [[Some(0), Some(1)]]);
}

#[test]
fn a_receipt_whose_leaf_was_left_out_of_the_box_says_which() {
    let round = open_round();
    let promised = receipt(&round);
    // Somebody takes the first ballot out and balances the books.
    let kept = leaves(&round).into_iter().skip(2).collect();
    let sealed = seal(&round, &[], &closing(&round, &[]), kept, Vec::new()).unwrap();
    let verified = verify(sealed.file.as_bytes(), Some(sealed.root)).unwrap();
    assert_eq!(verified.missing(&promised), Ok(vec![0, 1]));
}

#[test]
fn a_receipt_of_another_round_or_another_key_is_refused() {
    let round = open_round();
    assert_eq!(
        receipt(&closed_round()).check(&round),
        Err(BadReceipt::OtherRound)
    );
    let forger = ReceiptKey::from_secret(&[1; 32]);
    let cast = ballot(&round, 0, &ticks([Some(0); 2], [Some(0); 2]));
    let forged = forger.promise(&round, &cast.leaves(&round, 0).unwrap());
    assert_eq!(forged.check(&round), Err(BadReceipt::Forged));
}

#[test]
fn every_sign_of_a_receipt_changed_in_turn_is_refused() {
    let round = open_round();
    let text = receipt(&round).to_string();
    for place in 0..text.len() {
        for other in ['0', '1', 'f', '.', 'A', '-'] {
            let mut changed: Vec<char> = text.chars().collect();
            if changed[place] == other {
                continue;
            }
            changed[place] = other;
            let changed: String = changed.into_iter().collect();
            let refused = changed
                .parse::<Receipt>()
                .and_then(|receipt| receipt.check(&round));
            assert!(refused.is_err(), "{place} {other}");
        }
    }
    for text in ["", "receipt1", "receipt1..", &"receipt1.".repeat(100_000)] {
        assert_eq!(text.parse::<Receipt>(), Err(BadReceipt::Form));
    }
}

/// RFC 6962's own words, section 2.1: the tree of no leaf is the hash of nothing, of one leaf the
/// leaf's hash.
#[test]
fn the_smallest_trees_are_those_of_the_standard() {
    let of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(root(&[]).to_string(), of_nothing);
    let leaf = Digest::from_bytes([3; 32]);
    assert_eq!(root(&[leaf]), leaf);
}

/// The standard's definition, word by word, to hold the quick way against.
fn by_the_book(leaves: &[Digest]) -> Digest {
    match leaves.len() {
        0 | 1 => root(leaves),
        n => {
            let mut split = 1;
            while split * 2 < n {
                split *= 2;
            }
            let (left, right) = leaves.split_at(split);
            // The proof of the last leaf of a tree of two joins two nodes.
            let pair = Proof {
                place: 1,
                size: 2,
                path: vec![by_the_book(left)],
            };
            pair.root(by_the_book(right)).unwrap()
        }
    }
}

proptest! {
    #[test]
    fn the_tree_is_the_standards_and_every_leaf_can_be_proven(bytes in proptest::collection::vec(any::<[u8; 32]>(), 1..70)) {
        let leaves: Vec<Digest> = bytes.into_iter().map(Digest::from_bytes).collect();
        let root = root(&leaves);
        prop_assert_eq!(root, by_the_book(&leaves));
        for (place, leaf) in leaves.iter().enumerate() {
            prop_assert_eq!(Proof::of(&leaves, place).unwrap().root(*leaf), Some(root));
        }
        prop_assert_eq!(Proof::of(&leaves, leaves.len()), None);
    }

    #[test]
    fn a_proof_that_was_tampered_with_leads_elsewhere(
        count in 2_usize..40, place in 0_usize..40, twist in 0_usize..4, bit in 0_usize..8,
    ) {
        let leaves: Vec<Digest> = (0..count).map(|n| Digest::from_bytes([n as u8; 32])).collect();
        let place = place % count;
        let mut proof = Proof::of(&leaves, place).unwrap();
        match twist {
            0 => { proof.path.pop(); }
            1 => proof.path.push(leaves[0]),
            2 => proof.place = (place + 1) % count,
            _ => {
                let last = proof.path.len() - 1;
                let mut bytes = *proof.path[last].as_bytes();
                bytes[0] ^= 1 << bit;
                proof.path[last] = Digest::from_bytes(bytes);
            }
        }
        prop_assert_ne!(proof.root(leaves[place]), Some(root(&leaves)));
    }
}
