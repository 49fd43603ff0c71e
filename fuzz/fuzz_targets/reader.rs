//! Bytes of any kind: decode, read, judge, print. Run: `cargo +nightly fuzz run reader`.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = reader::decode(bytes) else { return };
    let draft = reader::read(&decoded.text);
    let length = decoded.text.chars().count();
    for item in &draft.items {
        assert!(item.span.start <= item.span.end && item.span.end <= length);
    }
    let _ = reader::verdict(&draft);
    let _ = draft.to_public_json();
});
