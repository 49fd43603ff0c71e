-- Rating rounds, what they proposed and why, and the honours that were given.
-- An award needs the concluded notice of its own round: the key says so.
create table rating_round (
    tenant_id uuid not null,
    id uuid not null,
    campaign_id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    title text collate "C" not null,
    scheme text collate "C" not null,
    scheme_hash text collate "C" not null,
    facts text collate "C" not null,
    outcome_hash text collate "C" not null,
    state text collate "C" not null check (state in ('rated', 'decided', 'published', 'awarded')),
    decision_id uuid,
    publication_id uuid,
    opened_by uuid not null,
    opened_at bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, id, publication_id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, decision_id) references decision (tenant_id, id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);
create index rating_round_by_org on rating_round (tenant_id, org_path, opened_at);

create table rating_result (
    tenant_id uuid not null,
    round_id uuid not null,
    person_id uuid not null,
    level text collate "C" not null,
    level_name text collate "C" not null,
    stars bigint not null,
    points bigint not null,
    reasons text collate "C" not null,
    refused text collate "C" not null,
    primary key (tenant_id, round_id, person_id),
    foreign key (tenant_id, round_id) references rating_round (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

create table award (
    tenant_id uuid not null,
    id uuid not null,
    round_id uuid not null,
    publication_id uuid not null,
    org_path text collate "C" not null,
    person_id uuid not null,
    name_key text collate "C" not null,
    level_name text collate "C" not null,
    stars bigint not null,
    plate_no text collate "C" not null,
    awarded_by uuid not null,
    at bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, round_id, person_id),
    unique (tenant_id, plate_no),
    foreign key (tenant_id, round_id, person_id) references rating_result (tenant_id, round_id, person_id),
    foreign key (tenant_id, round_id, publication_id) references rating_round (tenant_id, id, publication_id),
    foreign key (tenant_id, publication_id) references publication_conclusion (tenant_id, publication_id)
);
create index award_by_org on award (tenant_id, org_path, at);
