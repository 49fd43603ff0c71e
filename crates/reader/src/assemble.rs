//! From findings to a draft: typed fields, and the list of items with place, label and tone.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{
    Cadence, Criteria, Deadline, Doc, Draft, Duty, Field, Freq, Heading, Item, LeadingGroup, Named,
    Op, Phase, Responsible, Span, Threshold, Tone, Track, Unit,
};
use crate::page::cut;
use crate::{
    cadence, criteria, doubt, duties, outline, parties, people, quotes, schedule, theme, threshold,
    tracks,
};

/// What can tell its clause and keep its place.
trait Placed {
    fn place(&mut self, span: Span);
    fn words(&self) -> &str;
    fn value(&self) -> String;
}

macro_rules! placed {
    ($($t:ty => |$x:ident| $value:expr;)*) => {$(
        impl Placed for $t {
            fn place(&mut self, span: Span) { self.span = span; }
            fn words(&self) -> &str { &self.text }
            fn value(&self) -> String { let $x = self; $value }
        }
    )*};
}

placed! {
    Named => |x| x.name.clone();
    Phase => |x| match (&x.start, &x.end) {
        (Some(a), Some(b)) if a != b => format!("{}：{a}至{b}", x.name),
        (Some(a), None) => format!("{}：{a}起", x.name),
        (Some(a), _) => format!("{}：{a}", x.name),
        _ => x.name.clone(),
    };
    Cadence => |x| freq(x.freq).to_owned();
    Deadline => |x| x.date.clone();
    Threshold => |x| {
        let bound = format!("{}{}{}", op(x.op), x.value, unit(x.unit));
        x.applies_to.as_ref().map_or(bound.clone(), |a| format!("{a}：{bound}"))
    };
    Criteria => |x| if x.items.is_empty() { x.name.clone() } else { format!("{}：{}", x.name, x.items.join("、")) };
    Duty => |x| format!("{}：{}", x.category, x.foci.join("、"));
    Responsible => |x| x.party.clone();
    Track => |x| {
        let honour = x.honour.as_ref().map_or(String::new(), |h| format!("，{h}"));
        format!("{}—{}{}{honour}", x.slogan, x.subject, x.contest)
    };
    LeadingGroup => |x| {
        let n = |label: &str, n: Option<u32>| n.map(|n| format!("{label}{n}人"));
        let counts: Vec<String> = [n("组长", x.head_n), n("副组长", x.deputy_n), n("成员", x.members_n)].into_iter().flatten().collect();
        counts.join("、")
    };
}

fn freq(freq: Freq) -> &'static str {
    match freq {
        Freq::Daily => "每天",
        Freq::Weekly => "每周",
        Freq::Biweekly => "每两周",
        Freq::Monthly => "每月",
        Freq::Bimonthly => "每两个月",
        Freq::Quarterly => "每季度",
        Freq::Semiannual => "每半年",
        Freq::Annual => "每年",
        Freq::Biennial => "每两年",
        Freq::YearStart => "年初",
        Freq::YearEnd => "年底",
        Freq::QuarterEnd => "季末",
        Freq::MonthEnd => "月底",
        Freq::PerEvent => "每次",
        Freq::Periodic => "定期",
    }
}

fn op(op: Op) -> &'static str {
    match op {
        Op::AtLeast => "不少于",
        Op::AtMost => "不超过",
        Op::Exactly => "",
        Op::Over => "超过",
        Op::Under => "低于",
        Op::About => "约",
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "%",
        Unit::Fraction => "",
        Unit::Points => "分",
        Unit::Day => "天",
        Unit::Workday => "个工作日",
        Unit::Week => "周",
        Unit::Month => "个月",
        Unit::Year => "年",
        Unit::Hour => "小时",
        Unit::Count => "个",
        Unit::Times => "次",
        Unit::Person => "人",
        Unit::Household => "户",
        Unit::Yuan => "元",
        Unit::Chars => "字",
    }
}

struct Kit {
    field: Field,
    path: &'static str,
    label: &'static str,
    tone: Tone,
}

const fn kit(field: Field, path: &'static str, label: &'static str, tone: Tone) -> Kit {
    Kit {
        field,
        path,
        label,
        tone,
    }
}

struct Assembly<'c> {
    cx: &'c Context,
    items: Vec<Item>,
}

impl Assembly<'_> {
    fn all<T: Placed>(&mut self, kit: &Kit, found: Vec<Found<T>>) -> Vec<T> {
        found
            .into_iter()
            .enumerate()
            .map(|(n, mut f)| {
                let span = self.cx.page.span(&f.at);
                f.what.place(span);
                let value = cut(&f.what.value(), 120).to_owned();
                self.item(
                    format!("{}[{n}]", kit.path),
                    kit,
                    value,
                    f.what.words().to_owned(),
                    span,
                    f.rule,
                    f.sure,
                );
                f.what
            })
            .collect()
    }

    fn one(
        &mut self,
        path: &str,
        kit: &Kit,
        value: &str,
        at: &Range<usize>,
        rule: &'static str,
        sure: u8,
    ) {
        let text = self.cx.page.show_short(at, 200);
        let span = self.cx.page.span(at);
        self.item(
            path.to_owned(),
            kit,
            value.to_owned(),
            text,
            span,
            rule,
            sure,
        );
    }

    fn item(
        &mut self,
        path: String,
        kit: &Kit,
        value: String,
        text: String,
        span: Span,
        rule: &str,
        confidence: u8,
    ) {
        let label = kit.label.to_owned();
        self.items.push(Item {
            path,
            field: kit.field,
            label,
            value,
            text,
            span,
            rule: rule.to_owned(),
            confidence,
            tone: kit.tone,
        });
    }
}

pub(crate) fn draft(source: &str) -> Draft {
    let cx = Context::new(source);
    let mut a = Assembly {
        cx: &cx,
        items: Vec::new(),
    };
    let doc = doc(&mut a);
    let theme = theme::theme(&cx).map(|f| {
        a.one(
            "theme",
            &kit(Field::Theme, "theme", "主题", Tone::Task),
            &f.what,
            &f.at,
            f.rule,
            f.sure,
        );
        f.what
    });
    let outline = headings(&mut a);
    let schedule = schedule::schedule(&cx);
    let names = quotes::names(&cx);
    let mut draft = Draft {
        doc,
        outline,
        theme,
        ..Draft::default()
    };
    draft.phases = a.all(
        &kit(Field::Phase, "phases", "阶段", Tone::When),
        schedule.phases,
    );
    draft.steps = a.all(
        &kit(Field::Step, "steps", "步骤", Tone::Task),
        schedule.steps,
    );
    draft.cadences = a.all(
        &kit(Field::Cadence, "cadences", "频次", Tone::When),
        cadence::cadences(&cx),
    );
    draft.deadlines = a.all(
        &kit(Field::Deadline, "deadlines", "期限", Tone::When),
        schedule.deadlines,
    );
    draft.thresholds = a.all(
        &kit(Field::Threshold, "thresholds", "数量要求", Tone::Number),
        threshold::thresholds(&cx),
    );
    draft.activities = a.all(
        &kit(Field::Activity, "activities", "活动", Tone::Task),
        names.activities,
    );
    draft.practices = a.all(
        &kit(Field::Practice, "practices", "做法", Tone::Task),
        names.practices,
    );
    draft.honours = a.all(
        &kit(Field::Honour, "honours", "荣誉", Tone::Task),
        names.honours,
    );
    draft.criteria = a.all(
        &kit(Field::Criteria, "criteria", "标准", Tone::Task),
        criteria::criteria(&cx),
    );
    draft.leading_group = people::leading_group(&cx).map(|mut f| {
        let span = cx.page.span(&f.at);
        f.what.place(span);
        let kit = kit(Field::LeadingGroup, "leading_group", "领导小组", Tone::Who);
        a.item(
            "leading_group".to_owned(),
            &kit,
            f.what.value(),
            f.what.text.clone(),
            span,
            f.rule,
            f.sure,
        );
        f.what
    });
    draft.duties = a.all(
        &kit(Field::Duty, "duties", "承诺重点", Tone::Who),
        duties::duties(&cx),
    );
    draft.responsible = a.all(
        &kit(Field::Responsible, "responsible", "责任方", Tone::Who),
        parties::responsible(&cx),
    );
    draft.tracks = a.all(
        &kit(Field::Track, "tracks", "争创", Tone::Task),
        tracks::tracks(&cx),
    );
    draft.objectives = a.all(
        &kit(Field::Objective, "objectives", "目标", Tone::Task),
        under_heading(&cx, "目标", "objective-item"),
    );
    let mut requirements = under_heading(&cx, "要求", "requirement-item");
    // Where no heading says 要求, the part on leadership and safeguards holds them.
    for word in ["组织领导", "保障", "领导"] {
        if requirements.is_empty() {
            requirements = under_heading(&cx, word, "safeguard-item");
        }
    }
    draft.requirements = a.all(
        &kit(Field::Requirement, "requirements", "要求", Tone::Task),
        requirements,
    );
    draft.items = a.items;
    draft.unread = doubt::unread(&cx, &draft);
    draft
}

fn doc(a: &mut Assembly<'_>) -> Doc {
    let cx = a.cx;
    let page = &cx.page;
    let mut doc = Doc::default();
    if let Some(at) = &cx.frame.title {
        let title = page.show(at).replace(' ', "");
        a.one(
            "doc.title",
            &kit(Field::Title, "doc", "标题", Tone::Task),
            &title,
            at,
            "title-line",
            92,
        );
        doc.title = Some(title);
    }
    for (n, at) in cx.frame.issuers.iter().enumerate() {
        let name = page.show(at).replace(' ', "");
        a.one(
            &format!("doc.issuer[{n}]"),
            &kit(Field::Issuer, "doc", "发文单位", Tone::Who),
            &name,
            at,
            "signature",
            85,
        );
        doc.issuer.push(name);
    }
    if let Some((date, at)) = &cx.frame.date {
        a.one(
            "doc.date",
            &kit(Field::Date, "doc", "成文日期", Tone::When),
            date,
            at,
            "signature-date",
            92,
        );
        doc.date = Some(date.clone());
    }
    if let Some(at) = &cx.frame.doc_no {
        let no = page
            .show(at)
            .replace(' ', "")
            .replace(['[', '［', '【', '（', '〈'], "〔")
            .replace([']', '］', '】', '）', '〉'], "〕");
        a.one(
            "doc.doc_no",
            &kit(Field::DocNo, "doc", "文号", Tone::Task),
            &no,
            at,
            "number-line",
            95,
        );
        doc.doc_no = Some(no);
    }
    doc
}

fn headings(a: &mut Assembly<'_>) -> Vec<Heading> {
    let cx = a.cx;
    let mut out = Vec::with_capacity(cx.nodes.len());
    for (n, node) in cx.nodes.iter().enumerate() {
        let title = cx.page.show_short(&node.title, 20);
        let span = cx.page.span(&node.range);
        let kit = kit(Field::Outline, "outline", "编号", Tone::Task);
        let text = cx.page.show_short(&node.range, 200);
        a.item(
            format!("outline[{n}]"),
            &kit,
            title.clone(),
            text,
            span,
            "marker",
            if node.at_start { 95 } else { 80 },
        );
        out.push(Heading {
            kind: node.kind,
            n: node.n,
            title,
            level: node.level,
            span,
        });
    }
    out
}

/// The direct items under the headings that end in a word: objectives, requirements.
fn under_heading(cx: &Context, word: &str, rule: &'static str) -> Vec<Found<Named>> {
    let mut out: Vec<Found<Named>> = Vec::new();
    for (at, node) in cx.nodes.iter().enumerate() {
        let title = cx.title(at);
        if node.level > 2 || !title.contains(word) || title.chars().count() > 16 {
            continue;
        }
        if title.contains("总体要求") || title.contains("总要求") {
            continue;
        }
        for child in outline::children(&cx.nodes, at) {
            let name = cx.page.trim(&child.title);
            let short = (2..=24).contains(&cx.page.key(&name).chars().count());
            if short && !out.iter().rev().take(3).any(|f| f.at == name) {
                out.push(schedule::named(cx, &name, &child.range, rule, 85));
            }
        }
    }
    out
}
