-- The paper appraisal: a tally entered by two persons who must agree.
create table appraisal_round (
    tenant_id uuid not null,
    id uuid not null,
    campaign_id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    title text collate "C" not null,
    grade_set text collate "C" not null,
    state text collate "C" not null check (state in ('counting', 'agreed')),
    opened_by uuid not null,
    opened_at bigint not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);
create index appraisal_round_by_org on appraisal_round (tenant_id, org_path, opened_at);

create table appraisal_subject (
    tenant_id uuid not null,
    round_id uuid not null,
    number bigint not null,
    person_id uuid not null,
    primary key (tenant_id, round_id, number),
    unique (tenant_id, round_id, person_id),
    foreign key (tenant_id, round_id) references appraisal_round (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

create table tally_entry (
    tenant_id uuid not null,
    round_id uuid not null,
    seq bigint not null,
    entered_by uuid not null,
    sheet text collate "C" not null,
    hash text collate "C" not null,
    at bigint not null,
    primary key (tenant_id, round_id, seq),
    foreign key (tenant_id, round_id) references appraisal_round (tenant_id, id)
);

create table tally_result (
    tenant_id uuid not null,
    round_id uuid not null,
    issued bigint not null,
    returned bigint not null,
    valid bigint not null,
    void bigint not null,
    sheet text collate "C" not null,
    hash text collate "C" not null,
    first_by uuid not null,
    second_by uuid not null,
    at bigint not null,
    primary key (tenant_id, round_id),
    check (returned = valid + void),
    check (returned <= issued),
    check (first_by <> second_by),
    foreign key (tenant_id, round_id) references appraisal_round (tenant_id, id)
);
