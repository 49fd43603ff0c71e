-- The quarterly review: one sheet per member and quarter.
create table review (
    tenant_id uuid not null,
    id uuid not null,
    campaign_id uuid not null,
    org_id uuid not null,
    org_path text collate "C" not null,
    person_id uuid not null,
    year bigint not null,
    quarter bigint not null check (quarter between 1 and 4),
    achievements text collate "C" not null,
    problems text collate "C" not null,
    direction text collate "C" not null,
    reviewer_id uuid not null,
    at bigint not null,
    primary key (tenant_id, id),
    unique (tenant_id, person_id, campaign_id, year, quarter),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index review_by_org on review (tenant_id, org_path, year, quarter);
