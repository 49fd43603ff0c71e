//! What happened to one pledge, newest first.

use civic::Counter;
use civic::files::Told;
use civic::notice;
use civic::pledge::assessing::Assessment;
use civic::pledge::evidence::{Evidence, EvidenceFile};
use civic::pledge::{self, Check, Correction, Pledge, PledgeVersion};
use ground::{At, Day, Tx};

use crate::bench::Names;

/// One line of the history.
pub(super) struct Event {
    at: At,
    pub(super) day: Day,
    pub(super) key: bool,
    pub(super) text: String,
    /// What stands beside it.
    pub(super) files: Vec<Told>,
}

/// Everything that happened to a pledge, newest first.
pub(super) async fn events(
    tx: &mut Tx,
    at: &Counter,
    pledge: &Pledge,
    (versions, corrections): (&[PledgeVersion], &[Correction]),
    checks: &[Check],
    (evidence, mut files): (&[Evidence], Vec<EvidenceFile>),
    assessments: &[Assessment],
) -> ground::Result<Vec<Event>> {
    let keeping = pledge::keeping(tx, at, pledge.id).await?;
    let said = pledge::explanations(tx, at, pledge.id).await?;
    let judgement = pledge::judgement(tx, at, pledge.id).await?;
    let who = (checks.iter().map(|c| c.actor_id))
        .chain(evidence.iter().map(|e| e.actor_id))
        .chain(versions.iter().map(|v| v.written_by))
        .chain(said.iter().map(|s| s.actor_id))
        .chain(assessments.iter().map(|a| a.actor_id))
        .chain(judgement.iter().map(|j| j.actor_id))
        .chain(keeping.iter().map(|k| k.actor_id));
    let names = Names::of(tx, at.tenant, who).await?;
    let event = |when: At, key: bool, text: String| Event {
        at: when,
        day: at.house.zone.day(when),
        key,
        text,
        files: Vec::new(),
    };
    let with = |words: &str| match words {
        "" => String::new(),
        words => format!("：{words}"),
    };
    let mut out = Vec::new();
    for v in versions {
        let by = names.get(&v.written_by);
        if let Some(c) = corrections.iter().find(|c| c.version == v.version) {
            let text = format!("{by}发布更正（第{}版）：{}", v.version, c.reason);
            out.push(event(v.at, true, text));
            continue;
        }
        let act = if v.proxy_reason.is_empty() {
            "写了"
        } else {
            "代填了"
        };
        out.push(event(
            v.at,
            false,
            format!("{by}{act}第{}版，提交审核。", v.version),
        ));
    }
    for c in checks {
        let by = names.get(&c.actor_id);
        let text = match c.verdict.as_str() {
            "passed" => format!("{by}审核通过。"),
            _ => format!("{by}退回补正：{}", c.reason),
        };
        out.push(event(c.at, false, text));
    }
    if let Some(publication) = pledge.publication_id {
        let folder = notice::folder(tx, at.tenant, publication).await?;
        let when = folder.publication.published_at;
        out.push(event(when, true, "向大家公布。".to_owned()));
    }
    for e in evidence {
        let deed = pledge.deed(&e.text, e.amount);
        let text = format!("{deed}（{}记）", names.get(&e.actor_id));
        let beside = files.extract_if(.., |f| f.seq == e.seq).map(|f| f.file);
        out.push(Event {
            files: beside.collect(),
            ..event(e.at, false, text)
        });
    }
    for s in &said {
        let by = names.get(&s.actor_id);
        out.push(event(
            s.at,
            false,
            format!("{by}说明没有做成的原因：{}", s.reason),
        ));
    }
    if let Some(k) = keeping {
        let text = format!("{}办结销号{}", names.get(&k.actor_id), with(&k.note));
        out.push(event(k.at, true, text));
    }
    if let Some(j) = judgement {
        let act = match j.verdict.as_str() {
            "excused" => "认可说明",
            _ => "批评",
        };
        let text = format!("{}{act}{}", names.get(&j.actor_id), with(&j.reason));
        out.push(event(j.at, true, text));
    }
    for a in assessments {
        let text = format!(
            "{}年度{}：{}{}",
            a.year,
            a.side.label(),
            a.grade,
            with(&a.remark)
        );
        out.push(event(a.at, false, text));
    }
    // What happened in one instant stays in its order, seen from the end.
    out.reverse();
    out.sort_by_key(|e| std::cmp::Reverse(e.at));
    Ok(out)
}
