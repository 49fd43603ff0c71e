//! From the decoded text to tidy lines: residue dropped, marks made full-width, quotes paired; and which
//! line carries on the one before it.

use crate::hanzi::{is_han, simplify};
use crate::outline;
use crate::page::cut;
use crate::pattern::Pattern;
use crate::residue;

/// Characters with their places in the decoded text.
pub(crate) type Chars = Vec<(char, u32)>;

/// A line as it came, tidied.
pub(crate) struct Raw {
    pub(crate) chars: Chars,
    /// The same characters simplified, byte for byte in step.
    pub(crate) key: String,
    pub(crate) after_blank: bool,
}

pub(crate) fn raw_lines(source: &str) -> Vec<Raw> {
    let mut lines = Vec::new();
    let mut current = Chars::new();
    let mut blank = false;
    let mut flush = |chars: &mut Chars| {
        let tidy = tidy(chars);
        chars.clear();
        if tidy.is_empty() {
            blank = true;
            return;
        }
        let mut key = String::with_capacity(3 * tidy.len());
        key.extend(tidy.iter().map(|(c, _)| simplify(*c)));
        let words = cut(&key, 400);
        if residue::is_residue(words) {
            if residue::opens_other_documents(words) {
                lines.push(Raw {
                    chars: Vec::new(),
                    key: String::new(),
                    after_blank: true,
                });
            }
            blank = true;
            return;
        }
        let whole = Raw {
            chars: tidy,
            key,
            after_blank: blank,
        };
        let (head, rest) = apart(whole);
        lines.push(head);
        lines.extend(rest);
        blank = false;
    };
    let mut last = ' ';
    for (at, c) in source.chars().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let pair = (last, c);
        last = c;
        match c {
            // One end of a line, written with two characters.
            '\n' if pair.0 == '\r' => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => {
                flush(&mut current);
            }
            _ => current.push((c, at)),
        }
    }
    flush(&mut current);
    // Where nearly every line stands apart, blanks part nothing.
    let apart = lines.iter().filter(|line| line.after_blank).count();
    if apart * 10 >= lines.len() * 8 {
        lines
            .iter_mut()
            .filter(|line| !line.chars.is_empty())
            .for_each(|line| line.after_blank = false);
    }
    end_at_other_documents(lines)
}

/// A title that runs into the text after a blank, as in copies that lost their line ends, stands apart again.
fn apart(mut line: Raw) -> (Raw, Option<Raw>) {
    let words = cut(&line.key, 400);
    let blank = words.chars().position(|c| c == ' ').zip(words.find(' '));
    let blank = blank.filter(|(_, end)| GENRE_END.is_match(&words[..*end]));
    // 某某实施办法为切实加强…: the title runs into the sentence without so much as a blank.
    let glued = || {
        let found = GLUED.captures(cut(words, 80))?.name("title")?;
        Some((found.as_str().chars().count(), found.end()))
    };
    let (at, end, gap) = match blank.map(|(at, end)| (at, end, 1)) {
        Some(found) => found,
        None => match glued() {
            Some((at, end)) => (at, end, 0),
            None => return (line, None),
        },
    };
    let head = &words[..end];
    let titled = (6..=60).contains(&at)
        && line.chars.len() > at + 40
        && outline::marker(words).is_none()
        && !head.contains('。');
    if !titled {
        return (line, None);
    }
    let rest = Raw {
        key: line.key.split_off(end + gap),
        chars: line.chars.split_off(at + gap),
        after_blank: false,
    };
    line.chars.truncate(at);
    line.key.truncate(end);
    (line, Some(rest))
}

/// A list of other documents in the second half ends the page; one near the top is only passed over.
fn end_at_other_documents(mut lines: Vec<Raw>) -> Vec<Raw> {
    let total: usize = lines.iter().map(|l| l.chars.len()).sum();
    let mut seen = 0;
    let mut end = lines.len();
    for (at, line) in lines.iter().enumerate() {
        seen += line.chars.len();
        if line.chars.is_empty() && seen * 2 > total {
            end = at;
            break;
        }
    }
    lines.truncate(end);
    lines.retain(|l| !l.chars.is_empty());
    lines
}

/// One line with blanks squeezed, marks made full-width, quotes paired and stray readings dropped.
fn tidy(chars: &[(char, u32)]) -> Chars {
    let chinese = chars.iter().any(|(c, _)| is_han(*c));
    let mut out: Chars = Vec::with_capacity(chars.len());
    // Marks that tell opening from closing are believed where a line has both; typed all alike, they take turns.
    let opening = chars.iter().any(|(c, _)| *c == '“');
    let closing = chars.iter().filter(|(c, _)| *c == '”').count();
    let told = (opening && closing > 0) || (!opening && closing == 1);
    let mut quoted = false;
    let mut at = 0;
    while let Some(&(c, place)) = chars.get(at) {
        // Nearly all are characters proper, which stay as they are.
        if ('\u{4e00}'..='\u{9fff}').contains(&c) {
            out.push((c, place));
            at += 1;
            continue;
        }
        let last = out.last().map(|(c, _)| *c);
        if chinese
            && matches!(c, '(' | '（')
            && last.is_some_and(is_han)
            && let Some(skip) = reading(&chars[at + 1..])
        {
            at += skip + 1;
            continue;
        }
        at += 1;
        let next = chars.get(at).map(|(c, _)| *c);
        let between_digits =
            last.is_some_and(|c| c.is_ascii_digit()) && next.is_some_and(|c| c.is_ascii_digit());
        let full = match c {
            '\u{200b}'..='\u{200f}'
            | '\u{feff}'
            | '\u{ad}'
            | '\u{2060}'
            | '\u{202a}'..='\u{202e}' => continue,
            '\t' | ' ' | '\u{a0}' | '\u{3000}' | '\u{2000}'..='\u{200a}' => ' ',
            c if c.is_control() => continue,
            ',' | ':' if between_digits => c,
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)
            }
            '％' => '%',
            '．' => '.',
            '＋' => '+',
            '－' | '‐' | '‑' | '−' => '-',
            '～' | '〜' | '∼' => '~',
            '―' | '–' | '─' | '━' | '﹣' => '—',
            '｡' => '。',
            // A full stop typed as a dot: behind a character, and nothing of a number or address after it.
            '.' if last.is_some_and(|c| is_han(c) || matches!(c, '）' | '”'))
                && next.is_none_or(|n| is_han(n) || n.is_whitespace()) =>
            {
                '。'
            }
            ',' | '，' | '﹐' if chinese => '，',
            ':' | '∶' | '﹕' if chinese => '：',
            ';' | '﹔' if chinese => '；',
            '?' if chinese => '？',
            '!' if chinese => '！',
            '(' | '﹙' if chinese => '（',
            ')' | '﹚' if chinese => '）',
            '"' | '“' | '”' | '＂' | '〝' | '〞' | '「' | '」' | '『' | '』' if chinese =>
            {
                quoted = match c {
                    '“' if told => true,
                    '”' if told => false,
                    _ => !quoted,
                };
                if quoted { '“' } else { '”' }
            }
            c => c,
        };
        let loose = |c: char| {
            matches!(
                c,
                '，' | '。' | '；' | '：' | '、' | '（' | '）' | '“' | '”'
            )
        };
        match (full, last) {
            (' ', None | Some(' ')) => {}
            (' ', Some(l)) if loose(l) && l != '）' && l != '”' => {}
            ('，', Some('，' | '。' | '；' | '、')) => {}
            (f, Some(' ')) if loose(f) && f != '（' && f != '“' => {
                out.pop();
                out.push((f, place));
            }
            (f, _) => out.push((f, place)),
        }
    }
    while out.last().is_some_and(|(c, _)| *c == ' ') {
        out.pop();
    }
    out
}

/// A pronunciation in brackets after a character, as some copies carry: 社(shè). Gives its length with the bracket.
fn reading(rest: &[(char, u32)]) -> Option<usize> {
    let end = rest
        .iter()
        .take(8)
        .position(|(c, _)| matches!(c, ')' | '）'))?;
    let tone = |c: char| c.is_ascii_lowercase() || matches!(c, '\u{e0}'..='\u{1dc}' | 'ɡ' | ' ');
    (end > 0 && rest[..end].iter().all(|(c, _)| tone(*c))).then_some(end + 1)
}

/// The width of hard-wrapped text, if many lines end at about the same column and do so in mid-sentence.
pub(crate) fn wrap_width(raws: &[Raw]) -> Option<usize> {
    const NARROW: usize = 16;
    const WIDE: usize = 60;
    if raws.len() < 8 {
        return None;
    }
    let mut ends = [0_usize; WIDE + 4];
    for raw in raws {
        ends[raw.chars.len().min(WIDE + 3)] += 1;
    }
    // Marks that may not open a line make some lines a little longer than others.
    let (width, full) = (NARROW..=WIDE)
        .map(|w| (w, ends[w - 2..=w + 1].iter().sum::<usize>()))
        .max_by_key(|(w, full)| (*full, *w))?;
    let longer: usize = ends[width + 2..].iter().sum();
    let open = raws.windows(2).filter(|pair| {
        let stops = pair[0].key.ends_with(['。', '；', '：']);
        let goes_on = !pair[1].after_blank && outline::marker(&pair[1].key).is_none();
        (width - 2..=width + 1).contains(&pair[0].chars.len()) && !stops && goes_on
    });
    let wrapped = full >= 4 && full * 8 >= raws.len() && longer * 8 <= raws.len();
    (wrapped && open.count() * 10 >= full * 6).then_some(width)
}

/// Whether a line carries on the sentence that the line before it left open.
pub(crate) fn continues(before: &Raw, line: &Raw, width: Option<usize>) -> bool {
    let (count, after_blank) = (before.chars.len(), line.after_blank);
    let (before, line) = (before.key.as_str(), line.key.as_str());
    let Some(last) = before.chars().next_back() else {
        return false;
    };
    if outline::marker(line).is_some() || LABEL.is_match(cut(line, 24)) {
        return false;
    }
    let full = width.is_some_and(|w| count + 2 >= w);
    if !full && WEAK_LABEL.is_match(cut(line, 12)) {
        return false;
    }
    // A number broken at the edge of the page.
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if full && digit(Some(last)) && digit(line.chars().next()) {
        return true;
    }
    if matches!(last, '、' | '，' | '（' | '《' | '“') {
        return true;
    }
    if after_blank || matches!(last, '。' | '；' | '：' | '！' | '？' | '…') {
        return false;
    }
    if full {
        return true;
    }
    if GENRE_END.is_match(before) || matches!(last, '）' | '”' | '》') {
        return false;
    }
    let marked = outline::marker(before).is_some();
    before.contains('。') || (count >= 20 && before.contains('，') && !marked) || count >= 40
}

static GLUED: Pattern = Pattern::new(
    "^(?P<title>[^，。；：]{6,50}?(?:方案|意见|通知|办法|细则|计划|制度))(?:为(?:切实|进一步|深入|认真|全面|贯彻|落实|加强|推|扎实|充分|了|巩固|更好|规范|提|做好)|根据|按照)",
);

static LABEL: Pattern = Pattern::new(
    "^(?:附件?[：0-9一二三四五 ]|附：|(?:第?[一-龥]{0,3}副? ?组 {0,4}长|成 {0,4}员(?:单位)?|主 {0,4}任|副主任|联系人|联系电话|时 ?间|地 ?点|对 ?象|责任单位|牵头单位|配合单位|抄送|主送)(?:：| |$)|[一二12][〇○OoＯ零0-9一二三四五六七八九]{3}年.{1,10}[日月]$)",
);

/// Any short word with a colon may be a label, unless the line before it is full to the margin.
static WEAK_LABEL: Pattern = Pattern::new("^[^，。；：]{2,8}：");

static GENRE_END: Pattern =
    Pattern::new("(?:方案|意见|通知|办法|细则|计划|规划|决定|要点|制度|规定)(?:（[^）]{1,12}）)?$");
