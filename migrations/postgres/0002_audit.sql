-- Who did what: a hash chain per tenant. Payloads stand beside it, so that
-- they can be erased when their term ends while the chain stays whole.
create table audit (
    tenant_id uuid not null references tenant (id),
    seq bigint not null,
    at bigint not null,
    actor_id uuid not null,
    act text collate "C" not null,
    subject_id uuid not null,
    payload_hash text collate "C" not null,
    prev_hash text collate "C" not null,
    hash text collate "C" not null,
    primary key (tenant_id, seq)
);

create table audit_payload (
    tenant_id uuid not null,
    seq bigint not null,
    payload text collate "C" not null,
    primary key (tenant_id, seq),
    foreign key (tenant_id, seq) references audit (tenant_id, seq)
);

create table audit_head (
    tenant_id uuid primary key references tenant (id),
    seq bigint not null,
    hash text collate "C" not null
);
