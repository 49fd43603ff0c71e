//! Tracks: 为…更…—某某争某, with the title awarded in the track's own paragraphs.

use std::ops::Range;

use crate::context::{Context, Found};
use crate::draft::{Span, Track};
use crate::pattern::Pattern;

static TRACK: Pattern = Pattern::new(
    "(?P<slogan>为[^，。；、“”—\\-]{1,12}更[^，。；、“”—\\-]{1,2})[”]?(?:—{1,2}|-{1,2}|，|：)[“]?(?P<subject>[^，。；、“”—争]{1,8}?)(?P<contest>争[^，。；、“”—（）：]{1,3})(?:[，。；、”）（：—]|$)",
);
static HONOUR: Pattern =
    Pattern::new("(?:争创|争当|争做|创建|授予|命名为?|评为)“(?P<h>[^”]{2,24})”");

pub(crate) fn tracks(cx: &Context) -> Vec<Found<Track>> {
    let page = &cx.page;
    let mut out: Vec<Found<Track>> = Vec::new();
    // A track is named in a lead sentence and again over its own paragraphs: the last place is its home.
    let mut homes: Vec<(String, Range<usize>)> = Vec::new();
    for s in cx
        .sentences_with(&["争"])
        .filter(|s| page.key(s).contains('争') && page.key(s).contains('更'))
    {
        for c in TRACK.all(page.key(s)) {
            let (Some(first), Some(last)) = (c.name("slogan"), c.name("contest")) else {
                continue;
            };
            let at = s.start + first.start()..s.start + last.end();
            let as_written = |name: &str| {
                c.name(name).map_or(String::new(), |m| {
                    page.show(&(s.start + m.start()..s.start + m.end()))
                })
            };
            let (slogan, subject, contest) = (
                as_written("slogan"),
                as_written("subject"),
                as_written("contest"),
            );
            homes.push((slogan.clone(), at.clone()));
            match out.iter_mut().find(|t| t.what.slogan == slogan) {
                Some(known) => known.at = at,
                None => out.push(Found {
                    what: Track {
                        slogan,
                        subject,
                        contest,
                        honour: None,
                        text: String::new(),
                        span: Span::default(),
                    },
                    at,
                    rule: "track-slogan",
                    sure: 92,
                }),
            }
        }
        if homes.len() > 200 {
            break;
        }
    }
    for track in &mut out {
        let next = homes
            .iter()
            .filter(|(s, at)| *s != track.what.slogan && at.start >= track.at.end)
            .map(|(_, at)| at.start)
            .min();
        let section = cx
            .nodes
            .iter()
            .filter(|n| n.at_start && n.range.start > track.at.end)
            .map(|n| n.range.start)
            .min();
        let end = [next, section]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(cx.frame.body.end)
            .max(track.at.end);
        let home = track.at.end..end;
        track.what.honour = HONOUR
            .captures(page.key(&home))
            .and_then(|c| c.name("h"))
            .map(|m| page.show(&(home.start + m.start()..home.start + m.end())));
        track.what.text = page.show_short(&track.at, 200);
    }
    out
}
