//! Whatever the text, the reader returns; whatever it finds lies inside the text.

use proptest::prelude::*;
use reader::{decode, read, verdict};

fn sound(text: &str) {
    let draft = read(text);
    let _ = verdict(&draft);
    let _ = draft.to_public_json();
    let length = text.chars().count();
    for item in &draft.items {
        assert!(
            item.span.start <= item.span.end && item.span.end <= length,
            "{item:?}"
        );
        assert!(item.text.chars().count() <= 200);
    }
    let chars: Vec<char> = text.chars().collect();
    for named in draft.activities.iter().chain(&draft.honours) {
        let words: Vec<char> = chars[named.span.start..named.span.end].to_vec();
        // Cleaning only drops or maps characters: the first of the name stands where the span begins.
        let (first, there) = (named.name.chars().next(), words.first().copied());
        assert!(
            first == there || there.is_some_and(|c| !('\u{4e00}'..='\u{9fff}').contains(&c)),
            "{named:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn arbitrary_text(text in "\\PC{0,400}") {
        sound(&text);
    }

    #[test]
    fn words_of_the_genre_in_any_order(parts in proptest::collection::vec(prop::sample::select(vec![
        "一、", "（二）", "1.", "(3)", "①", "第一阶段", "一是", "二是", "——", "2012年", "3月", "5日", "至", "—", "底", "“", "”", "《", "》", "、", "，", "。", "：", "；", "\n",
        "组长", "副组长：", "成员：", "张三", "李 四", "（", "）", "任", "为", "党支部书记", "办公室设在", "90%", "三分之二", "以上", "不少于", "每季度", "定期", "争创", "为党旗更红", "党委争旗",
        "五个好", "即", "等活动", "开展", "以", "为主题", "党员", "要", "重点围绕", "等方面", "由", "负责", "附件：", "方案", " ", "\u{3000}", "\t", "é", "𠀀", "(shè)", "\u{200b}",
    ]), 0..120)) {
        sound(&parts.concat());
    }

    #[test]
    fn a_mutated_plan(cuts in proptest::collection::vec((0_usize..3000, 0_usize..40), 1..12), insert in "\\PC{0,12}") {
        let mut chars: Vec<char> = crate::common::plan().chars().collect();
        for (at, n) in cuts {
            let at = at.min(chars.len());
            let end = (at + n).min(chars.len());
            chars.splice(at..end, insert.chars());
        }
        sound(&chars.into_iter().collect::<String>());
    }

    #[test]
    fn arbitrary_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..600), zip in any::<bool>()) {
        let bytes = if zip { [b"PK\x03\x04".as_slice(), &bytes].concat() } else { bytes };
        if let Ok(decoded) = decode(&bytes) {
            sound(&decoded.text);
        }
    }
}

#[test]
fn items_grow_in_step_with_the_text() {
    let one = crate::common::plan();
    let body = one.split("五、组织领导").next().unwrap().to_owned();
    let count = |n: usize| read(&body.repeat(n)).responsible.len();
    let (four, eight) = (count(4), count(8));
    assert!(eight <= four * 2 + 4 && eight >= four, "{four} {eight}");
}

#[test]
fn one_endless_line_is_read_piece_by_piece() {
    for unit in [
        "各党支部要抓好落实，",
        "“",
        "（",
        "为某更",
        "第",
        "一是",
        "3月",
        "、",
        "张三、",
        "每",
        "组长",
        "a",
    ] {
        sound(&format!(
            "某活动方案\n一、安排\n成立领导小组，由{}",
            unit.repeat(6000)
        ));
    }
}
