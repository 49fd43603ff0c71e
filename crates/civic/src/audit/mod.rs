//! Append-only, hash-chained record of who did what (X-08, ruling 23). It
//! keeps actor ids; names are joined above. Imports no room.

pub mod rules;
mod store;

use ground::{At, Error, Result, Tx};
use uuid::Uuid;

pub use store::Line;

use crate::{Counter, PersonId, TenantId};

ground::words! {
    /// What was done.
    pub enum Act {
        /// An organisation was added.
        OrgAdded = "org_added" "设立组织",
        /// A public place was opened.
        SiteOpened = "site_opened" "开通公示栏",
        /// A person was added.
        PersonAdded = "person_added" "登记人员",
        /// A file was kept beside a record.
        FileKept = "file_kept" "存入附件",
        /// A file was erased with the record of the person whose it was.
        FileErased = "file_erased" "删除附件",
        /// A file of people was taken over.
        RosterImported = "roster_imported" "导入名册",
        /// An import was taken back.
        RosterUndone = "roster_undone" "撤销导入",
        /// The roster was written to a file.
        RosterExported = "roster_exported" "导出名册",
        /// Somebody asked for protected columns.
        ExportAsked = "export_asked" "申请导出受保护栏目",
        /// A second person answered.
        ExportAnswered = "export_answered" "答复导出申请",
        /// A change of the tree was asked for.
        ChangeProposed = "change_proposed" "申请调整组织",
        /// The superior agreed to a change of the tree.
        ChangeApproved = "change_approved" "批准调整组织",
        /// The superior sent a change of the tree back.
        ChangeReturned = "change_returned" "退回调整组织",
        /// A change of the tree was taken back.
        ChangeWithdrawn = "change_withdrawn" "撤回调整组织",
        /// An organisation ended.
        OrgEnded = "org_ended" "撤销组织",
        /// A member joined a functional group.
        GroupJoined = "group_joined" "编入功能型党小组",
        /// A member left a functional group.
        GroupLeft = "group_left" "退出功能型党小组",
        /// A coverage unit was registered.
        UnitAdded = "unit_added" "登记覆盖单位",
        /// A coverage unit was covered, or no longer is.
        UnitCovered = "unit_covered" "调整单位覆盖",
        /// A coverage unit is no more.
        UnitClosed = "unit_closed" "注销覆盖单位",
        /// A record of a person was changed.
        PersonChanged = "person_changed" "修改人员信息",
        /// A protected field was opened.
        Unmasked = "unmasked" "查看受保护信息",
        /// A person left the roster.
        PersonLeft = "person_left" "移出名册",
        /// A person came back to a roster.
        PersonReturned = "person_returned" "回到名册",
        /// A person's record was erased when its term ended.
        PersonErased = "person_erased" "到期删除",
        /// Somebody was let off a duty.
        Exempted = "exempted" "登记免除",
        /// It was written down where somebody lives.
        ResidenceKept = "residence_kept" "登记居住",
        /// A role ended.
        RoleEnded = "role_ended" "终止角色",
        /// Open items were handed over.
        HandedOver = "handed_over" "工作交接",
        /// Somebody took their own record with them.
        OwnDataTaken = "own_data_taken" "导出本人信息",
        /// Somebody asked for a correction of their own record.
        CorrectionAsked = "correction_asked" "申请更正本人信息",
        /// A correction was accepted or declined.
        CorrectionAnswered = "correction_answered" "答复更正申请",
        /// A role was given.
        RoleGranted = "role_granted" "授予角色",
        /// An account was opened.
        AccountOpened = "account_opened" "开通账号",
        /// An account was locked after too many wrong passwords.
        AccountLocked = "account_locked" "账号锁定",
        /// A password was reset at the console.
        PasswordReset = "password_reset" "重设密码",
        /// Someone changed their own password.
        PasswordChanged = "password_changed" "修改密码",
        /// Someone signed in.
        SignedIn = "signed_in" "登录",
        /// Someone signed out.
        SignedOut = "signed_out" "退出",
        /// Someone did not get in: a wrong password, code or passkey.
        SignInFailed = "sign_in_failed" "登录未成",
        /// Someone ended sessions of their own on other devices.
        SessionEnded = "session_ended" "结束登录",
        /// A second factor was set up.
        FactorAdded = "factor_added" "启用动态码",
        /// A second factor was taken away.
        FactorRemoved = "factor_removed" "停用动态码",
        /// Recovery codes were made; older ones died.
        RecoveryMade = "recovery_made" "生成备用码",
        /// A recovery code was used.
        RecoveryUsed = "recovery_used" "使用备用码",
        /// A passkey was added.
        PasskeyAdded = "passkey_added" "添加通行密钥",
        /// A passkey was removed.
        PasskeyRemoved = "passkey_removed" "删除通行密钥",
        /// An invitation slip was made.
        SlipMade = "slip_made" "印发邀请条",
        /// An invitation slip was used.
        SlipUsed = "slip_used" "使用邀请条",
        /// An invitation slip was revoked.
        SlipRevoked = "slip_revoked" "作废邀请条",
        /// A plan was brought and read.
        PlanRead = "plan_read" "读方案",
        /// An item of the plan was checked.
        PlanItemChecked = "plan_item_checked" "核对要点",
        /// The draft was confirmed.
        PlanConfirmed = "plan_confirmed" "确认方案",
        /// A body decided.
        Decided = "decided" "作出决议",
        /// The plan was submitted.
        PlanSubmitted = "plan_submitted" "报审方案",
        /// The superior replied.
        PlanReplied = "plan_replied" "批复方案",
        /// The plan came in force.
        PlanIssued = "plan_issued" "印发方案",
        /// A task was set.
        TaskSet = "task_set" "安排任务",
        /// A task was done.
        TaskDone = "task_done" "完成任务",
        /// A step was closed.
        StepClosed = "step_closed" "办结步骤",
        /// A pledge was written.
        PledgeWritten = "pledge_written" "写承诺",
        /// A pledge was passed.
        PledgePassed = "pledge_passed" "承诺审核通过",
        /// A pledge was returned.
        PledgeReturned = "pledge_returned" "承诺退回",
        /// A pledge was published.
        PledgePublished = "pledge_published" "公布承诺",
        /// The words of a public pledge were put right.
        PledgeCorrected = "pledge_corrected" "更正承诺",
        /// Evidence was added.
        PledgeEvidence = "pledge_evidence" "补充佐证",
        /// A pledge was kept.
        PledgeKept = "pledge_kept" "承诺办结",
        /// A pledge was taken back before it was public.
        PledgeWithdrawn = "pledge_withdrawn" "撤回承诺",
        /// Somebody said why a pledge was not kept.
        PledgeExplained = "pledge_explained" "说明未兑现",
        /// The reason was accepted.
        PledgeExcused = "pledge_excused" "认可说明",
        /// The reason was not accepted, or there was none.
        PledgeCriticised = "pledge_criticised" "批评未兑现",
        /// A pledge was assessed for a year.
        PledgeAssessed = "pledge_assessed" "评定承诺",
        /// A personal plan was written.
        PlanWritten = "plan_written" "写具体打算",
        /// A personal plan was passed.
        PlanPassed = "plan_passed" "具体打算审核通过",
        /// A personal plan was returned.
        PlanBack = "plan_back" "具体打算退回",
        /// Papers of the step were published.
        PaperPublished = "paper_published" "公布材料",
        /// A declaration was written.
        DeclarationWritten = "declaration_written" "写承诺书",
        /// A declaration was read out.
        DeclarationRead = "declaration_read" "宣读承诺书",
        /// A review was written.
        ReviewWritten = "review_written" "点评",
        /// A tally was opened.
        TallyOpened = "tally_opened" "开设评议",
        /// A tally was entered.
        TallyEntered = "tally_entered" "录入计票",
        /// Two entries agreed.
        TallyAgreed = "tally_agreed" "计票相符",
        /// Something was published.
        Published = "published" "发布",
        /// A publication was replaced by a corrected version.
        Corrected = "corrected" "更正",
        /// A publication was withdrawn.
        Withdrawn = "withdrawn" "撤下",
        /// An objection came in.
        Objected = "objected" "提出意见",
        /// An objection was found on.
        ObjectionFound = "objection_found" "意见办结",
        /// A notice was concluded.
        Concluded = "concluded" "公示结论",
        /// It was written down that a publication stood where it was to stand.
        ProofAdded = "proof_added" "登记公开情况",
        /// A correction was put before the superior.
        CorrectionProposed = "correction_proposed" "报请更正",
        /// The superior replied to a correction.
        CorrectionReplied = "correction_replied" "答复更正",
        /// An administrator said which day it is.
        ClockConfirmed = "clock_confirmed" "确认日期",
        /// A rating was made.
        Rated = "rated" "评定",
        /// Honours were given.
        Awarded = "awarded" "授星",
        /// A member agreed to show a field on their card.
        CardConsented = "card_consented" "同意公开名片项目",
        /// A member took that back.
        CardWithdrawn = "card_withdrawn" "撤回公开名片项目",
        /// A card became public.
        CardIssued = "card_issued" "发放名片",
        /// A card is no longer good.
        CardClosed = "card_closed" "停用名片",
        /// A resident wrote, about a pledge or to a member.
        LetterReceived = "letter_received" "收到群众来信",
        /// The branch told the member what was said.
        LetterPassed = "letter_passed" "转告本人",
        /// The member explained.
        LetterExplained = "letter_explained" "本人说明",
        /// The resident got an answer.
        LetterAnswered = "letter_answered" "答复来信",
        /// It is not acted on, for a reason.
        LetterSetAside = "letter_set_aside" "来信不予办理",
        /// Somebody looked who wrote.
        ContactOpened = "contact_opened" "查看来信人",
        /// A way by which reminders go out was set up, changed or taken away.
        ChannelSet = "channel_set" "设置提醒渠道",
        /// A way was tried.
        ChannelTried = "channel_tried" "试发提醒",
        /// Somebody asked for letters.
        MailChosen = "mail_chosen" "开通邮件提醒",
        /// Somebody took their address back.
        MailTakenBack = "mail_taken_back" "收回邮箱地址",
        /// The burden-relief profile was turned off or on.
        BurdenTurned = "burden_turned" "调整减负设置",
        /// Everything was backed up; the line comes after the picture that was taken.
        BackedUp = "backed_up" "备份",
        /// What is sealed was sealed again by a new key.
        KeysRotated = "keys_rotated" "轮换密钥",
    }
}

impl Act {
    /// Whether it tells the holder of an account what happened to it.
    pub fn is_about_account(self) -> bool {
        use Act::*;
        matches!(
            self,
            AccountOpened
                | AccountLocked
                | PasswordReset
                | PasswordChanged
                | SignedIn
                | SignedOut
                | SignInFailed
                | SessionEnded
                | FactorAdded
                | FactorRemoved
                | RecoveryMade
                | RecoveryUsed
                | PasskeyAdded
                | PasskeyRemoved
                | SlipMade
                | SlipUsed
                | SlipRevoked
        )
    }
}

/// Starts the chain of a new tenant.
pub async fn start(tx: &mut Tx, tenant: TenantId) -> Result<()> {
    store::start(tx, tenant, rules::GENESIS).await
}

/// Adds a line to the tenant's chain, in the transaction of what it tells.
pub async fn note(tx: &mut Tx, at: &Counter, act: Act, subject: Uuid, payload: &str) -> Result<()> {
    note_by(tx, at, at.actor_id(), act, subject, payload).await
}

/// The same, by somebody who became known in the very act: who signs in stands at
/// the counter as a visitor still.
pub async fn note_by(
    tx: &mut Tx,
    at: &Counter,
    actor: PersonId,
    act: Act,
    subject: Uuid,
    payload: &str,
) -> Result<()> {
    let (seq, prev) = store::head(tx, at.tenant).await?.ok_or(Error::NotFound)?;
    let line = Line {
        seq: seq + 1,
        at: at.now,
        actor_id: actor,
        act: act.word().to_owned(),
        subject_id: PersonId(subject),
        payload_hash: ground::fingerprint(payload),
        prev_hash: prev,
        hash: String::new(),
    };
    let line = Line {
        hash: rules::hash(at.tenant, &line),
        ..line
    };
    store::add(tx, at.tenant, &line, payload).await
}

/// The first broken line of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Its number.
    pub seq: i64,
    /// What is wrong with it.
    pub why: &'static str,
}

/// How far a chain was checked.
#[derive(Debug, Clone)]
pub struct Checked {
    link: rules::Link,
    /// How many lines the chain says that it has.
    pub lines: i64,
    /// The first broken line, when one was met; nothing is checked beyond it.
    pub broken: Option<Broken>,
}

impl Checked {
    /// The last line that was found to follow from all before it.
    pub fn through(&self) -> i64 {
        self.link.seq
    }

    /// Whether it was checked to its end, and holds.
    pub fn is_whole(&self) -> bool {
        self.broken.is_none() && self.link.seq == self.lines
    }
}

/// Checks a chain on from where an earlier check ended (from its first line without
/// one), `most` lines at most. What was edited behind an earlier check is found by a
/// new one alone.
pub async fn check_on(
    tx: &mut Tx,
    tenant: TenantId,
    from: Option<Checked>,
    most: i64,
) -> Result<Checked> {
    const PAGE: i64 = 2000;
    let (lines, head_hash) = store::head(tx, tenant).await?.ok_or(Error::NotFound)?;
    let mut checked = from.unwrap_or_else(|| Checked {
        link: rules::Link {
            seq: 0,
            hash: rules::GENESIS.to_owned(),
        },
        lines,
        broken: None,
    });
    checked.lines = lines;
    let last = checked.link.seq.saturating_add(most);
    while checked.broken.is_none() && checked.link.seq < last {
        let page = PAGE.min(last - checked.link.seq);
        let full = store::lines_after(tx, tenant, checked.link.seq, page).await?;
        if full.is_empty() {
            break;
        }
        for full in &full {
            match rules::next(tenant, &checked.link, &full.line, full.payload.as_deref()) {
                Ok(link) => checked.link = link,
                Err(broken) => {
                    checked.broken = Some(broken);
                    break;
                }
            }
        }
    }
    let is_end = checked.link.seq < last || checked.link.seq >= lines;
    let link = (checked.link.seq, checked.link.hash.as_str());
    if checked.broken.is_none() && is_end && link != (lines, head_hash.as_str()) {
        checked.broken = Some(Broken {
            seq: checked.link.seq.min(lines) + 1,
            why: "链尾缺失，后面的记录被删去",
        });
    }
    Ok(checked)
}

/// Checks a tenant's whole chain: the number of lines, or the first broken one.
pub async fn verify(tx: &mut Tx, tenant: TenantId) -> Result<std::result::Result<i64, Broken>> {
    let checked = check_on(tx, tenant, None, i64::MAX).await?;
    Ok(match checked.broken {
        None => Ok(checked.link.seq),
        Some(broken) => Err(broken),
    })
}

/// Which lines are looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of one act.
    pub act: Option<Act>,
    /// By one person.
    pub actor: Option<PersonId>,
    /// From an instant on.
    pub from: Option<At>,
    /// Before an instant.
    pub until: Option<At>,
    /// With a lower number than this: the page after it.
    pub before: Option<i64>,
}

/// The lines that are looked for, newest first.
pub async fn page(tx: &mut Tx, tenant: TenantId, wanted: &Wanted, count: i64) -> Result<Vec<Line>> {
    store::page(tx, tenant, wanted, count).await
}

/// The newest lines, newest first.
pub async fn latest(tx: &mut Tx, tenant: TenantId, count: i64) -> Result<Vec<Line>> {
    store::latest(tx, tenant, count).await
}

/// The newest lines about one subject, newest first.
pub async fn of_subject(
    tx: &mut Tx,
    tenant: TenantId,
    subject: Uuid,
    count: i64,
) -> Result<Vec<Line>> {
    store::of_subject(tx, tenant, PersonId(subject), count).await
}

/// When an act was last noted in a tenant's chain.
pub async fn last(tx: &mut Tx, tenant: TenantId, act: Act) -> Result<Option<At>> {
    store::last(tx, tenant, act.word()).await
}

/// When a chain's first line was written.
pub async fn first(tx: &mut Tx, tenant: TenantId) -> Result<Option<At>> {
    Ok(store::lines_after(tx, tenant, 0, 1)
        .await?
        .first()
        .map(|f| f.line.at))
}

/// How many lines all chains together have: moves with every verb.
pub async fn lines(tx: &mut Tx) -> Result<i64> {
    store::lines(tx).await
}
