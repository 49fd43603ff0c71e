//! Invented names: family and given names combined by a fixed rule.

const FAMILY: [&str; 30] = [
    "丁", "万", "马", "方", "孔", "叶", "田", "白", "冯", "江", "许", "孙", "苏", "李", "杨", "吴",
    "沈", "宋", "陈", "林", "罗", "周", "赵", "胡", "贺", "秦", "徐", "郭", "蒋", "魏",
];

const GIVEN: [&str; 40] = [
    "文博", "思源", "晓岚", "静怡", "令远", "知秋", "家和", "雪莹", "国安", "若水", "云帆", "一鸣",
    "小满", "明", "向东", "佩兰", "颖初", "守正", "启明", "长青", "书涵", "建业", "海棠", "子衿",
    "望舒", "景行", "怀瑾", "乐天", "如松", "清和", "春生", "秀禾", "志远", "安澜", "玉成", "承泽",
    "永康", "惠风", "新桥", "和平",
];

/// The name of the n-th person: no two of the first 1,200 are the same.
pub(crate) fn name(n: usize) -> String {
    let round = n / FAMILY.len();
    let family = FAMILY[n % FAMILY.len()];
    let given = GIVEN[(n + round * 7) % GIVEN.len()];
    format!("{family}{given}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn a_hundred_people_have_a_hundred_names() {
        let names: BTreeSet<String> = (0..100).map(super::name).collect();
        assert_eq!(names.len(), 100);
    }
}
