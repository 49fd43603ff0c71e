//! The frame of the document: title, head line, number, date of issue, signature, and where the body lies.

use std::ops::Range;

use crate::dates;
use crate::outline;
use crate::page::{Page, cut};
use crate::pattern::Pattern;

#[derive(Debug, Default)]
pub(crate) struct Frame {
    pub(crate) title: Option<Range<usize>>,
    pub(crate) issuers: Vec<Range<usize>>,
    pub(crate) date: Option<(String, Range<usize>)>,
    pub(crate) doc_no: Option<Range<usize>>,
    /// Everything between the title and the signature, or the last line.
    pub(crate) body: Range<usize>,
}

static GENRE: Pattern = Pattern::new(
    "(?:方案|意见|通知|办法|细则|计划|规划|决定|要点|通告|规定|制度|安排|意見)(?:（[^）]{1,14}）|[0-9]{1,2})?$",
);
static DOC_NO: Pattern = Pattern::new(
    "^[（(]?(?P<no>[一-龥]{1,14} ?[〔\\[【［（(〈] ?(?:19|20)[0-9]{2} ?[〕\\]】］）)〉] ?第? ?[0-9]{1,4} ?号)[)）]?$",
);
static ORGAN: Pattern = Pattern::new(
    "(?:委员会|党委|党工委|工委|县委|市委|区委|省委|镇委|州委|支部|总支|党组|政府|办公室|办事处|社区|街道|村委会|居委会|部|局|办|厅|院|校|学校|大学|学院|小组|领导小组|中心|公司|集团|协会|联合会|总工会|工会|团委|妇联|协会|医院|银行|站|所|处|科|会|镇|乡|村|指导委员会|文明办|组织|中学|小学|幼儿园)$",
);
static ORG_HEAD: Pattern = Pattern::new(
    "^(?:中共|中国共产党|共青团)?[^，。；：“”《》]{2,28}?(?:委员会|党工委|党委|党总支|党支部|总支|支部|党组|人民政府|政府|办公室|办事处|居委会|村委会|社区|街道|文明办|组织部|宣传部|局|县委|市委|区委|集团|公司|学校|学院|大学|中学|小学|医院)",
);
static TITLE_VERB: Pattern = Pattern::new(
    "^(?:关于|开展|深入|推进|实施|创建|贯彻|落实|建立|加强|印发|进一步|扎实|全面|组织)",
);

/// A notice that only hands on the plan behind it.
static COVERING: Pattern = Pattern::new("(?:印发|转发|下发|发布).{4,}的?通知$");
/// A further document on the same page: 第二篇, 篇二, 范文2.
static FURTHER: Pattern = Pattern::new(
    "^.{0,30}(?:第[二2]篇|篇[二2](?:[：: ）】]|$)|【(?:篇|第)?[二2](?:篇)?】|范文[二2](?:[：: ]|$))",
);
/// 第一篇：某某方案
static FIRST_OF_MANY: Pattern = Pattern::new("^(?:第[一1]篇|篇[一1]|范文[一1])[：: ]*");
/// （试行）, （2020—2022年）: a note that belongs to the title above it.
static TITLE_NOTE: Pattern = Pattern::new("^（[^）]{1,16}）$");
/// （2019年1月10日社区党总支会议通过）
static ADOPTED: Pattern =
    Pattern::new("^（[^）]{0,40}(?:通过|印发|制定|发布|修订|实施|施行)[^）]{0,6}）$");

pub(crate) fn frame(page: &Page) -> Frame {
    let lines = &page.lines;
    let words = |at: usize| page.key(&lines[at].range);
    let mut frame = Frame {
        body: 0..page.key.len(),
        ..Frame::default()
    };
    let last_of_title = title_line(page);
    let mut first_body = 0;
    let mut limit = lines.len();
    if let Some(at) = last_of_title {
        let first = title_start(page, at);
        let mut title = lines[first].range.start..lines[at].range.end;
        title.start += FIRST_OF_MANY.find(page.key(&title)).map_or(0, |m| m.end());
        first_body = at + 1;
        if first_body < lines.len() && is_note(words(first_body)) {
            title.end = lines[first_body].range.end;
            first_body += 1;
        }
        frame.title = Some(title);
        frame.body.start = lines[first_body - 1].range.end;
        if let Some(further) = (first_body..lines.len()).find(|at| further(cut(words(*at), 60))) {
            limit = further;
            frame.body.end = lines[further].range.start.max(frame.body.start);
        }
        for line in &lines[first.saturating_sub(4)..first] {
            if let Some(owner) = page
                .key(&line.range)
                .strip_suffix("文件")
                .filter(|w| ORGAN.is_match(w.trim_end()))
            {
                let start = line.range.start;
                frame.issuers.push(page.trim(&(start..start + owner.len())));
            }
        }
        for line in
            (first.saturating_sub(5)..first).chain(first_body..lines.len().min(first_body + 3))
        {
            if let Some(no) = DOC_NO.captures(words(line)).and_then(|c| c.name("no")) {
                let start = lines[line].range.start;
                frame.doc_no = Some(start + no.start()..start + no.end());
                if line >= first_body {
                    first_body = line + 1;
                    frame.body.start = lines[line].range.end;
                }
                break;
            }
        }
    }
    sign(page, first_body..limit, &mut frame);
    if frame.issuers.is_empty() {
        frame.issuers.extend(head_line(page, &frame, last_of_title));
    }
    if let Some(title) = covered(page, &frame, first_body..limit) {
        frame.title = Some(title);
    }
    frame
}

/// The line opens a further document.
fn further(head: &str) -> bool {
    head.contains(['篇', '范']) && FURTHER.is_match(head)
}

fn is_note(words: &str) -> bool {
    TITLE_NOTE.is_match(words)
        && dates::whole(words).is_none()
        && !ADOPTED.is_match(words)
        && !DOC_NO.is_match(words)
}

/// The title of the plan behind a covering notice; the notice keeps number, date and signature.
fn covered(page: &Page, frame: &Frame, within: Range<usize>) -> Option<Range<usize>> {
    let notice = page.key(frame.title.as_ref()?).replace('\n', "");
    if !COVERING.is_match(&notice) {
        return None;
    }
    let lines = &page.lines;
    let title = |at: &usize| {
        let words = page.key(&lines[*at].range);
        (6..=75).contains(&words.chars().count())
            && GENRE.is_match(words)
            && !words.contains(['。', '；', '：'])
            && !words.starts_with("附")
            && outline::marker(words).is_none()
    };
    let last = within.clone().take(60).find(title)?;
    let first = title_start(page, last).max(within.start);
    let mut end = lines[last].range.end;
    if lines
        .get(last + 1)
        .is_some_and(|l| is_note(page.key(&l.range)))
    {
        end = lines[last + 1].range.end;
    }
    Some(lines[first].range.start..end)
}

/// The last line that ends like a title before the body begins: earlier ones are the hosting page's.
fn title_line(page: &Page) -> Option<usize> {
    let mut found = None;
    for (at, line) in page.lines.iter().enumerate().take(80) {
        let words = page.key(&line.range);
        let count = words.chars().count();
        let prose = words.contains('。') && count > 30;
        if found.is_some() && (prose || outline::marker(words).is_some() || words.ends_with('：'))
        {
            break;
        }
        if count > 75
            || prose
            || words.contains('；')
            || words.starts_with("附件")
            || outline::marker(words).is_some()
        {
            continue;
        }
        if GENRE.is_match(words) && (count >= 4 || at > 0) && !words.ends_with("如下") {
            found = Some(at);
        }
    }
    found
}

/// Title lines above the last one: short, open, on the same block.
fn title_start(page: &Page, last: usize) -> usize {
    let mut first = last;
    while first > 0 && last - first < 3 {
        let line = &page.lines[first - 1];
        let words = page.key(&line.range);
        let here = page.key(&page.lines[first].range);
        let stub = here.chars().count() < 8;
        let parted = page.lines[first].after_blank && !stub;
        let count = words.chars().count();
        let ends = words.ends_with(['。', '：', '；', '！', '？', '，']) || GENRE.is_match(words);
        let other = DOC_NO.is_match(words)
            || words.ends_with("文件")
            || outline::marker(words).is_some()
            || dates::whole(words).is_some();
        let opens = words.contains('：') || words.contains('>') || words.contains('_');
        // 某某中心 over 2012年…活动方案 is one title, unless the lower line names its body itself.
        let dated = here.starts_with(|c: char| c.is_ascii_digit())
            && !ORG_HEAD
                .is_match(here.trim_start_matches(|c: char| c.is_ascii_digit() || c == '年'));
        let belongs = stub
            || dated
            || TITLE_VERB.is_match(here)
            || words.starts_with("关于")
            || !ORGAN.is_match(words);
        if parted || ends || other || opens || !belongs || !(2..=34).contains(&count) {
            break;
        }
        first -= 1;
    }
    first
}

/// The signature: the last line that is a date, and the short lines of bodies above it.
fn sign(page: &Page, within: Range<usize>, frame: &mut Frame) {
    let first_body = within.start;
    let lines = &page.lines;
    let words = |at: usize| page.key(&lines[at].range);
    let mut at_end = None;
    for at in within.clone().rev() {
        let line = words(at);
        if line.chars().count() > 50 {
            continue;
        }
        if let Some(date) = dates::whole(line) {
            at_end = Some((
                at,
                date.start.written(),
                lines[at].range.clone(),
                lines[at].range.start,
            ));
            break;
        }
        // Body and date on one line.
        if !dates::ends(line) {
            continue;
        }
        if let Some(date) = dates::dates(line)
            .last()
            .filter(|d| d.end.is_none() && d.start.year.is_some() && d.start.month.is_some())
        {
            let head = line[..date.range.start].trim_end();
            let tail = line[date.range.end..].trim_matches(['。', ' ', '）']);
            if ORGAN.is_match(head)
                && matches!(tail, "" | "印发")
                && !head.contains('，')
                && outline::marker(head).is_none()
            {
                let start = lines[at].range.start;
                frame.issuers.clear();
                frame.issuers.push(start..start + head.len());
                at_end = Some((
                    at,
                    date.start.written(),
                    start + date.range.start..start + date.range.end,
                    start,
                ));
                break;
            }
        }
    }
    let Some((at, date, range, mut end)) = at_end else {
        bracketed_date(page, first_body, frame);
        unsigned_date(page, within, frame);
        return;
    };
    frame.date = Some((date, range));
    let mut signers = Vec::new();
    for above in (first_body.max(at.saturating_sub(4))..at).rev() {
        let line = words(above).trim_start_matches("附件");
        let count = line.chars().count();
        if count > 40
            || line.contains(['，', '。', '；', '：', '、'])
            || outline::marker(line).is_some()
            || !ORGAN.is_match(line.trim_end_matches(['）', ' ']))
        {
            break;
        }
        for part in parts(page, &lines[above].range).into_iter().rev() {
            signers.insert(0, part);
        }
        end = lines[above].range.start;
    }
    if !signers.is_empty() {
        frame.issuers = signers;
    }
    let later = lines.get(at + 1..within.end).unwrap_or(&[]);
    let goes_on = later.iter().any(|l| {
        let key = page.key(&l.range);
        key.starts_with("附")
            || matches!(outline::marker(key), Some((crate::draft::Kind::Cn, 1, _)))
    });
    if !goes_on && end >= frame.body.start {
        frame.body.end = end;
    }
}

/// （2012年3月9日） under the title.
fn bracketed_date(page: &Page, first_body: usize, frame: &mut Frame) {
    for line in page.lines.iter().skip(first_body).take(3) {
        let words = page.key(&line.range);
        let adopted = || {
            let date = dates::dates(words).into_iter().next();
            date.filter(|d| ADOPTED.is_match(words) && d.end.is_none() && d.start.year.is_some())
        };
        if let Some(date) = dates::whole(words).or_else(adopted) {
            frame.date = Some((date.start.written(), line.range.clone()));
            return;
        }
    }
}

/// No date: the last line may still be the name of the body that signed.
fn unsigned_date(page: &Page, within: Range<usize>, frame: &mut Frame) {
    let Some(line) = page.lines.get(within).and_then(<[_]>::last) else {
        return;
    };
    let words = page.key(&line.range);
    let short = (4..=24).contains(&words.chars().count());
    if frame.date.is_none()
        && short
        && ORGAN.is_match(words)
        && ORG_HEAD.is_match(words)
        && outline::marker(words).is_none()
        && !words.contains(['，', '。', '、', '：'])
    {
        frame.issuers = parts(page, &line.range);
        frame.body.end = line.range.start.max(frame.body.start);
    }
}

/// Signers that share a line are parted by blanks.
fn parts(page: &Page, range: &Range<usize>) -> Vec<Range<usize>> {
    let words = page.key(range);
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = range.start;
    for piece in words.split(' ') {
        let at = start..start + piece.len();
        start = at.end + 1;
        if piece.is_empty() {
            continue;
        }
        match out.last_mut() {
            // A blank inside a name, not between two.
            Some(last) if !ORGAN.is_match(page.key(last)) => last.end = at.end,
            _ => out.push(at),
        }
    }
    out
}

/// The body alone on the lines above the title, or named at the head of the title (某社区开展…方案).
fn head_line(page: &Page, frame: &Frame, title: Option<usize>) -> Vec<Range<usize>> {
    let Some(range) = frame.title.clone() else {
        return Vec::new();
    };
    let first = title.map_or(0, |last| title_start(page, last));
    let mut above: Vec<Range<usize>> = Vec::new();
    for line in page.lines[first.saturating_sub(2)..first].iter().rev() {
        let words = page.key(&line.range);
        let alone = ORG_HEAD.is_match(words)
            && ORGAN.is_match(words)
            && words.chars().count() <= 24
            && !words.contains(['，', '。', '：', '、']);
        if !alone {
            break;
        }
        let mut found = parts(page, &line.range);
        found.extend(above);
        above = found;
    }
    if !above.is_empty() {
        return above;
    }
    let words = page.key(&range);
    let head = words.split(['“', '《']).next().unwrap_or("");
    let year = dates::dates(cut(head, 12))
        .into_iter()
        .next()
        .filter(|d| d.range.start == 0)
        .map_or(0, |d| d.range.end);
    let head = &head[year..];
    let head = [
        "关于", "开展", "深入", "推进", "实施", "创建", "争做", "争创", "全面", "印发", "20",
    ]
    .iter()
    .filter_map(|w| head.find(w))
    .min()
    .map_or("", |at| &head[..at]);
    let tight = head.trim_end_matches('\n');
    let start = range.start + year;
    if ORGAN.is_match(tight) && tight.chars().count() >= 4 {
        let head = start..start + tight.len();
        return std::iter::once(head).collect();
    }
    // Behind the title, above the text.
    let below = title.map_or(0, |last| last + 1);
    let below = page.lines.iter().skip(below).take(2);
    let signed = below.map(|l| l.range.clone()).take_while(|range| {
        let words = page.key(range);
        ORG_HEAD.is_match(words)
            && ORGAN.is_match(words)
            && words.chars().count() <= 50
            && !words.contains(['，', '。', '：', '、'])
    });
    signed.flat_map(|range| parts(page, &range)).collect()
}
