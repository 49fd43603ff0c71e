-- Changes of the tree, asked for and approved; groups that move nobody; coverage units;
-- exemptions; where somebody lives; what somebody asks to have corrected.

-- The last day that was turned: `org` and `person` hold what the spans say of it.
create table tree_day (
    tenant_id uuid not null references tenant (id),
    turned text collate "C" not null,
    primary key (tenant_id)
);

-- An organisation that is approved and not yet set up, or abolished, is not in lists of today.
alter table org add column is_open bigint not null default 1 check (is_open in (0, 1));
alter table person add column erased_on text collate "C" not null default '';

-- No one and nothing stands in two places at once.
create unique index membership_open on membership (tenant_id, person_id) where until_day is null;
create unique index org_span_open on org_span (tenant_id, org_id) where until_day is null;
create index membership_by_change on membership (tenant_id, from_day);

-- Set-up, merge, split, abolition (S2.4-01): who asked is never who answers.
create table org_change (
    tenant_id uuid not null,
    id uuid not null,
    kind text collate "C" not null check (kind in ('set_up', 'merge', 'split', 'abolish')),
    org_path text collate "C" not null,
    effective text collate "C" not null,
    reason text collate "C" not null,
    plan text collate "C" not null,
    state text collate "C" not null check (state in ('proposed', 'approved', 'returned', 'withdrawn')),
    proposed_by uuid not null,
    proposed_at bigint not null,
    decided_by uuid,
    decided_at bigint,
    doc_no text collate "C" not null default '',
    opinion text collate "C" not null default '',
    primary key (tenant_id, id),
    check ((state = 'proposed') = (decided_at is null)),
    check (state = 'proposed' or state = 'withdrawn' or decided_by <> proposed_by)
);
create index org_change_by_path on org_change (tenant_id, org_path, proposed_at);

-- The organisations that a change touches: one change at a time, until it has come into effect.
create table org_change_org (
    tenant_id uuid not null,
    change_id uuid not null,
    org_id uuid not null,
    part text collate "C" not null check (part in ('closes', 'stays', 'opens')),
    heir_id uuid,
    pending bigint not null check (pending in (0, 1)),
    primary key (tenant_id, change_id, org_id),
    foreign key (tenant_id, change_id) references org_change (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create unique index org_change_pending on org_change_org (tenant_id, org_id) where pending = 1;

-- A functional group (功能型党小组) holds members without moving them (S3.2-09).
create table functional_member (
    tenant_id uuid not null,
    org_id uuid not null,
    person_id uuid not null,
    from_day text collate "C" not null,
    until_day text collate "C",
    primary key (tenant_id, org_id, person_id, from_day),
    check (until_day is null or until_day >= from_day),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create unique index functional_member_open on functional_member (tenant_id, org_id, person_id) where until_day is null;
create index functional_by_person on functional_member (tenant_id, person_id);

-- What the organisations are to reach: buildings, enterprises, social organisations, courtyards (S2.4-02).
create table coverage_unit (
    tenant_id uuid not null,
    id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    kind text collate "C" not null check (kind in ('building', 'enterprise', 'social_org', 'courtyard')),
    name text collate "C" not null,
    address text collate "C" not null,
    covered_by uuid,
    covered_since text collate "C" not null default '',
    closed_on text collate "C" not null default '',
    primary key (tenant_id, id),
    unique (tenant_id, org_id, name),
    check ((covered_by is null) = (covered_since = '')),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    foreign key (tenant_id, covered_by) references org (tenant_id, id)
);
create index coverage_by_path on coverage_unit (tenant_id, org_path, kind, name);

-- Who is let off what, why, by which meeting, and for how long.
create table exemption (
    tenant_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    matter text collate "C" not null check (matter in ('pledge', 'appraisal', 'org_life', 'all')),
    reason text collate "C" not null,
    meeting text collate "C" not null,
    held_on text collate "C" not null,
    from_day text collate "C" not null,
    until_day text collate "C" not null,
    recorded_by uuid not null,
    at bigint not null,
    primary key (tenant_id, id),
    check (until_day > from_day),
    check (held_on <= from_day),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index exemption_by_person on exemption (tenant_id, person_id, from_day);

-- The resident in a person: where they live and whom they speak for; a member may be one too (X-02).
create table residence (
    tenant_id uuid not null,
    person_id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    panel text collate "C" not null check (panel in ('none', 'resident_rep', 'unit_rep', 'two_reps', 'retired')),
    from_day text collate "C" not null,
    until_day text collate "C",
    primary key (tenant_id, person_id, org_id, from_day),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create unique index residence_open on residence (tenant_id, person_id) where until_day is null;
create index residence_by_path on residence (tenant_id, org_path);

-- What a person asks to have corrected in their own record, and the answer (PIPL 46).
create table correction (
    tenant_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    org_path text collate "C" not null,
    field text collate "C" not null,
    sealed bytea not null,
    state text collate "C" not null check (state in ('asked', 'accepted', 'declined')),
    asked_at bigint not null,
    answered_by uuid,
    answered_at bigint,
    answer text collate "C" not null default '',
    primary key (tenant_id, id),
    check ((state = 'asked') = (answered_at is null)),
    check (answered_by is null or answered_by <> person_id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index correction_by_path on correction (tenant_id, org_path, state, asked_at);
create index correction_by_person on correction (tenant_id, person_id, asked_at);

-- What was open when a role was handed over, and to whom it went (X-15).
create table hand_over (
    tenant_id uuid not null,
    id uuid not null,
    term_id uuid,
    from_person uuid not null,
    to_person uuid,
    to_whom text collate "C" not null,
    items text collate "C" not null,
    by_person uuid not null,
    at bigint not null,
    primary key (tenant_id, id),
    check (to_person is null or to_person <> from_person),
    foreign key (tenant_id, term_id) references role_term (tenant_id, id),
    foreign key (tenant_id, from_person) references person (tenant_id, id),
    foreign key (tenant_id, to_person) references person (tenant_id, id)
);
create index hand_over_by_person on hand_over (tenant_id, from_person, at);
