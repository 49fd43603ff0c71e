//! The rules one by one: for each, sentences that it reads and sentences that it leaves alone.

use reader::{Draft, Kind, Named, read};

/// A plan around a few lines of text.
fn plan(lines: &str) -> Draft {
    read(&format!(
        "某社区主题活动实施方案\n一、活动内容\n{lines}\n二、其他事项\n无。\n"
    ))
}

fn names(list: &[Named]) -> Vec<&str> {
    list.iter().map(|n| n.name.as_str()).collect()
}

#[test]
fn activities_are_what_is_carried_out() {
    for (text, want) in [
        ("开展“邻里互助日”活动。", vec!["邻里互助日"]),
        (
            "组织“甲进社区”、“乙进楼栋”等活动。",
            vec!["甲进社区", "乙进楼栋"],
        ),
        (
            "建立“首问负责”机制，搭建“说事亭”。",
            vec!["首问负责", "说事亭"],
        ),
        (
            "坚持“一线走访法”、记走访日记、干部联系点等制度。",
            vec!["一线走访法", "记走访日记", "干部联系点"],
        ),
        ("实施“暖巢”工程。", vec!["暖巢"]),
    ] {
        assert_eq!(names(&plan(text).activities), want, "{text}");
    }
    for text in [
        "深入学习“三个代表”重要思想。",
        "坚持“公开透明”的原则。",
        "克服“等靠要”思想。",
        "解决“最后一公里”问题。",
        "以“邻里同心”为主题。",
        "增强“四个意识”。",
        "不搞“一刀切”。",
        "争创“红旗支部”。",
    ] {
        assert!(
            plan(text).activities.is_empty(),
            "{text} {:?}",
            names(&plan(text).activities)
        );
    }
}

#[test]
fn honours_are_awarded_or_striven_for() {
    for (text, want) in [
        ("争创“红旗支部”。", vec!["红旗支部"]),
        ("授予“示范楼栋”称号。", vec!["示范楼栋"]),
        (
            "评选“最美邻居”10名、“优秀网格员”5名。",
            vec!["最美邻居", "优秀网格员"],
        ),
        (
            "评选表彰先进基层党组织、优秀共产党员。",
            vec!["先进基层党组织", "优秀共产党员"],
        ),
        (
            "评议结果分为好、较好、一般、较差四个等次。",
            vec!["好", "较好", "一般", "较差"],
        ),
    ] {
        assert_eq!(names(&plan(text).honours), want, "{text}");
    }
    for text in [
        "开展“邻里互助日”活动。",
        "坚持“三会一课”制度。",
        "学习先进典型。",
    ] {
        assert!(
            plan(text).honours.is_empty(),
            "{text} {:?}",
            names(&plan(text).honours)
        );
    }
}

#[test]
fn the_theme_is_named_as_one() {
    for (text, want) in [
        ("活动以“邻里一家亲”为主题。", "邻里一家亲"),
        ("活动主题是“邻里一家亲”。", "邻里一家亲"),
        ("活动主题：邻里一家亲", "邻里一家亲"),
        ("紧紧围绕“邻里一家亲”这一主题，抓好服务。", "邻里一家亲"),
    ] {
        assert_eq!(plan(text).theme.as_deref(), Some(want), "{text}");
    }
    assert_eq!(
        read("某街道活动方案\n一、活动主题\n同心向党，服务为民\n二、时间\n略\n")
            .theme
            .as_deref(),
        Some("同心向党，服务为民")
    );
    for text in [
        "以邓小平理论为指导。",
        "开展主题党日活动。",
        "以服务群众为宗旨。",
    ] {
        assert_eq!(plan(text).theme, None, "{text}");
    }
}

#[test]
fn criteria_are_listed_before_behind_or_below_their_name() {
    for (text, name, n) in [
        (
            "按照支部班子好、党员队伍好、服务作用好的“三个好”要求推进。",
            "三个好",
            3,
        ),
        (
            "做到“四个讲”（讲学习、讲团结、讲奉献、讲廉洁）。",
            "四个讲",
            4,
        ),
        ("争做“两带头”党员，即带头学习、带头服务。", "两带头", 0),
        ("落实“三有”标准：有场所、有队伍、有经费。", "三有", 3),
        ("达到“五个好”标准。", "五个好", 0),
    ] {
        let draft = plan(text);
        let found = draft.criteria.iter().find(|c| c.name == name);
        assert!(found.is_some() || n == 0, "{text} {:?}", draft.criteria);
        if let Some(found) = found {
            assert!(n == 0 || found.items.len() == n, "{text} {found:?}");
        }
    }
    let draft = read("某街道评选办法\n一、评选条件\n1.热心公益。\n2.邻里和睦。\n二、程序\n略\n");
    assert_eq!(draft.criteria[0].items, ["热心公益", "邻里和睦"]);
    for text in [
        "坚持“三会一课”制度。",
        "推进“五位一体”总体布局。",
        "第二个好办法是走访。",
    ] {
        assert!(
            plan(text).criteria.is_empty(),
            "{text} {:?}",
            plan(text).criteria
        );
    }
}

#[test]
fn phases_have_a_name_and_a_span() {
    let under = |lines: &str| {
        read(&format!(
            "某街道活动方案\n一、方法步骤\n{lines}\n二、要求\n略。\n"
        ))
    };
    for (text, name, start, end) in [
        (
            "（一）宣传发动阶段（2020年3月1日—3月15日）。召开会议。",
            "宣传发动阶段",
            Some("2020-03-01"),
            Some("2020-03-15"),
        ),
        (
            "第一阶段：宣传发动（3月）。",
            "宣传发动",
            Some("--03"),
            Some("--03"),
        ),
        (
            "1、组织实施阶段。时间：2020年4月至10月。",
            "组织实施阶段",
            Some("2020-04"),
            Some("2020-10"),
        ),
        (
            "广泛听取群众意见建议，活动时间为2020年4月至10月。",
            "活动时间",
            Some("2020-04"),
            Some("2020-10"),
        ),
        (
            "本次活动时间为2020年4月至10月。",
            "本次活动时间",
            Some("2020-04"),
            Some("2020-10"),
        ),
        (
            "专项行动时间为2020年4月至10月。",
            "专项行动时间",
            Some("2020-04"),
            Some("2020-10"),
        ),
        (
            "2020年3月初至4月底为摸底阶段，查清情况。",
            "摸底阶段",
            Some("2020-03+b"),
            Some("2020-04+e"),
        ),
        (
            "从2020年7月开始，着重抓好整改。",
            "着重抓好整改",
            Some("2020-07"),
            None,
        ),
        (
            "从现在开始，着重抓好学习。",
            "着重抓好学习",
            Some("now"),
            None,
        ),
    ] {
        let draft = under(text);
        assert_eq!(draft.phases.len(), 1, "{text} {:?}", draft.phases);
        let phase = &draft.phases[0];
        assert_eq!(
            (
                phase.name.as_str(),
                phase.start.as_deref(),
                phase.end.as_deref()
            ),
            (name, start, end),
            "{text}"
        );
        assert!(draft.deadlines.is_empty(), "{text} {:?}", draft.deadlines);
    }
    for text in [
        "（一）宣传发动。召开动员会议。",
        "（一）动员。3月5日前召开动员会。",
    ] {
        assert!(
            under(text).phases.is_empty(),
            "{text} {:?}",
            under(text).phases
        );
        assert_eq!(under(text).steps.len(), 1, "{text}");
    }
}

#[test]
fn deadlines_are_ahead_and_cited_dates_are_not() {
    for (text, want) in [
        ("各支部于9月15日前报送名单。", "--09-15"),
        ("2020年6月底前完成整改。", "2020-06+e"),
        ("到2021年底，实现全覆盖。", "2021+e"),
        ("3月1日至3月20日集中走访。", "--03-01/--03-20"),
        ("走访时间为6月至8月。", "--06/--08"),
        ("每月底前报送小结。", "rel:month_end"),
        ("党代会召开前完成换届。", "before:党代会召开"),
    ] {
        let dates: Vec<String> = plan(text).deadlines.into_iter().map(|d| d.date).collect();
        assert_eq!(dates, [want], "{text}");
    }
    for text in [
        "根据《2019年工作要点》（某发〔2019〕5号）制定。",
        "2019年3月印发的意见继续执行。",
        "做好2020年度考核工作。",
        "纪念建党90周年。",
    ] {
        assert!(
            plan(text).deadlines.is_empty(),
            "{text} {:?}",
            plan(text).deadlines
        );
    }
}

#[test]
fn a_leading_group_in_every_form_counts_and_never_names() {
    for (text, counts, posts) in [
        (
            "成立领导小组，党支部书记甄大海任组长，钱小河、孙木林为成员。",
            (Some(1), None, Some(2)),
            "党支部书记",
        ),
        (
            "成立以党委书记甄大海为组长，党委副书记钱小河为副组长，各支部书记为成员的领导小组。",
            (Some(1), Some(1), None),
            "党委书记",
        ),
        (
            "成立领导小组。\n组  长：甄大海（党委书记）\n副组长：钱 河  镇长\n成  员：孙木林、李田、周全",
            (Some(1), Some(1), Some(3)),
            "党委书记",
        ),
        (
            "领导小组组长由社区书记甄大海担任，副组长由主任钱小河担任，成员由孙木林、李田组成。",
            (Some(1), Some(1), Some(2)),
            "社区书记",
        ),
        (
            "成立领导小组，由镇党委书记甄大海同志任组长，镇党委副书记、镇长钱小河，副书记孙木林任副组长。",
            (Some(1), Some(2), None),
            "镇党委书记",
        ),
    ] {
        let draft = plan(text);
        let group = draft.leading_group.clone().unwrap_or_default();
        assert_eq!(
            (group.head_n, group.deputy_n, group.members_n),
            counts,
            "{text} {group:?}"
        );
        assert_eq!(group.head, [posts], "{text}");
        let printed = serde_json::to_string(&draft).unwrap() + &draft.to_public_json().to_string();
        for name in ["大海", "小河", "钱河", "钱 河", "木林", "李田", "周全"] {
            assert!(!printed.contains(name), "{text}: {name}");
        }
    }
    for text in ["各支部要加强领导。", "各组组长要负起责任。"] {
        assert_eq!(plan(text).leading_group, None, "{text}");
    }
}

#[test]
fn names_in_contacts_and_with_posts_are_masked() {
    for text in [
        "联系人：甄大海，电话见公开栏，各支部要及时联系甄大海。",
        "由社区书记甄大海负责，每月检查。",
        "各支部要向甄大海同志学习。",
    ] {
        let printed = serde_json::to_string(&plan(text)).unwrap();
        assert!(!printed.contains("大海"), "{text}");
    }
}

#[test]
fn a_name_broken_over_two_lines_is_still_masked() {
    let filler = "为切实加强对活动的组织领导和督促检查工作的统一\n协调和部署安排并形成一级抓一级的工作新格局，现\n";
    let text = format!(
        "某镇活动方案\n一、组织\n{}成立活动领导小组，由镇党委书记甄\n大海任组长，副书记钱小河任副组长。\n二、要求\n各支部要落实。\n",
        filler.repeat(4)
    );
    let printed = serde_json::to_string(&read(&text)).unwrap();
    assert!(
        !printed.contains("大海") && !printed.contains("小河"),
        "{printed}"
    );
}

#[test]
fn objectives_and_requirements_stand_under_their_headings() {
    let draft = read(
        "某街道活动方案\n一、工作目标\n（一）学习更深。\n（二）作风更实。\n二、工作要求\n一是加强领导。二是务求实效。\n",
    );
    assert_eq!(names(&draft.objectives), ["学习更深", "作风更实"]);
    assert_eq!(names(&draft.requirements), ["加强领导", "务求实效"]);
    assert!(
        read("某街道活动方案\n一、总体要求\n1、甲。\n2、乙。\n")
            .requirements
            .is_empty()
    );
}

#[test]
fn the_frame_of_a_document() {
    let draft = read(
        "中共某某镇委员会文件\n某党发〔2020〕7号\n\n中共某某镇委员会\n关于开展学习活动的\n实施意见\n各党支部：\n为推进学习，提出如下意见。\n一、目标\n略。\n\n中共某某镇委员会\n2020年4月2日\n相关推荐\n某某方案\n",
    );
    assert_eq!(
        draft.doc.title.as_deref(),
        Some("中共某某镇委员会关于开展学习活动的实施意见")
    );
    assert_eq!(draft.doc.doc_no.as_deref(), Some("某党发〔2020〕7号"));
    assert_eq!(draft.doc.issuer, ["中共某某镇委员会"]);
    assert_eq!(draft.doc.date.as_deref(), Some("2020-04-02"));
    assert_eq!(draft.outline.len(), 1);
}

#[test]
fn tracks_need_slogan_subject_and_contest() {
    let draft = plan(
        "为街巷更净—网格争先。\n开展“周末清扫”活动，争创“洁净网格”。\n为邻里更和—楼栋争优。\n争创“和美楼栋”。",
    );
    let got: Vec<[&str; 3]> = draft
        .tracks
        .iter()
        .map(|t| {
            [
                t.slogan.as_str(),
                &t.subject,
                t.honour.as_deref().unwrap_or(""),
            ]
        })
        .collect();
    assert_eq!(
        got,
        [
            ["为街巷更净", "网格", "洁净网格"],
            ["为邻里更和", "楼栋", "和美楼栋"]
        ]
    );
    assert!(plan("为了更好地服务，党员争先恐后报名。").tracks.is_empty());
}

#[test]
fn inline_items_keep_their_kind() {
    let kinds: Vec<Kind> = plan("主要做到：①学习；②服务。一是抓早，二是抓小。")
        .outline
        .iter()
        .map(|h| h.kind)
        .collect();
    assert_eq!(
        kinds,
        [
            Kind::Cn,
            Kind::Circ,
            Kind::Circ,
            Kind::Shi,
            Kind::Shi,
            Kind::Cn
        ]
    );
}

#[test]
fn what_is_to_be_done_in_all_is_bound_and_what_there_is_in_all_is_not() {
    for text in [
        "全年共计培训党员200名。",
        "共计评选先进支部5个。",
        "民主评议前3日公示名单。",
    ] {
        assert_eq!(
            plan(text).thresholds.len(),
            1,
            "{text} {:?}",
            plan(text).thresholds
        );
    }
    for text in [
        "全镇共计23个村。",
        "共划分网格12个。",
        "民主评议前3至5名的党员发言。",
        "评议前10%的支部作交流。",
    ] {
        assert!(
            plan(text).thresholds.is_empty(),
            "{text} {:?}",
            plan(text).thresholds
        );
    }
}

#[test]
fn a_way_of_working_in_three_figures_is_no_feast() {
    let names =
        |text: &str| -> Vec<String> { plan(text).activities.into_iter().map(|a| a.name).collect() };
    assert_eq!(names("推行“五四三”工作法。"), ["五四三"]);
    assert!(names("开展“七一”走访慰问。").is_empty());
}

#[test]
fn a_file_of_nuls_is_empty_and_one_nul_is_left_out() {
    for empty in [&b"\xFF\xFE\0\0\0\0"[..], b"\xEF\xBB\xBF\0\0"] {
        assert!(matches!(
            reader::decode(empty),
            Err(reader::Unreadable::Empty)
        ));
    }
    let one = [b"\xEF\xBB\xBF".as_slice(), "方\0案".as_bytes()].concat();
    assert_eq!(reader::decode(&one).unwrap().text, "方案");
}
