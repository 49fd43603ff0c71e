//! A roster of invented people, as long as it is asked for. Identity numbers stand
//! under the area code 999998, which no place has.

use std::path::Path;

use civic::directory::people::particulars::check_character;
use paper::sheet::{Column, Writer};

use crate::Done;

/// Branches that people are spread over.
pub(crate) const BRANCHES: usize = 40;

const HEADINGS: [&str; 15] = [
    "序号",
    "所在党支部",
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "身份证号",
    "籍贯",
    "学历",
    "人员类别",
    "党员类别",
    "入党时间",
    "转正时间",
    "手机",
    "住址",
];
const FAMILY: &str = "丁万马方孔叶田白冯江许孙苏李杨吴沈宋陈林罗周赵胡贺秦徐郭蒋魏";
const GIVEN: &str = "文博思源晓岚静怡令远知秋家和雪莹国安若水云帆一鸣小满向东佩兰颖初守正启明";

/// The name of the n-th person.
pub(crate) fn name(n: usize) -> String {
    let pick = |from: &str, n: usize| {
        let letters: Vec<char> = from.chars().collect();
        letters[n % letters.len()]
    };
    [
        pick(FAMILY, n),
        pick(GIVEN, n / 30),
        pick(GIVEN, n / 30 / 38 + n),
    ]
    .iter()
    .collect()
}

/// Their telephone.
pub(crate) fn phone(n: usize) -> String {
    format!("190{n:08}")
}

fn row(n: usize) -> Vec<String> {
    let male = n.is_multiple_of(2);
    let (year, month, day) = (1950 + n % 50, 1 + n / 50 % 12, 1 + n / 600 % 28);
    let serial = 2 * (n / 16_800 % 499) + usize::from(male);
    let sex = if male { "男" } else { "女" };
    let digits = format!("999998{year:04}{month:02}{day:02}{serial:03}");
    let check = check_character(&digits).unwrap_or('0');
    [
        (n + 1).to_string().as_str(),
        &format!("branch-{}", n % BRANCHES + 1),
        &name(n),
        sex,
        "汉族",
        &format!("{year}.{month:02}"),
        &format!("{digits}{check}"),
        "示范省示范市",
        "大学本科",
        "正式党员",
        "社区",
        "2001.07.01",
        "2002.07.01",
        &phone(n),
        &format!("示范街道{}号{}室", n % 300, n % 40),
    ]
    .map(|text: &str| text.to_owned())
    .to_vec()
}

/// Writes people `from` to `from + count`.
pub(crate) fn write(path: &Path, from: usize, count: usize) -> Done {
    let columns = HEADINGS.map(|title| Column {
        title: title.to_owned(),
        width: 12.0,
        ..Column::default()
    });
    let mut writer = Writer::new("名册", &columns, 0)?;
    for n in from..from + count {
        writer.row(&row(n))?;
    }
    std::fs::write(path, writer.finish()?)?;
    Ok(())
}
