-- Rating rounds, what they proposed and why, and the honours that were given.
-- An award needs the concluded notice of its own round: the key says so.
create table rating_round (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    org_id blob not null,
    org_path text not null,
    title text not null,
    scheme text not null,
    scheme_hash text not null,
    facts text not null,
    outcome_hash text not null,
    state text not null check (state in ('rated', 'decided', 'published', 'awarded')),
    decision_id blob,
    publication_id blob,
    opened_by blob not null,
    opened_at integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, id, publication_id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, decision_id) references decision (tenant_id, id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);
create index rating_round_by_org on rating_round (tenant_id, org_path, opened_at);

create table rating_result (
    tenant_id blob not null,
    round_id blob not null,
    person_id blob not null,
    level text not null,
    level_name text not null,
    stars integer not null,
    points integer not null,
    reasons text not null,
    refused text not null,
    primary key (tenant_id, round_id, person_id),
    foreign key (tenant_id, round_id) references rating_round (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

create table award (
    tenant_id blob not null,
    id blob not null,
    round_id blob not null,
    publication_id blob not null,
    org_path text not null,
    person_id blob not null,
    name_key text not null,
    level_name text not null,
    stars integer not null,
    plate_no text not null,
    awarded_by blob not null,
    at integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, round_id, person_id),
    unique (tenant_id, plate_no),
    foreign key (tenant_id, round_id, person_id) references rating_result (tenant_id, round_id, person_id),
    foreign key (tenant_id, round_id, publication_id) references rating_round (tenant_id, id, publication_id),
    foreign key (tenant_id, publication_id) references publication_conclusion (tenant_id, publication_id)
);
create index award_by_org on award (tenant_id, org_path, at);
