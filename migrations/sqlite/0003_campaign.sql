-- The plan, how it was read, decided, approved and broken down.
create table campaign (
    tenant_id blob not null,
    id blob not null,
    org_id blob not null,
    org_path text not null,
    state text not null check (state in ('reading', 'confirmed', 'resolved', 'submitted', 'returned', 'approved', 'in_force')),
    title text not null,
    short_name text not null,
    theme text not null,
    doc_no text not null,
    source_name text not null,
    source_text text not null,
    source_hash text not null,
    draft text not null,
    created_by blob not null,
    created_at integer not null,
    publication_id blob,
    primary key (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index campaign_by_org on campaign (tenant_id, org_path, created_at);

create table plan_item (
    tenant_id blob not null,
    campaign_id blob not null,
    number integer not null,
    path text not null,
    field text not null,
    tone text not null,
    label text not null,
    value text not null,
    source text not null,
    span_start integer not null,
    span_end integer not null,
    rule text not null,
    confidence integer not null,
    origin text not null check (origin in ('plan', 'platform')),
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table plan_item_check (
    tenant_id blob not null,
    campaign_id blob not null,
    number integer not null,
    seq integer not null,
    verdict text not null check (verdict in ('confirmed', 'adjusted', 'dropped')),
    value text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, campaign_id, number, seq),
    foreign key (tenant_id, campaign_id, number) references plan_item (tenant_id, campaign_id, number)
);

-- A decision of a body: never a button of an administrator (ruling 2).
create table decision (
    tenant_id blob not null,
    id blob not null,
    org_id blob not null,
    subject_id blob not null,
    matter text not null check (matter in ('plan', 'honour')),
    meeting text not null,
    held_on text not null,
    due integer not null,
    present integer not null,
    absent integer not null,
    votes_for integer not null,
    votes_against integer not null,
    votes_abstain integer not null,
    resolution text not null,
    recorded_by blob not null,
    at integer not null,
    primary key (tenant_id, id),
    check (due = present + absent),
    check (votes_for + votes_against + votes_abstain = present),
    check (2 * present > due and 2 * votes_for > due),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index decision_by_subject on decision (tenant_id, subject_id, at);

create table plan_submission (
    tenant_id blob not null,
    campaign_id blob not null,
    seq integer not null,
    decision_id blob not null,
    plan_hash text not null,
    submitted_by blob not null,
    at integer not null,
    primary key (tenant_id, campaign_id, seq),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, decision_id) references decision (tenant_id, id)
);

create table plan_reply (
    tenant_id blob not null,
    campaign_id blob not null,
    seq integer not null,
    result text not null check (result in ('agreed', 'amended', 'returned')),
    opinion text not null,
    doc_no text not null,
    replied_by blob not null,
    at integer not null,
    primary key (tenant_id, campaign_id, seq),
    foreign key (tenant_id, campaign_id, seq) references plan_submission (tenant_id, campaign_id, seq)
);

create table phase (
    tenant_id blob not null,
    campaign_id blob not null,
    number integer not null,
    name text not null,
    starts text not null,
    ends text not null,
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table step (
    tenant_id blob not null,
    campaign_id blob not null,
    number integer not null,
    kind text not null check (kind in ('mobilise', 'pledge', 'review', 'appraisal', 'notice', 'honour', 'other')),
    name text not null,
    note text not null,
    origin text not null check (origin in ('plan', 'platform')),
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table step_closing (
    tenant_id blob not null,
    campaign_id blob not null,
    number integer not null,
    report text not null,
    closed_by blob not null,
    at integer not null,
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id, number) references step (tenant_id, campaign_id, number)
);

create table track (
    tenant_id blob not null,
    campaign_id blob not null,
    number integer not null,
    slogan text not null,
    subject text not null,
    contest text not null,
    honour text not null,
    primary key (tenant_id, campaign_id, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table focus_area (
    tenant_id blob not null,
    campaign_id blob not null,
    category text not null,
    number integer not null,
    area text not null,
    primary key (tenant_id, campaign_id, category, number),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);

create table task (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    org_path text not null,
    title text not null,
    owner text not null,
    cadence text not null check (cadence in ('once', 'monthly', 'quarterly', 'yearly')),
    due_day text not null,
    source text not null,
    created_by blob not null,
    at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);
create index task_by_campaign on task (tenant_id, campaign_id, due_day, id);

create table task_done (
    tenant_id blob not null,
    task_id blob not null,
    due_day text not null,
    note text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, task_id, due_day),
    foreign key (tenant_id, task_id) references task (tenant_id, id)
);
