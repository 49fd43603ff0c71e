-- The quarterly review: one sheet per member and quarter.
create table review (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    org_id blob not null,
    org_path text not null,
    person_id blob not null,
    year integer not null,
    quarter integer not null check (quarter between 1 and 4),
    achievements text not null,
    problems text not null,
    direction text not null,
    reviewer_id blob not null,
    at integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, person_id, campaign_id, year, quarter),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index review_by_org on review (tenant_id, org_path, year, quarter);
