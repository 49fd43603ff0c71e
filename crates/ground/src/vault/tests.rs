//! What the vault promises.

use proptest::prelude::*;

use super::*;

fn vault() -> Vault {
    Vault::for_tests(1).unwrap()
}

fn says(refused: Result<impl fmt::Debug>) -> String {
    refused.unwrap_err().to_string()
}

proptest! {
    #[test]
    fn what_was_sealed_opens_where_it_was_sealed(plain: Vec<u8>, about: Vec<u8>, national: bool) {
        let algorithm = if national { Algorithm::Sm4Gcm } else { Algorithm::Aes256Gcm };
        let vault = Vault::generate(algorithm).unwrap();
        let sealed = vault.seal(&plain, &about).unwrap();
        prop_assert_eq!(sealed.len(), plain.len() + 34);
        prop_assert_eq!(&*vault.open(&sealed, &about).unwrap(), &plain);
        prop_assert!(vault.is_current(&sealed));
    }

    #[test]
    fn a_value_moved_to_another_row_does_not_open(plain: Vec<u8>, here: Vec<u8>, there: Vec<u8>) {
        prop_assume!(here != there);
        let sealed = vault().seal(&plain, &here).unwrap();
        prop_assert!(vault().open(&sealed, &there).is_err());
    }

    #[test]
    fn a_flipped_bit_anywhere_does_not_open(plain: Vec<u8>, at: prop::sample::Index, bit in 0..8_u8) {
        let mut sealed = vault().seal(&plain, b"here").unwrap();
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        prop_assert!(vault().open(&sealed, b"here").is_err());
    }

    #[test]
    fn no_bytes_at_all_make_it_fall_over(bytes: Vec<u8>) {
        prop_assert!(vault().open(&bytes, b"here").is_err());
        prop_assert!(!vault().is_current(&bytes));
    }
}

#[test]
fn equal_values_look_different_and_the_blind_index_alone_finds_them() {
    let vault = vault();
    let (a, b) = (
        vault.seal(b"x", b"").unwrap(),
        vault.seal(b"x", b"").unwrap(),
    );
    assert_ne!(a, b);
    assert_eq!(
        vault.blind("phone", "13900000000"),
        vault.blind("phone", "13900000000")
    );
    assert_eq!(vault.blind("phone", "13900000000").len(), 32);
    assert_ne!(
        vault.blind("phone", "13900000000"),
        vault.blind("id", "13900000000")
    );
    assert_ne!(vault.blind("ab", "c"), vault.blind("a", "bc"));
    let other = Vault::for_tests(2).unwrap();
    assert_ne!(vault.blind("phone", "1"), other.blind("phone", "1"));
}

#[test]
fn after_a_rotation_old_values_open_and_new_ones_carry_the_new_key() {
    let vault = Vault::generate(Algorithm::Aes256Gcm).unwrap();
    let old = vault.seal(b"old", b"here").unwrap();
    let blind = vault.blind("phone", "1");
    let id = vault.add_key(Algorithm::Sm4Gcm).unwrap();
    let new = vault.seal(b"new", b"here").unwrap();
    assert_eq!(Vault::key_of(&new).unwrap(), id);
    assert!(vault.is_current(&new) && !vault.is_current(&old));
    assert_eq!(**vault.open(&old, b"here").unwrap(), *b"old");
    assert_eq!(**vault.open(&new, b"here").unwrap(), *b"new");
    assert_eq!(vault.blind("phone", "1"), blind, "look-ups stay");
}

#[test]
fn a_key_that_is_not_there_is_named() {
    let ours = Vault::generate(Algorithm::Aes256Gcm).unwrap();
    let sealed = ours.seal(b"x", b"").unwrap();
    let id = Vault::key_of(&sealed).unwrap();
    let said = says(vault().open(&sealed, b""));
    assert!(said.contains(&id.to_string()), "{said}");
}

#[test]
fn a_key_file_is_for_its_owner_and_comes_back_whole() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.toml");
    let vault = Vault::generate(Algorithm::Sm4Gcm).unwrap();
    let sealed = vault.seal(b"x", b"here").unwrap();
    vault.save_new(&path).unwrap();
    assert!(says(vault.save_new(&path)).contains("已经有了"));
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    vault.add_key(Algorithm::Aes256Gcm).unwrap();
    vault.save(&path).unwrap();
    let again = Vault::load(&path).unwrap();
    assert_eq!(again.keys(), vault.keys());
    assert_eq!(again.too_open(), None);
    assert_eq!(**again.open(&sealed, b"here").unwrap(), *b"x");
    assert_eq!(again.blind("a", "b"), vault.blind("a", "b"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_key_that_another_process_added_is_found_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.toml");
    Vault::generate(Algorithm::default())
        .unwrap()
        .save_new(&path)
        .unwrap();
    let serving = Vault::load(&path).unwrap();
    let rotating = Vault::load(&path).unwrap();
    rotating.add_key(Algorithm::Sm4Gcm).unwrap();
    rotating.save(rotating.file().unwrap()).unwrap();
    let sealed = rotating.seal(b"x", b"").unwrap();
    assert_eq!(**serving.open(&sealed, b"").unwrap(), *b"x");
    assert!(serving.is_current(&serving.seal(b"y", b"").unwrap()));
}

#[test]
fn a_missing_or_mangled_key_file_is_told_without_its_content() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.toml");
    assert!(says(Vault::load(&path)).contains("没有密钥文件"));
    let whole = vault().to_text().unwrap();
    let secret = whole.split("secret = \"").nth(1).unwrap();
    let secret = &secret[..64];
    for (from, to) in [
        (secret, &secret[..63]),
        (secret, &secret[..62]),
        (secret, "不是密钥"),
        ("form = 1", "form = 2"),
        ("aes-256-gcm", "rot13"),
        ("current = \"00000001\"", "current = \"00000002\""),
        ("\"00000001\"", "1"),
    ] {
        assert!(whole.contains(from), "{from}");
        let said = says(Vault::from_text(&whole.replace(from, to)));
        assert!(said.contains("密钥文件"), "{said}");
        assert!(!said.contains(&secret[..8]), "{said}");
    }
    assert!(!format!("{:?}", vault()).contains(&secret[..8]));
}
