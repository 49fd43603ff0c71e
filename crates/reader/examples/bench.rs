//! temp
fn main() {
    let p = std::env::args().nth(1).unwrap_or_default();
    let t = std::fs::read_to_string(&p).unwrap_or_default();
    let _ = reader::read(&t.chars().take(4000).collect::<String>());
    for n in [1usize, 10, 100, 350] {
        let big = t.repeat(n);
        let s = std::time::Instant::now();
        let d = reader::read(&big);
        println!(
            "{} KB {:?} items {}",
            big.len() / 1024,
            s.elapsed(),
            d.items.len()
        );
    }
    for u in [
        "“",
        "（",
        "为某更",
        "各党支部要抓好落实，",
        "张三、",
        "第",
        "3月",
        "一是",
        "(1)",
        "每",
        "由",
        "、",
        "一、",
        "组长\n",
        "\n",
        "书记",
    ] {
        let big = format!(
            "某方案\n一、步骤\n成立领导小组，{}",
            u.repeat(3_000_000 / u.len())
        );
        let s = std::time::Instant::now();
        let d = reader::read(&big);
        println!(
            "{u:?} {} KB {:?} {}",
            big.len() / 1024,
            s.elapsed(),
            d.items.len()
        );
    }
}
