//! What is no file of text is refused by name; what is no plan is told so.

use reader::{Unreadable, decode, read, verdict};

const NOVEL: &str = "那天傍晚，雨停得很突然。老陈把伞收起来，靠在门边，水珠顺着伞骨往下淌。他想起许多年前的一个黄昏，也是这样的雨，也是这样一扇半开的门。\n“你回来了？”屋里的人问。\n他没有回答，只是站着听檐下的水声，一滴，一滴，像是数着什么。巷子尽头有人在唱一支旧歌，唱到一半忘了词，便哼着走远了。\n他终于跨过门槛，屋里的灯亮着。";
const POEM: &str = "月光落在河面\n像一封没有写完的信\n风把它翻过来\n又轻轻合上\n";
const CODE: &str =
    "fn main() {\n    // 打印问候\n    println!(\"你好\");\n    let n = 3; // 1. 计数\n}\n";
const LOG: &str = "2026-05-06 10:00:01 INFO 服务启动\n2026-05-06 10:00:02 WARN 连接超时 5 次\n2026-05-06 10:00:03 INFO 重试\n";

#[test]
fn novels_poems_code_and_logs_are_no_plans() {
    for text in [NOVEL, POEM, CODE, LOG, "", "\n\n", "abc"] {
        let refusal = verdict(&read(text)).unwrap_err();
        assert!(
            refusal.to_string().starts_with("这不像一份活动方案"),
            "{text}"
        );
        assert!(!refusal.missed.is_empty());
    }
}

#[test]
fn a_short_plan_is_still_a_plan() {
    let text = "某村志愿服务活动方案\n一、活动目标\n让老人有人照看。\n二、活动安排\n每月5日上门一次，由党小组负责。\n";
    assert!(verdict(&read(text)).is_ok());
}

#[test]
fn damaged_archives_are_refused() {
    let whole = crate::common::docx(&crate::common::plan());
    for end in [4, 40, whole.len() / 2, whole.len() - 10] {
        assert!(
            matches!(decode(&whole[..end]), Err(Unreadable::BrokenDocx(_))),
            "{end}"
        );
    }
    let torn = crate::common::archive("<w:document><w:body><w:p><w:r><w:t>方案");
    assert!(matches!(decode(&torn), Err(Unreadable::BrokenDocx(_))));
    let mut spoilt = whole;
    let middle = spoilt.len() / 3;
    spoilt[middle..middle + 60].fill(0xAA);
    assert!(decode(&spoilt).is_err());
}

#[test]
fn a_zip_bomb_is_refused() {
    let bomb = crate::common::archive(&format!(
        "<w:document>{}</w:document>",
        " ".repeat(70 * 1024 * 1024)
    ));
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(decode(&bomb), Err(Unreadable::ZipBomb));
    let dense = crate::common::archive(&format!(
        "<w:document>{}</w:document>",
        " ".repeat(20 * 1024 * 1024)
    ));
    assert_eq!(decode(&dense), Err(Unreadable::ZipBomb));
}

#[test]
fn tables_tabs_breaks_and_revisions_of_a_docx() {
    let bytes = crate::common::archive(
        "<w:document><w:body><w:p><w:r><w:t>一、</w:t><w:tab/><w:t>目标&amp;任务</w:t><w:br/><w:t>次行</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:del><w:r><w:t>删</w:t></w:r></w:del><w:r><w:instrText>PAGE</w:instrText></w:r></w:p></w:body></w:document>",
    );
    assert_eq!(
        decode(&bytes).unwrap().text,
        "一、\t目标&任务\n次行\n甲\n乙\n\n"
    );
}

#[test]
fn every_refusal_says_what_to_do() {
    for refusal in [
        Unreadable::Empty,
        Unreadable::TooLarge(50 << 20),
        Unreadable::Binary,
        Unreadable::BrokenDocx("压缩包不完整"),
        Unreadable::ZipBomb,
        Unreadable::OldFormat("PDF"),
        Unreadable::UndecodableText,
    ] {
        let line = refusal.to_string();
        assert!(line.contains('请') && !line.contains('\n'), "{line}");
    }
    assert!(
        Unreadable::OldFormat("PDF")
            .to_string()
            .contains("请另存为 DOCX 再读")
    );
}
