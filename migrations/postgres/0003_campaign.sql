-- The plan, how it was read, decided, approved and broken down.
create table campaign (
    tenant_id uuid not null,
    id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    state text collate "C" not null check (state in ('reading', 'confirmed', 'resolved', 'submitted', 'returned', 'approved', 'in_force')),
    title text collate "C" not null,
    short_name text collate "C" not null,
    theme text collate "C" not null,
    doc_no text collate "C" not null,
    source_name text collate "C" not null,
    source_text text collate "C" not null,
    source_hash text collate "C" not null,
    draft text collate "C" not null,
    created_by uuid not null,
    created_at bigint not null,
    publication_id uuid,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index campaign_by_org on campaign (tenant_id, org_path, created_at);

create table plan_item (
    tenant_id uuid not null,
    campaign_id uuid not null,
    number bigint not null,
    path text collate "C" not null,
    field text collate "C" not null,
    tone text collate "C" not null,
    label text collate "C" not null,
    value text collate "C" not null,
    source text collate "C" not null,
    span_start bigint not null,
    span_end bigint not null,
    rule text collate "C" not null,
    confidence bigint not null,
    origin text collate "C" not null check (origin in ('plan', 'platform')),
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table plan_item_check (
    tenant_id uuid not null,
    campaign_id uuid not null,
    number bigint not null,
    seq bigint not null,
    verdict text collate "C" not null check (verdict in ('confirmed', 'adjusted', 'dropped')),
    value text collate "C" not null,
    actor_id uuid not null,
    at bigint not null,
    primary key (tenant_id, campaign_id, number, seq),
    foreign key (tenant_id, campaign_id, number) references plan_item (tenant_id, campaign_id, number)
);

-- A decision of a body: never a button of an administrator (ruling 2).
create table decision (
    tenant_id uuid not null,
    id uuid not null,
    org_id uuid not null,
    subject_id uuid not null,
    matter text collate "C" not null check (matter in ('plan', 'honour')),
    meeting text collate "C" not null,
    held_on text collate "C" not null,
    due bigint not null,
    present bigint not null,
    absent bigint not null,
    votes_for bigint not null,
    votes_against bigint not null,
    votes_abstain bigint not null,
    resolution text collate "C" not null,
    recorded_by uuid not null,
    at bigint not null,
    primary key (tenant_id, id),
    check (due = present + absent),
    check (votes_for + votes_against + votes_abstain = present),
    check (2 * present > due and 2 * votes_for > due),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index decision_by_subject on decision (tenant_id, subject_id, at);

create table plan_submission (
    tenant_id uuid not null,
    campaign_id uuid not null,
    seq bigint not null,
    decision_id uuid not null,
    plan_hash text collate "C" not null,
    submitted_by uuid not null,
    at bigint not null,
    primary key (tenant_id, campaign_id, seq),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, decision_id) references decision (tenant_id, id)
);

create table plan_reply (
    tenant_id uuid not null,
    campaign_id uuid not null,
    seq bigint not null,
    result text collate "C" not null check (result in ('agreed', 'amended', 'returned')),
    opinion text collate "C" not null,
    doc_no text collate "C" not null,
    replied_by uuid not null,
    at bigint not null,
    primary key (tenant_id, campaign_id, seq),
    foreign key (tenant_id, campaign_id, seq) references plan_submission (tenant_id, campaign_id, seq)
);

create table phase (
    tenant_id uuid not null,
    campaign_id uuid not null,
    number bigint not null,
    name text collate "C" not null,
    starts text collate "C" not null,
    ends text collate "C" not null,
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table step (
    tenant_id uuid not null,
    campaign_id uuid not null,
    number bigint not null,
    kind text collate "C" not null check (kind in ('mobilise', 'pledge', 'review', 'appraisal', 'notice', 'honour', 'other')),
    name text collate "C" not null,
    note text collate "C" not null,
    origin text collate "C" not null check (origin in ('plan', 'platform')),
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table step_closing (
    tenant_id uuid not null,
    campaign_id uuid not null,
    number bigint not null,
    report text collate "C" not null,
    closed_by uuid not null,
    at bigint not null,
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id, number) references step (tenant_id, campaign_id, number)
);

create table track (
    tenant_id uuid not null,
    campaign_id uuid not null,
    number bigint not null,
    slogan text collate "C" not null,
    subject text collate "C" not null,
    contest text collate "C" not null,
    honour text collate "C" not null,
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table focus_area (
    tenant_id uuid not null,
    campaign_id uuid not null,
    category text collate "C" not null,
    number bigint not null,
    area text collate "C" not null,
    primary key (tenant_id, campaign_id, category, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table task (
    tenant_id uuid not null,
    id uuid not null,
    campaign_id uuid not null,
    org_path text collate "C" not null,
    title text collate "C" not null,
    owner text collate "C" not null,
    cadence text collate "C" not null check (cadence in ('once', 'monthly', 'quarterly', 'yearly')),
    due_day text collate "C" not null,
    source text collate "C" not null,
    created_by uuid not null,
    at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);
create index task_by_campaign on task (tenant_id, campaign_id, due_day, id);

create table task_done (
    tenant_id uuid not null,
    task_id uuid not null,
    due_day text collate "C" not null,
    note text collate "C" not null,
    actor_id uuid not null,
    at bigint not null,
    primary key (tenant_id, task_id, due_day),
    foreign key (tenant_id, task_id) references task (tenant_id, id)
);
