-- The words of a public pledge put right (更正): which version, why, by whom. The version
-- before it stays.
create table pledge_correction (
    tenant_id blob not null,
    pledge_id blob not null,
    version integer not null check (version > 1),
    reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, pledge_id, version),
    foreign key (tenant_id, pledge_id, version) references pledge_version (tenant_id, pledge_id, version)
);

-- What stands on one paper.
create index pledge_by_publication on pledge (tenant_id, publication_id);
