//! The sample plan and the sample notice, read whole; and the same plan in other wrappings.

use reader::{Draft, Freq, Named, Op, Unit, decode, read, verdict};

fn names(list: &[Named]) -> Vec<&str> {
    list.iter().map(|n| n.name.as_str()).collect()
}

/// A draft without its places: two copies of one text in different wrappings agree in the rest.
fn unplaced(draft: &Draft) -> String {
    fn strip(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(map) => {
                map.remove("span");
                map.values_mut().for_each(strip);
            }
            serde_json::Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(draft).unwrap_or_default();
    strip(&mut value);
    value.to_string()
}

#[test]
fn the_sample_plan_says_what_it_says() {
    let draft = read(&crate::common::plan());
    assert!(verdict(&draft).is_ok());
    assert_eq!(
        draft.doc.title.as_deref(),
        Some("示范社区开展“三为三争”主题活动实施方案")
    );
    assert_eq!(draft.doc.issuer, ["示范社区党总支"]);
    assert_eq!(draft.doc.date.as_deref(), Some("2026-05-06"));
    assert_eq!(draft.doc.doc_no.as_deref(), Some("示范支〔2026〕3号"));
    assert_eq!(draft.theme.as_deref(), Some("党旗映街巷，服务到家门"));
    let top: Vec<&str> = draft
        .outline
        .iter()
        .filter(|h| h.level == 1)
        .map(|h| h.title.as_str())
        .collect();
    assert_eq!(
        top,
        ["总体要求", "目标任务", "活动内容", "方法步骤", "组织领导"]
    );
    assert_eq!(draft.outline.len(), 20);
    let tracks: Vec<[&str; 4]> = draft
        .tracks
        .iter()
        .map(|t| {
            [
                t.slogan.as_str(),
                &t.subject,
                &t.contest,
                t.honour.as_deref().unwrap_or(""),
            ]
        })
        .collect();
    assert_eq!(
        tracks,
        [
            ["为党旗更红", "党委", "争旗", "科学发展旗帜党委"],
            ["为党组织更强", "支部", "争标", "为民服务标杆支部"],
            ["为党员牌子更亮", "党员", "争星", "十星级优秀党员"],
        ]
    );
    let phases: Vec<[&str; 3]> = draft
        .phases
        .iter()
        .map(|p| {
            [
                p.name.as_str(),
                p.start.as_deref().unwrap_or(""),
                p.end.as_deref().unwrap_or(""),
            ]
        })
        .collect();
    assert_eq!(
        phases,
        [
            ["动员部署", "2026-05-06", "2026-05-20"],
            ["公开承诺", "2026-05-21", "2026-06-18"]
        ]
    );
    assert_eq!(names(&draft.steps), ["领导点评", "群众评议"]);
    assert_eq!(
        names(&draft.objectives),
        [
            "组织功能更强",
            "党员形象更好",
            "服务群众更实",
            "社区氛围更和"
        ]
    );
    assert_eq!(
        names(&draft.requirements),
        [
            "明确责任分工",
            "做好分类指导",
            "注重宣传引导",
            "强化跟踪问效"
        ]
    );
    assert_eq!(draft.cadences[0].freq, Freq::Quarterly);
    let due: Vec<&str> = draft.deadlines.iter().map(|d| d.date.as_str()).collect();
    assert_eq!(due, ["2026-12-20"]);
    assert_eq!(draft.criteria[0].name, "五个好");
    assert_eq!(draft.criteria[0].items.len(), 5);
    let duties: Vec<(&str, usize)> = draft
        .duties
        .iter()
        .map(|d| (d.category.as_str(), d.foci.len()))
        .collect();
    assert_eq!(duties, [("机关党员", 6), ("社区党员", 4), ("企业党员", 4)]);
    let group = draft.leading_group.as_ref().unwrap();
    assert_eq!(
        (group.head.as_slice(), group.head_n),
        (&["党支部书记".to_owned()][..], Some(1))
    );
    assert_eq!(
        group.members,
        [
            "组织委员",
            "宣传委员",
            "纪检委员",
            "青年委员",
            "群众工作委员"
        ]
    );
    assert_eq!(
        (group.members_n, group.office.as_deref()),
        (Some(5), Some("社区党群服务中心"))
    );
    let bounds: Vec<(&str, Unit, Op)> = draft
        .thresholds
        .iter()
        .map(|t| (t.value.as_str(), t.unit, t.op))
        .collect();
    assert_eq!(
        bounds,
        [
            ("10", Unit::Count, Op::AtLeast),
            ("90", Unit::Percent, Op::AtLeast),
            ("3", Unit::Count, Op::AtLeast),
            ("5", Unit::Count, Op::AtMost),
            ("10", Unit::Count, Op::AtLeast),
            ("5", Unit::Workday, Op::AtMost),
            ("10", Unit::Percent, Op::AtLeast),
            ("5", Unit::Workday, Op::Exactly),
            ("10", Unit::Workday, Op::AtMost),
        ]
    );
    assert_eq!(draft.activities.len(), 13, "{:?}", names(&draft.activities));
    assert!(names(&draft.activities).contains(&"亮身份、亮岗位、亮承诺"));
    assert!(!names(&draft.activities).contains(&"一刀切"));
}

#[test]
fn a_noisy_notice_is_read_through_its_noise() {
    let text = crate::common::notice();
    let draft = read(text);
    assert_eq!(
        draft.doc.title.as_deref(),
        Some("关于印发《青禾街道党员星级评定工作实施办法》的通知")
    );
    assert_eq!(draft.doc.issuer, ["中共青禾街道工作委员会"]);
    assert_eq!(draft.doc.date.as_deref(), Some("2012-05-28"));
    assert_eq!(draft.doc.doc_no.as_deref(), Some("青街工发〔2012〕18号"));
    let phases: Vec<[&str; 3]> = draft
        .phases
        .iter()
        .map(|p| {
            [
                p.name.as_str(),
                p.start.as_deref().unwrap_or(""),
                p.end.as_deref().unwrap_or(""),
            ]
        })
        .collect();
    assert_eq!(
        phases,
        [
            ["宣传发动", "2012-06+b", "2012-06+e"],
            ["组织评定", "--07-01", "--08-15"],
            ["总结提高", "--09", "--09"]
        ]
    );
    let due: Vec<&str> = draft.deadlines.iter().map(|d| d.date.as_str()).collect();
    assert_eq!(due, ["--06-15", "before:党的十八大召开"]);
    assert_eq!(names(&draft.steps), ["个人自评", "支部评议", "公示"]);
    assert_eq!(names(&draft.activities), ["四比四看"]);
    assert_eq!(
        names(&draft.honours),
        [
            "五星级党员",
            "五星级",
            "四星级",
            "三星级",
            "二星级",
            "一星级"
        ]
    );
    let five = draft.criteria.iter().find(|c| c.name == "五带头").unwrap();
    assert_eq!(five.items.last().unwrap(), "带头争创佳绩");
    assert_eq!(
        draft
            .criteria
            .iter()
            .find(|c| c.name == "评定条件")
            .unwrap()
            .items
            .len(),
        3
    );
    assert_eq!(
        draft
            .criteria
            .iter()
            .find(|c| c.name == "一票否决")
            .unwrap()
            .items
            .len(),
        2
    );
    let group = draft.leading_group.as_ref().unwrap();
    assert_eq!(
        (group.head_n, group.deputy_n, group.members_n),
        (Some(1), Some(2), Some(3))
    );
    assert_eq!(group.deputy, ["街道党工委副书记", "组织委员"]);
    let freqs: Vec<Freq> = draft.cadences.iter().map(|c| c.freq).collect();
    assert_eq!(freqs, [Freq::YearEnd, Freq::Semiannual, Freq::Monthly]);
    let printed = draft.to_public_json().to_string() + &serde_json::to_string(&draft).unwrap();
    for word in [
        "甄大山",
        "钱小河",
        "孙明",
        "孙 明",
        "李木子",
        "周建国",
        "吴用",
        "吴 用",
        "某某网",
        "相关文档",
        "版权",
        "汇总表",
        "点击",
    ] {
        assert!(!printed.contains(word), "{word}");
    }
}

#[test]
fn encodings_and_containers_give_the_same_draft() {
    let text = crate::common::plan();
    let want = read(&text);
    let mut marked = vec![0xEF, 0xBB, 0xBF];
    marked.extend(text.as_bytes());
    let little: Vec<u8> = [0xFEFF]
        .into_iter()
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let bare: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let gb = encoding_rs::GB18030.encode(&text).0.into_owned();
    for bytes in [
        text.clone().into_bytes(),
        marked,
        little,
        bare,
        gb,
        crate::common::docx(&text),
    ] {
        let decoded = decode(&bytes).unwrap();
        assert_eq!(
            read(&decoded.text),
            want,
            "{} {:?}",
            decoded.encoding,
            decoded.format
        );
    }
}

#[test]
fn a_hosting_page_around_the_plan_changes_nothing_but_places() {
    let plan = crate::common::plan();
    let noisy = format!(
        "示范社区开展“三为三争”主题活动实施方案\n\n合集下载\n  1. 1、下载本文档前请仔细阅读。\n当前位置：首页 > 党建\n字号：大 中 小\n\n{}\n\n\n上一篇：某某总结\n相关文档\n某某社区创建活动方案\n最新文档\n热门文章",
        plan.replace('，', ",")
            .replace('（', "(")
            .replace('）', ")")
            .replace("\n\n", "\n \u{3000}\n")
    );
    assert_eq!(unplaced(&read(&noisy)), unplaced(&read(&plan)));
    let broken = plan.replace("制度健全，", "制度健全，\n");
    assert_eq!(unplaced(&read(&broken)), unplaced(&read(&plan)));
}

#[test]
fn every_item_points_at_its_words() {
    for text in [crate::common::plan(), crate::common::notice().to_owned()] {
        let draft = read(&text);
        let length = text.chars().count();
        assert!(draft.items.len() > 40);
        for item in &draft.items {
            assert!(
                item.span.start < item.span.end && item.span.end <= length,
                "{item:?}"
            );
            assert!(item.text.chars().count() <= 200, "{item:?}");
        }
        for named in draft
            .activities
            .iter()
            .chain(&draft.honours)
            .chain(&draft.steps)
            .chain(&draft.objectives)
        {
            let words: String = crate::common::slice(&text, named.span)
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect();
            assert_eq!(words.replace(',', "，"), named.name);
        }
        let public = draft.to_public_json();
        assert_eq!(public["items"].as_array().unwrap().len(), draft.items.len());
        assert!(public["items"][0]["span"].is_array());
    }
}

#[test]
fn a_draft_survives_being_stored() {
    let draft = read(&crate::common::plan());
    let stored = serde_json::to_string(&draft).unwrap();
    assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), draft);
}
