//! Workbooks as people bring them: what is read from each, and what is turned away.

#![expect(
    clippy::unwrap_used,
    reason = "a workbook that cannot be made has failed"
)]

use std::io::{Cursor, Write};

use paper::sheet::{Cell, Column, Date, Go, Limits, No, Row, Told, Writer, read};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

fn rows(bytes: &[u8]) -> Result<Vec<Row>, No> {
    let mut rows = Vec::new();
    read(Cursor::new(bytes), &Limits::default(), &mut |told| {
        if let Told::Row(row) = told {
            rows.push(row);
        }
        Go::On
    })?;
    Ok(rows)
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const WORKBOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="名册" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &str =
    r#"<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>"#;
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="176"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;

fn xlsx(data: &str, strings: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{data}</sheetData></worksheet>");
    archive(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/styles.xml", STYLES),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", &sheet),
    ])
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn a_cell_is_what_it_says_and_not_what_it_looks_like() {
    let strings = r#"<sst><si><t>丁</t><rPh><t>ding</t></rPh></si><si><r><t>阿依古丽</t></r><r><t xml:space="preserve">·示例 &amp; </t></r></si></sst>"#;
    let data = r#"<row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3"><v>4.40301199001011E+17</v></c><c r="D3" s="1"><v>23802</v></c><c r="E3" s="2"><v>23802</v></c><c r="F3"><f>A1&amp;"x"</f><v>7</v></c><c r="G3" t="inlineStr"><is><t>=1+1</t></is></c><c r="H3" t="e"><v>#REF!</v></c><c r="I3" t="b"><v>1</v></c></row><row><c t="s"><v>0</v></c><c><v>3</v></c></row>"#;
    let rows = rows(&xlsx(data, strings)).unwrap();
    assert_eq!(rows[0].number, 3);
    let month = Date {
        year: 1965,
        month: 3,
        day: None,
    };
    let day = Date {
        day: Some(1),
        ..month
    };
    assert_eq!(
        rows[0].cells,
        [
            text("阿依古丽·示例 & "),
            Cell::Empty,
            Cell::Number(4.40301199001011E+17),
            Cell::Date(month),
            Cell::Date(day),
            Cell::Formula,
            text("=1+1"),
            Cell::Broken,
            Cell::Truth(true),
        ]
    );
    assert_eq!(
        (rows[1].number, &rows[1].cells[..]),
        (4, &[text("丁"), Cell::Number(3.0)][..])
    );
}

#[test]
fn what_we_write_is_read_again_and_lively_text_stays_text() {
    let column = |title: &str, choices: Vec<String>| Column {
        title: title.into(),
        note: "说明".into(),
        width: 12.0,
        choices,
    };
    let many: Vec<String> = (0..80).map(|n| format!("第{n}党支部")).collect();
    let columns = [
        column("姓名", vec![]),
        column("性别", vec!["男".into(), "女".into()]),
        column("支部", many),
    ];
    let mut writer = Writer::new("名册", &columns, 100).unwrap();
    let lively = ["=HYPERLINK(\"x\")", "+86", "-1"].map(str::to_owned);
    writer.row(&lively).unwrap();
    writer
        .row(&["𬭎㛃".into(), String::new(), "@甲".into()])
        .unwrap();
    writer.lines("说明", &["=谁导出".into()]).unwrap();
    let bytes = writer.finish().unwrap();
    let rows = rows(&bytes).unwrap();
    let plain = |row: &Row| row.cells.clone();
    assert_eq!(plain(&rows[0]), [text("姓名"), text("性别"), text("支部")]);
    assert_eq!(plain(&rows[2]), lively.map(Cell::Text));
    assert_eq!(plain(&rows[3]), [text("𬭎㛃"), Cell::Empty, text("@甲")]);
    assert_eq!(rows[4].cells, [text("=谁导出")]);
}

#[test]
fn hidden_sheets_and_later_sheets_are_told_and_can_be_left_out() {
    let mut writer = Writer::new(
        "名册",
        &[Column {
            title: "姓名".into(),
            choices: vec!["很长".repeat(200)],
            ..Column::default()
        }],
        1,
    )
    .unwrap();
    writer.row(&["丁文博".into()]).unwrap();
    let bytes = writer.finish().unwrap();
    let mut sheets = Vec::new();
    read(
        Cursor::new(bytes),
        &Limits::default(),
        &mut |told| match told {
            Told::Sheet { name, hidden } => {
                sheets.push((name, hidden));
                if hidden { Go::NextSheet } else { Go::On }
            }
            Told::Row(_) => Go::NextSheet,
        },
    )
    .unwrap();
    assert_eq!(
        sheets,
        [("名册".to_owned(), false), ("选项".to_owned(), true)]
    );
}

#[test]
fn old_workbooks_and_those_of_other_offices_are_read_too() {
    let rows = rows(include_bytes!("samples/old.xls")).unwrap();
    assert_eq!(rows.len(), 3);
    let day = Date {
        year: 1965,
        month: 3,
        day: Some(1),
    };
    assert_eq!(
        rows[1].cells,
        [
            text("丁文博"),
            text("男"),
            Cell::Date(day),
            text("11010519491231002X"),
            Cell::Formula
        ]
    );
    assert_eq!(rows[2].cells[4], Cell::Number(7.0));
    let content = r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="名册"><table:table-row><table:table-cell office:value-type="string"><text:p>丁文博</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="1965-03-01"><text:p>1965年3月1日</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="3"><text:p>3</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let ods = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        (
            "META-INF/manifest.xml",
            r#"<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#,
        ),
    ]);
    let rows = self::rows(&ods).unwrap();
    assert_eq!(
        rows[0].cells,
        [text("丁文博"), Cell::Date(day), Cell::Number(3.0)]
    );
}

#[test]
fn macros_passwords_bombs_and_what_is_no_workbook_are_turned_away() {
    let macros = archive(&[("xl/workbook.xml", WORKBOOK), ("xl/vbaProject.bin", "x")]);
    assert_eq!(rows(&macros), Err(No::Macro));
    let wide = |text: &str| {
        text.encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect::<Vec<u8>>()
    };
    let old = |stream: &str| [b"\xd0\xcf\x11\xe0".to_vec(), wide(stream)].concat();
    assert_eq!(rows(&old("_VBA_PROJECT_CUR")), Err(No::Macro));
    assert_eq!(rows(&old("EncryptedPackage")), Err(No::Locked));
    for (bytes, what) in [
        (b"<html><table>".to_vec(), "其实是网页"),
        ("姓名,性别\n丁,男\n".as_bytes().to_vec(), "其实是文本"),
        (Vec::new(), "空文件"),
        (archive(&[("word/document.xml", "")]), "压缩包或别的文档"),
        (archive(&[("xl/workbook.bin", "")]), "xlsb 格式"),
    ] {
        assert_eq!(rows(&bytes), Err(No::NotASheet(what)));
    }
    let long = "0".repeat(3 << 20);
    let bomb = xlsx(&long, "<sst/>");
    let limits = Limits {
        unpacked: 1 << 20,
        ..Limits::default()
    };
    assert_eq!(
        read(Cursor::new(&bomb), &limits, &mut |_| Go::On),
        Err(No::Bomb)
    );
    assert_eq!(
        rows(&bomb),
        Err(No::Torn("表格内容")),
        "a piece without end"
    );
    let limits = Limits {
        bytes: 1 << 20,
        ..Limits::default()
    };
    let heavy = vec![b'P'; 2 << 20];
    assert_eq!(
        read(Cursor::new(&heavy), &limits, &mut |_| Go::On),
        Err(No::TooLong(1))
    );
    let far = xlsx(r#"<row r="4000000"><c><v>1</v></c></row>"#, "<sst/>");
    assert!(matches!(rows(&far), Err(No::TooManyRows(_))));
}

#[test]
fn a_file_that_was_cut_is_torn_and_nothing_worse() {
    let whole = xlsx(r#"<row r="1"><c><v>1</v></c></row>"#, "<sst/>");
    for length in 0..whole.len() {
        assert!(rows(&whole[..length]).is_err(), "{length}");
    }
    let cut = archive(&[
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        (
            "xl/worksheets/sheet1.xml",
            "<worksheet><sheetData><row r=\"1\"><c><v>1</v></c></row>",
        ),
    ]);
    assert_eq!(rows(&cut), Err(No::Torn("表格内容")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_the_reader_fall(place in 0..6000_usize, byte: u8, which in 0..3_u8) {
        let mut bytes = match which {
            0 => include_bytes!("samples/old.xls").to_vec(),
            1 => xlsx(r#"<row r="1"><c r="B1" t="s"><v>0</v></c></row>"#, "<sst><si><t>甲</t></si></sst>"),
            _ => archive(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")]),
        };
        let place = place % bytes.len();
        bytes[place] = byte;
        let _ = rows(&bytes);
    }

    #[test]
    fn no_sheet_data_makes_the_reader_fall(data in "[<>/rowcvtf=\"0-9A-Z sie&;#x]{0,200}") {
        let _ = rows(&xlsx(&data, "<sst/>"));
    }
}
