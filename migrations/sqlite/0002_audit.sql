-- Who did what: a hash chain per tenant. Payloads stand beside it, so that
-- they can be erased when their term ends while the chain stays whole.
create table audit (
    tenant_id blob not null references tenant (id),
    seq integer not null,
    at integer not null,
    actor_id blob not null,
    act text not null,
    subject_id blob not null,
    payload_hash text not null,
    prev_hash text not null,
    hash text not null,
    primary key (tenant_id, seq)
);

create table audit_payload (
    tenant_id blob not null,
    seq integer not null,
    payload text not null,
    primary key (tenant_id, seq),
    foreign key (tenant_id, seq) references audit (tenant_id, seq)
);

create table audit_head (
    tenant_id blob primary key references tenant (id),
    seq integer not null,
    hash text not null
);
