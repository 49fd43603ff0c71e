//! Slip codes: what is typed, what is kept, which mistakes are caught.

use std::collections::BTreeSet;

use ballot::{RoundId, SlipCode, SlipError, SlipKey};
use proptest::prelude::*;

const SIGNS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn round() -> RoundId {
    RoundId::from_bytes([1; 16])
}

fn key() -> SlipKey {
    SlipKey::from_bytes([5; 32])
}

fn signs(code: &SlipCode) -> Vec<char> {
    code.text().chars().filter(|sign| *sign != '-').collect()
}

fn parse(signs: &[char]) -> Result<SlipCode, SlipError> {
    SlipCode::parse(&signs.iter().collect::<String>())
}

#[test]
fn a_code_is_twelve_signs_in_three_groups() {
    let code = SlipCode::from_random([0xff, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc]);
    let groups: Vec<usize> = code.text().split('-').map(str::len).collect();
    assert_eq!(groups, [4, 4, 4]);
    assert!(signs(&code).iter().all(|sign| SIGNS.contains(*sign)));
}

#[test]
fn fifty_five_random_bits_make_as_many_codes() {
    let mut codes = BTreeSet::new();
    for bit in 0..55 {
        let bytes = (1_u64 << bit).to_be_bytes();
        let code = SlipCode::from_random(bytes[1..].try_into().unwrap());
        assert!(codes.insert(code.text().to_string()), "bit {bit} is lost");
    }
}

#[test]
fn small_letters_full_width_blanks_and_look_alikes_are_forgiven() {
    let sound = (0..=u8::MAX)
        .map(|n| SlipCode::from_random([n, 1, 2, 3, 4, 5, n]))
        .find(|code| {
            code.text().contains('0') && code.text().contains('1') && code.text().contains('V')
        })
        .unwrap();
    let printed = sound.text().to_string();
    let wide: String = printed
        .chars()
        .map(|sign| char::from_u32(u32::from(sign) + 0xfee0).unwrap())
        .collect();
    let typed = [
        printed.to_lowercase(),
        wide,
        format!(" {} ", printed.replace('-', "　")),
        printed.replace('-', "—"),
        printed
            .replace('0', "O")
            .replace('1', "I")
            .replace('V', "u"),
        printed.replace('0', "o").replace('1', "l"),
    ];
    for typed in typed {
        assert_eq!(SlipCode::parse(&typed), Ok(sound.clone()), "{typed}");
    }
}

#[test]
fn what_is_no_code_is_refused_with_words() {
    let said = |typed: &str| SlipCode::parse(typed).unwrap_err().to_string();
    assert_eq!(said(""), "评议码共12位，输入了0位");
    assert_eq!(said("K7QM"), "评议码共12位，输入了4位");
    assert_eq!(
        said("K7QM-4F9X-2M3*"),
        "评议码里没有“*”，请对照评议卡再输一遍"
    );
    assert_eq!(said(&"K".repeat(100_000)), "评议码共12位，输入了100000位");
}

/// Without the key the records' hashes say nothing, and one round's code is nothing in another.
#[test]
fn the_right_depends_on_the_code_the_key_and_the_round() {
    let code = SlipCode::from_random([1; 7]);
    let right = code.right(&key(), round());
    let typed_again = SlipCode::parse(&code.text()).unwrap();
    assert_eq!(right, typed_again.right(&key(), round()));
    assert_ne!(right, SlipCode::from_random([2; 7]).right(&key(), round()));
    assert_ne!(right, code.right(&SlipKey::from_bytes([6; 32]), round()));
    assert_ne!(right, code.right(&key(), RoundId::from_bytes([2; 16])));
}

#[test]
fn neither_a_code_nor_its_key_prints_itself_into_a_log() {
    let code = SlipCode::from_random([1; 7]);
    assert_eq!(format!("{code:?} {:?}", key()), "SlipCode(…) SlipKey(…)");
}

proptest! {
    #[test]
    fn every_single_wrong_sign_is_caught(random: [u8; 7], place in 0_usize..12, wrong in 0_usize..32) {
        let mut signs = signs(&SlipCode::from_random(random));
        let wrong = SIGNS.chars().nth(wrong).unwrap();
        prop_assume!(signs[place] != wrong);
        signs[place] = wrong;
        prop_assert_eq!(parse(&signs), Err(SlipError::Check));
    }

    /// A sum modulo 32 cannot do better: see the module's words.
    #[test]
    fn two_neighbours_changed_over_are_caught_unless_they_lie_sixteen_apart(random: [u8; 7], place in 0_usize..11) {
        let mut signs = signs(&SlipCode::from_random(random));
        let value = |sign: char| SIGNS.chars().position(|own| own == sign).unwrap();
        let apart = value(signs[place]).abs_diff(value(signs[place + 1]));
        prop_assume!(apart != 0);
        signs.swap(place, place + 1);
        prop_assert_eq!(parse(&signs).is_err(), apart != 16);
    }
}
