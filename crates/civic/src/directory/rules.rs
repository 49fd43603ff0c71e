//! Who may do what: one table. Sign-in: when a lock falls and when it lifts.

use ground::At;

use super::OrgKind;

ground::words! {
    /// What a person is here.
    pub enum Role {
        /// System administrator (系统管理员): accounts, settings, backup; no power over people or campaign.
        SystemAdmin = "system_admin" "系统管理员",
        /// Security administrator (安全管理员): roles, exports, protected data.
        SecurityAdmin = "security_admin" "安全管理员",
        /// Audit administrator (审计管理员): reads the record, and nothing else.
        AuditAdmin = "audit_admin" "审计管理员",
        /// The committee above that approves the plan.
        Superior = "superior" "上级党委",
        /// Leader of the community's committee.
        Leader = "leader" "党组织负责人",
        /// Branch secretary.
        Secretary = "secretary" "党支部书记",
        /// Member of the branch committee: organisation, publicity or discipline.
        CommitteeMember = "committee_member" "支部委员",
        /// Committee or branch clerk.
        Clerk = "clerk" "干事",
        /// Leader of a group below the branch.
        GroupLeader = "group_leader" "党小组长",
        /// Member.
        Member = "member" "党员",
        /// Resident with an account; most take part without one.
        Resident = "resident" "群众",
        /// Liaison of a partner unit.
        Liaison = "liaison" "共建单位联络员",
        /// Supervisor: handles objections, sees, and writes nothing else.
        Supervisor = "supervisor" "监督员",
        /// Archivist: takes over what is closed.
        Archivist = "archivist" "档案员",
    }
}

ground::words! {
    /// What can be done at the counter.
    pub enum Verb {
        /// See the workbench of an organisation.
        See = "see" "查看工作台",
        /// See the roster: names, branches, dates; protected fields masked.
        SeeRoster = "see_roster" "查看名册",
        /// Register, correct and import people.
        KeepRoster = "keep_roster" "维护名册",
        /// Open a protected field, with a reason.
        Unmask = "unmask" "查看受保护信息",
        /// Propose a change of the tree.
        ProposeChange = "propose_change" "申请调整组织",
        /// Approve a change of the tree.
        ApproveChange = "approve_change" "批准调整组织",
        /// Let protected columns leave by an export.
        ApproveExport = "approve_export" "批准导出",
        /// Open accounts and hand out invitation slips.
        KeepAccounts = "keep_accounts" "管理账号",
        /// Give and end roles.
        GrantRole = "grant_role" "授予角色",
        /// Name committee members and group leaders of the own branch.
        Appoint = "appoint" "任命支委和组长",
        /// Erase a record whose term has ended.
        Erase = "erase" "到期删除",
        /// Backup, settings, holidays.
        KeepSystem = "keep_system" "系统维护",
        /// Turn the burden-relief profile off or on.
        KeepBurden = "keep_burden" "减负设置",
        /// Read the audit chain.
        ReadAudit = "read_audit" "查看审计",
        /// Bring a plan and check what was read.
        ReadPlan = "read_plan" "读方案",
        /// Record a meeting's decision.
        RecordDecision = "record_decision" "记录决议",
        /// Submit the plan upward.
        SubmitPlan = "submit_plan" "报审方案",
        /// Agree, amend or return a plan.
        ReplyPlan = "reply_plan" "批复方案",
        /// Put an approved plan in force and publish it.
        IssuePlan = "issue_plan" "印发方案",
        /// Make tasks and tick them off.
        KeepTasks = "keep_tasks" "安排任务",
        /// Close a step.
        CloseStep = "close_step" "进入下一步",
        /// Write one's own pledge.
        WritePledge = "write_pledge" "写承诺",
        /// Write a pledge for somebody, with the reason.
        WritePledgeFor = "write_pledge_for" "代填承诺",
        /// Write what a branch pledges.
        WriteBranchPledge = "write_branch_pledge" "写党组织承诺",
        /// Pass or return a pledge.
        CheckPledge = "check_pledge" "审核承诺",
        /// Publish a passed pledge.
        PublishPledge = "publish_pledge" "公布承诺",
        /// Settle a pledge as kept.
        KeepPledge = "keep_pledge" "办结承诺",
        /// Settle and assess what a branch pledged: never the branch itself.
        KeepBranchPledge = "keep_branch_pledge" "办结党组织承诺",
        /// Write a review sheet.
        WriteReview = "write_review" "写点评",
        /// Open a tally and choose its subjects.
        OpenTally = "open_tally" "开设评议",
        /// Enter the counts of a tally.
        EnterTally = "enter_tally" "录入计票",
        /// Publish a notice and conclude it.
        KeepNotice = "keep_notice" "发布公示",
        /// Find on an objection.
        HandleObjection = "handle_objection" "办理异议",
        /// Open a rating round and give its honours.
        KeepHonour = "keep_honour" "评定授星",
        /// Note consents on paper, issue and close name cards.
        KeepCards = "keep_cards" "办理名片",
        /// Pass on, answer or set aside what residents say about a pledge.
        HandleComment = "handle_comment" "办理监督意见",
    }
}

/// How far a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// What concerns oneself (本人).
    Myself,
    /// A group (小组).
    Group,
    /// A branch with its groups (支部).
    Branch,
    /// A place and all below it (本级及以下).
    SubTree,
}

impl Reach {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Myself => "本人",
            Self::Group => "本小组",
            Self::Branch => "本支部",
            Self::SubTree => "本级及以下",
        }
    }
}

/// How far a role reaches when it is held over an organisation of this kind.
pub fn reach(role: Role, kind: OrgKind) -> Reach {
    match (role, kind) {
        (Role::Member | Role::Resident | Role::Liaison, _) => Reach::Myself,
        (_, OrgKind::Group | OrgKind::FunctionalGroup) => Reach::Group,
        (_, OrgKind::Branch) => Reach::Branch,
        _ => Reach::SubTree,
    }
}

/// Whether a role is held over an organisation of this kind.
pub fn sits(role: Role, kind: OrgKind) -> bool {
    use OrgKind::{Branch, Committee, Community, FunctionalGroup, GeneralBranch, Group};
    match role {
        Role::SystemAdmin | Role::SecurityAdmin | Role::AuditAdmin => kind == Committee,
        Role::Superior => matches!(kind, Committee | Community | GeneralBranch),
        Role::GroupLeader => matches!(kind, Group | FunctionalGroup),
        Role::Member => matches!(kind, Branch | Group),
        Role::Secretary | Role::CommitteeMember => {
            matches!(kind, Community | GeneralBranch | Branch)
        }
        Role::Leader
        | Role::Clerk
        | Role::Supervisor
        | Role::Archivist
        | Role::Resident
        | Role::Liaison => matches!(kind, Committee | Community | GeneralBranch | Branch),
    }
}

impl Role {
    /// One of the three administrators, who are three persons.
    pub fn is_administrator(self) -> bool {
        matches!(
            self,
            Self::SystemAdmin | Self::SecurityAdmin | Self::AuditAdmin
        )
    }

    /// Named by the secretary within the own branch.
    pub fn is_appointed(self) -> bool {
        matches!(self, Self::CommitteeMember | Self::GroupLeader)
    }
}

/// The table of roles and verbs. Scope is checked beside it, by [`super::Actor::may`].
pub fn allows(role: Role, verb: Verb) -> bool {
    use Verb::*;
    match role {
        Role::SystemAdmin => matches!(verb, KeepAccounts | KeepSystem),
        Role::SecurityAdmin => matches!(verb, GrantRole | ApproveExport | Erase | KeepBurden),
        Role::AuditAdmin => matches!(verb, ReadAudit),
        Role::Leader => matches!(verb, See | SeeRoster | ApproveExport | WriteReview),
        Role::CommitteeMember => {
            matches!(
                verb,
                See | SeeRoster | CheckPledge | KeepTasks | HandleComment
            )
        }
        Role::GroupLeader => matches!(verb, See | SeeRoster),
        Role::Liaison => false,
        Role::Resident => false,
        Role::Archivist => matches!(verb, See),
        Role::Superior => matches!(
            verb,
            See | SeeRoster
                | ApproveChange
                | ApproveExport
                | ReplyPlan
                | CheckPledge
                | KeepPledge
                | KeepBranchPledge
                | WriteReview
                | ReadAudit
                | HandleComment
        ),
        Role::Secretary => matches!(
            verb,
            See | SeeRoster
                | KeepRoster
                | Unmask
                | ProposeChange
                | KeepAccounts
                | Appoint
                | RecordDecision
                | SubmitPlan
                | IssuePlan
                | KeepTasks
                | CloseStep
                | WritePledgeFor
                | WriteBranchPledge
                | CheckPledge
                | PublishPledge
                | KeepPledge
                | WriteReview
                | OpenTally
                | EnterTally
                | KeepNotice
                | KeepHonour
                | KeepCards
                | HandleComment
        ),
        Role::Clerk => matches!(
            verb,
            See | SeeRoster
                | KeepRoster
                | Unmask
                | ProposeChange
                | KeepAccounts
                | ReadPlan
                | RecordDecision
                | SubmitPlan
                | KeepTasks
                | WritePledgeFor
                | WriteBranchPledge
                | PublishPledge
                | OpenTally
                | EnterTally
                | KeepNotice
                | KeepCards
        ),
        Role::Member => matches!(verb, WritePledge),
        Role::Supervisor => matches!(verb, See | HandleObjection | EnterTally),
    }
}

/// What follows a failed sign-in: the number of failures, and until when the
/// account is locked (0 for not).
pub fn after_failure(failures: i64, tries: i64, lock_seconds: i64, now: At) -> (i64, At) {
    let failures = failures + 1;
    if failures >= tries {
        (0, now.plus_seconds(lock_seconds))
    } else {
        (failures, At::from_micros(0))
    }
}

/// Whether a session is still good after `idle_seconds` without a request.
pub fn is_awake(seen_at: At, idle_seconds: i64, now: At) -> bool {
    now <= seen_at.plus_seconds(idle_seconds)
}

/// Passwords: at least ten characters, of three kinds (field-facts 2.14).
pub fn is_strong(password: &str) -> bool {
    let kinds = [
        password.chars().any(|c| c.is_ascii_lowercase()),
        password.chars().any(|c| c.is_ascii_uppercase()),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_ascii_alphanumeric()),
    ];
    password.chars().count() >= 10 && kinds.iter().filter(|k| **k).count() >= 3
}

/// Full-width letters, digits and signs as half-width ones: a Chinese keyboard types `Ａ１`
/// as readily as `A1`. Blanks at the ends and what has no width go.
pub(crate) fn half_width(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => '\u{0}',
        other => other,
    };
    let narrowed: String = text.chars().map(narrow).filter(|c| *c != '\u{0}').collect();
    narrowed.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: At = At::from_micros(1_000_000_000);

    #[test]
    fn the_fifth_wrong_password_locks_for_fifteen_minutes() {
        assert_eq!(after_failure(3, 5, 900, AT), (4, At::from_micros(0)));
        assert_eq!(after_failure(4, 5, 900, AT), (0, AT.plus_seconds(900)));
    }

    #[test]
    fn a_session_ends_after_half_an_hour_without_a_request() {
        assert!(is_awake(AT, 1800, AT.plus_seconds(1800)));
        assert!(!is_awake(AT, 1800, AT.plus_seconds(1801)));
    }

    #[test]
    fn the_approver_of_a_plan_cannot_submit_it_and_the_submitter_cannot_approve_it() {
        for role in Role::ALL {
            assert!(
                !(allows(*role, Verb::SubmitPlan) && allows(*role, Verb::ReplyPlan)),
                "{role:?}"
            );
        }
    }

    #[test]
    fn a_password_wants_ten_characters_of_three_kinds() {
        for (password, strong) in [
            ("Abcdefgh12", true),
            ("abcdefgh12", false),
            ("Ab1!", false),
            ("长一点的密码abc12345", true),
        ] {
            assert_eq!(is_strong(password), strong, "{password}");
        }
    }

    #[test]
    fn the_three_administrators_have_nothing_in_common() {
        let three = [Role::SystemAdmin, Role::SecurityAdmin, Role::AuditAdmin];
        for verb in Verb::ALL {
            let holders = three.iter().filter(|r| allows(**r, *verb)).count();
            assert!(holders <= 1, "{verb:?}");
        }
    }

    #[test]
    fn who_asks_for_a_change_of_the_tree_or_keeps_the_roster_does_not_approve_it() {
        for role in Role::ALL {
            for (asks, approves) in [
                (Verb::ProposeChange, Verb::ApproveChange),
                (Verb::KeepRoster, Verb::ApproveExport),
            ] {
                assert!(
                    !(allows(*role, asks) && allows(*role, approves)),
                    "{role:?}"
                );
            }
        }
    }

    #[test]
    fn a_member_reaches_oneself_a_group_leader_the_group_and_a_clerk_what_stands_below() {
        assert_eq!(reach(Role::Member, OrgKind::Branch), Reach::Myself);
        assert_eq!(reach(Role::GroupLeader, OrgKind::Group), Reach::Group);
        assert_eq!(reach(Role::Clerk, OrgKind::Branch), Reach::Branch);
        assert_eq!(reach(Role::Clerk, OrgKind::Community), Reach::SubTree);
        for role in Role::ALL {
            assert!(OrgKind::ALL.iter().any(|k| sits(*role, *k)), "{role:?}");
        }
    }

    #[test]
    fn who_may_do_what() {
        let mut table = String::new();
        for verb in Verb::ALL {
            let roles: Vec<_> = Role::ALL
                .iter()
                .filter(|r| allows(**r, *verb))
                .map(|r| r.word())
                .collect();
            table.push_str(&format!("{:<16} {}\n", verb.word(), roles.join(" ")));
        }
        let kept = include_str!("role-verb.txt");
        assert_eq!(
            table, kept,
            "the table of roles and verbs has changed: is that meant?"
        );
    }
}
