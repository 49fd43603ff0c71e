//! What a word processor keeps outside the plain text: drawn numbers, tables, text boxes, tracked changes.

use crate::common::archive_of;
use reader::{Kind, decode, read};

const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#;

fn item(level: u32, words: &str) -> String {
    format!(
        r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#
    )
}

fn paragraph(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

fn text(body: &str) -> String {
    let document = format!(r#"<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let parts = [
        ("word/document.xml", document.as_str()),
        ("word/numbering.xml", NUMBERING),
    ];
    decode(&archive_of(&parts)).map_or_else(|no| no.to_string(), |d| d.text)
}

#[test]
fn numbers_that_the_word_processor_draws_are_headings() {
    let body = [
        paragraph("某社区活动方案"),
        item(0, "工作目标"),
        item(1, "学习更深。"),
        item(1, "作风更实。"),
        item(0, "工作要求"),
        item(1, "各支部要抓好落实。"),
    ];
    let text = text(&body.concat());
    assert!(text.contains("二、工作要求\n（一）各支部"), "{text}");
    let outline: Vec<(Kind, u32)> = read(&text).outline.iter().map(|h| (h.kind, h.n)).collect();
    assert_eq!(
        outline,
        [
            (Kind::Cn, 1),
            (Kind::Cnp, 1),
            (Kind::Cnp, 2),
            (Kind::Cn, 2),
            (Kind::Cnp, 1)
        ]
    );
}

#[test]
fn cells_are_lines_of_their_own() {
    let cell = |words: &str| format!("<w:tc>{}</w:tc>", paragraph(words));
    let body = format!(
        "{}<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        paragraph("某社区活动方案"),
        cell("责任单位：宣传科"),
        cell("完成时限：5月底前")
    );
    let draft = read(&text(&body));
    assert_eq!(draft.responsible[0].party, "宣传科");
    assert_eq!(draft.deadlines[0].date, "--05+e");
}

#[test]
fn a_text_box_stands_behind_its_paragraph() {
    let boxed = format!(
        "<w:p><w:r><w:t>各支部要于</w:t></w:r><w:r><w:txbxContent>{}</w:txbxContent></w:r><w:r><w:t>9月15日前报送。</w:t></w:r></w:p>",
        paragraph("旁注：请用新表")
    );
    assert_eq!(text(&boxed), "各支部要于9月15日前报送。\n旁注：请用新表\n");
}

#[test]
fn insertions_are_accepted_and_deletions_dropped() {
    let body = "<w:p><w:r><w:t>公示</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del><w:ins><w:r><w:t>5</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>个工作日。</w:t></w:r></w:p>";
    assert_eq!(text(body), "公示5个工作日。\n");
}

#[test]
fn other_formats_are_told_to_be_saved_as_docx() {
    for bytes in [
        b"{\\rtf1\\ansi abc".as_slice(),
        b"%PDF-1.4 abc",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1abc",
    ] {
        let refusal = decode(bytes).unwrap_err().to_string();
        assert!(refusal.contains("另存为 DOCX"), "{refusal}");
    }
}

#[test]
fn what_is_not_sure_says_why_and_what_was_not_read_is_counted() {
    let draft = read(
        "某社区活动方案\n一、内容\n党代会召开前完成换届。\n现有低保户36户。\n各支部要走访不少于5户。\n二、要求\n略。\n",
    );
    let doubts: Vec<&str> = draft.items.iter().filter_map(reader::Item::doubt).collect();
    assert_eq!(doubts, ["以事件为期，需要定出日期"]);
    let unread: Vec<&str> = draft.unread.iter().map(|u| u.text.as_str()).collect();
    assert_eq!(unread, ["现有低保户36户"]);
}
