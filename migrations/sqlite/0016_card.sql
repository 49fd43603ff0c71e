-- Name cards (亮名片) and what residents write: to a member by the card, about a pledge to
-- the branch (接受监督). A card keeps no copy of what it shows: it shows what the roster
-- says today of the fields that there is consent for.
create table name_card (
    tenant_id blob not null,
    id blob not null,
    person_id blob not null,
    state text not null check (state in ('issued', 'closed')),
    issued_by blob not null,
    issued_at integer not null,
    closed_by blob,
    closed_at integer,
    closed_why text not null default '',
    primary key (tenant_id, id),
    check ((state = 'closed') = (closed_at is not null)),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create unique index name_card_issued on name_card (tenant_id, person_id) where state = 'issued';
create index name_card_by_person on name_card (tenant_id, person_id, issued_at);

-- Given and taken back, field by field, each with its day; the newest line of a field counts.
create table card_consent (
    tenant_id blob not null,
    person_id blob not null,
    seq integer not null,
    field text not null check (field in ('name', 'branch', 'post', 'category', 'pledges', 'relay', 'phone')),
    given integer not null check (given in (0, 1)),
    day text not null,
    sheet text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, person_id, seq),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);
create index card_consent_by_field on card_consent (tenant_id, person_id, field, seq);

-- The number that a telephone may be shown for, as a keyed hash: another number on the
-- roster is not shown. Goes with the sealed record when that is erased.
create table card_phone (
    tenant_id blob not null,
    person_id blob not null,
    phone_index text not null,
    primary key (tenant_id, person_id),
    foreign key (tenant_id, person_id) references person_sealed (tenant_id, person_id) on delete cascade
);

-- What a resident wrote without an account. Words and contact are sealed, and gone when
-- their term has ended; the line itself stays in the register.
create table letter (
    tenant_id blob not null,
    id blob not null,
    kind text not null check (kind in ('comment', 'message')),
    pledge_id blob,
    card_id blob,
    code_hash text not null unique,
    words blob,
    words_index text not null,
    contact blob,
    check_due text,
    answer_due text not null,
    state text not null check (state in ('received', 'passed', 'answered', 'set_aside')),
    at integer not null,
    settled_at integer,
    primary key (tenant_id, id),
    check ((kind = 'comment') = (pledge_id is not null)),
    check ((kind = 'message') = (card_id is not null)),
    check ((kind = 'comment') = (check_due is not null)),
    check ((state in ('answered', 'set_aside')) = (settled_at is not null)),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id),
    foreign key (tenant_id, card_id) references name_card (tenant_id, id)
);
create index letter_by_time on letter (tenant_id, at, id);
create index letter_by_pledge on letter (tenant_id, pledge_id, at);
create index letter_by_card on letter (tenant_id, card_id, at);
create index letter_by_state on letter (tenant_id, kind, state, answer_due);

-- What became of it, step by step; one of each kind at most.
create table letter_step (
    tenant_id blob not null,
    letter_id blob not null,
    step text not null check (step in ('passed', 'explained', 'answered', 'set_aside')),
    words blob,
    proxy_reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, letter_id, step),
    foreign key (tenant_id, letter_id) references letter (tenant_id, id)
);

-- Wrong query codes by the hour.
create table letter_try (
    tenant_id blob not null references tenant (id),
    hour integer not null,
    failures integer not null,
    primary key (tenant_id, hour)
);
