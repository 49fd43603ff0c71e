-- Evidence in words may have a number in the pledge's unit, and files; neither is ever asked for.
alter table pledge_evidence add column amount bigint check (amount > 0);

create table pledge_evidence_file (
    tenant_id uuid not null,
    pledge_id uuid not null,
    seq bigint not null,
    file_id uuid not null,
    primary key (tenant_id, pledge_id, seq, file_id),
    unique (tenant_id, file_id),
    foreign key (tenant_id, pledge_id, seq) references pledge_evidence (tenant_id, pledge_id, seq),
    foreign key (tenant_id, file_id) references file (tenant_id, id)
);

-- What somebody handed in is listed to them.
create index file_by_keeper on file (tenant_id, kept_by);
