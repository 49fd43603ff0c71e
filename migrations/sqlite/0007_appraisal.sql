-- The paper appraisal: a tally entered by two persons who must agree.
create table appraisal_round (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    org_id blob not null,
    org_path text not null,
    title text not null,
    grade_set text not null,
    state text not null check (state in ('counting', 'agreed')),
    opened_by blob not null,
    opened_at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id)
);
create index appraisal_round_by_org on appraisal_round (tenant_id, org_path, opened_at);

create table appraisal_subject (
    tenant_id blob not null,
    round_id blob not null,
    number integer not null,
    person_id blob not null,
    primary key (tenant_id, round_id, number),
    unique (tenant_id, round_id, person_id),
    foreign key (tenant_id, round_id) references appraisal_round (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

create table tally_entry (
    tenant_id blob not null,
    round_id blob not null,
    seq integer not null,
    entered_by blob not null,
    sheet text not null,
    hash text not null,
    at integer not null,
    primary key (tenant_id, round_id, seq),
    foreign key (tenant_id, round_id) references appraisal_round (tenant_id, id)
);

create table tally_result (
    tenant_id blob not null,
    round_id blob not null,
    issued integer not null,
    returned integer not null,
    valid integer not null,
    void integer not null,
    sheet text not null,
    hash text not null,
    first_by blob not null,
    second_by blob not null,
    at integer not null,
    primary key (tenant_id, round_id),
    check (returned = valid + void),
    check (returned <= issued),
    check (first_by <> second_by),
    foreign key (tenant_id, round_id) references appraisal_round (tenant_id, id)
);
