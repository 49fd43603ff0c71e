-- Pledges of branches in the same machine as those of members; what becomes of a pledge that
-- is not kept; yearly assessment; drafts, personal plans, declarations, and the papers of the step.

-- What is kept of somebody elsewhere follows them in the same statement: a merge, a new
-- name. The key exists for the foreign keys below.
create unique index person_home on person (tenant_id, id, org_id, org_path, name_key);

-- rebuild: this engine cannot change a check in place
create table pledge_new (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    org_id blob not null,
    org_path text not null,
    person_id blob,
    name_key text not null,
    category text not null,
    area text not null,
    state text not null check (state in ('submitted', 'returned', 'withdrawn', 'passed', 'published', 'kept', 'excused', 'criticised')),
    version integer not null,
    due_day text not null,
    publication_id blob,
    created_at integer not null,
    subject text not null check (subject in ('branch', 'member')),
    subject_id blob not null,
    is_public integer not null default 0 check (is_public in (0, 1)),
    closed_on text,
    primary key (tenant_id, id),
    constraint pledge_whose_check check ((subject = 'member') = (person_id is not null)),
    constraint pledge_shown_check check ((is_public = 1) = (state in ('published', 'kept', 'excused', 'criticised')) and (is_public = 1) = (publication_id is not null)),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id),
    constraint pledge_home_fkey foreign key (tenant_id, person_id, org_id, org_path, name_key)
        references person (tenant_id, id, org_id, org_path, name_key) on update cascade
);
insert into pledge_new (tenant_id, id, campaign_id, org_id, org_path, person_id, name_key, category, area, state, version,
    due_day, publication_id, created_at, subject, subject_id, is_public)
select p.tenant_id, p.id, p.campaign_id, m.org_id, m.org_path, p.person_id, m.name_key, p.category, p.area, p.state, p.version,
    p.due_day, p.publication_id, p.created_at, 'member', p.person_id, case when p.state in ('published', 'kept') then 1 else 0 end
from pledge p join person m on m.tenant_id = p.tenant_id and m.id = p.person_id;
drop table pledge;
alter table pledge_new rename to pledge;
-- /rebuild
create index pledge_by_person on pledge (tenant_id, person_id);
-- Lists walk these in their own order; what follows the id is what they may be narrowed by besides.
create index pledge_by_place on pledge (tenant_id, campaign_id, org_path, subject, name_key, subject_id, due_day, id);
create index pledge_by_public on pledge (tenant_id, campaign_id, is_public, org_path, subject, name_key, subject_id, due_day, id);
create index pledge_by_state on pledge (tenant_id, campaign_id, state, org_path, subject, name_key, subject_id, due_day, id, area, category, is_public);
create index pledge_by_area on pledge (tenant_id, campaign_id, area, org_path, subject, name_key, subject_id, due_day, id, state, category, is_public);
create index pledge_by_category on pledge (tenant_id, campaign_id, category, org_path, subject, name_key, subject_id, due_day, id, state, area, is_public);
create index pledge_keeping_by_time on pledge_keeping (tenant_id, at, pledge_id);
create index pledge_by_publishing on pledge (tenant_id, org_id, subject, state);
create index pledge_by_due on pledge (tenant_id, campaign_id, state, due_day, org_path, id);

-- The words of each version, whole: area, amount, whom it helps, and who answers for a branch's.
alter table pledge_version add column area text not null default '';
alter table pledge_version add column amount integer not null default 0;
alter table pledge_version add column unit text not null default '';
alter table pledge_version add column beneficiary text not null default '';
alter table pledge_version add column owner text not null default '';
update pledge_version set area = (select p.area from pledge p where p.tenant_id = pledge_version.tenant_id and p.id = pledge_version.pledge_id);

-- How much each member and each branch has written, made public and kept: totals are
-- read here, and nobody is counted row by row.
create table pledge_tally (
    tenant_id blob not null,
    campaign_id blob not null,
    subject_id blob not null,
    subject text not null check (subject in ('branch', 'member')),
    person_id blob,
    org_id blob not null,
    org_path text not null,
    name_key text not null,
    written integer not null default 0 check (written >= 0),
    public integer not null default 0 check (public >= 0),
    kept integer not null default 0 check (kept >= 0),
    primary key (tenant_id, campaign_id, subject_id),
    check ((subject = 'member') = (person_id is not null)),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    foreign key (tenant_id, person_id, org_id, org_path, name_key)
        references person (tenant_id, id, org_id, org_path, name_key) on update cascade
);
create index pledge_tally_by_place on pledge_tally (tenant_id, campaign_id, org_path, subject, public, kept, written);
create index pledge_tally_by_person on pledge_tally (tenant_id, person_id);
insert into pledge_tally (tenant_id, campaign_id, subject_id, subject, person_id, org_id, org_path, name_key, written, public, kept)
select tenant_id, campaign_id, subject_id, min(subject), person_id, org_id, org_path, name_key, count(*), sum(is_public),
    sum(case when state = 'kept' then 1 else 0 end)
from pledge group by tenant_id, campaign_id, subject_id, person_id, org_id, org_path, name_key;

-- Why a pledge was not kept, and what the organisation says to that.
create table pledge_explanation (
    tenant_id blob not null,
    pledge_id blob not null,
    seq integer not null,
    reason text not null,
    proxy_reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, pledge_id, seq),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);

create table pledge_judgement (
    tenant_id blob not null,
    pledge_id blob not null,
    verdict text not null check (verdict in ('excused', 'criticised')),
    reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, pledge_id),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);

-- Assessed once a year by each side; peers and residents come in by ballot.
create table pledge_assessment (
    tenant_id blob not null,
    pledge_id blob not null,
    year integer not null,
    side text not null check (side in ('self', 'organisation', 'peers', 'residents')),
    grade text not null,
    remark text not null,
    proxy_reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, pledge_id, year, side),
    foreign key (tenant_id, pledge_id) references pledge (tenant_id, id)
);

-- What is being written: a pledge, or a personal plan. The edition is how a second
-- pen learns of the first.
create table pledge_draft (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    what text not null check (what in ('pledge', 'plan')),
    person_id blob,
    org_id blob not null,
    record_id blob,
    edition integer not null,
    words text not null,
    begun_by blob not null,
    written_by blob not null,
    at integer not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id)
);
create index pledge_draft_by_person on pledge_draft (tenant_id, person_id);
create index pledge_draft_by_org on pledge_draft (tenant_id, org_id);

-- A member's plan for the campaign (具体打算), checked by the branch, published as its paper.
create table personal_plan (
    tenant_id blob not null,
    id blob not null,
    campaign_id blob not null,
    person_id blob not null,
    org_id blob not null,
    org_path text not null,
    name_key text not null,
    state text not null check (state in ('submitted', 'returned', 'passed', 'published')),
    version integer not null,
    publication_id blob,
    created_at integer not null,
    primary key (tenant_id, id),
    unique (tenant_id, campaign_id, person_id),
    check ((state = 'published') = (publication_id is not null)),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id),
    foreign key (tenant_id, person_id, org_id, org_path, name_key)
        references person (tenant_id, id, org_id, org_path, name_key) on update cascade
);
create index personal_plan_by_place on personal_plan (tenant_id, campaign_id, org_path, name_key, id);
create index personal_plan_by_person on personal_plan (tenant_id, person_id);

create table personal_plan_version (
    tenant_id blob not null,
    plan_id blob not null,
    version integer not null,
    aims text not null,
    actions text not null,
    dates text not null,
    written_by blob not null,
    proxy_reason text not null,
    at integer not null,
    primary key (tenant_id, plan_id, version),
    foreign key (tenant_id, plan_id) references personal_plan (tenant_id, id)
);

create table personal_plan_check (
    tenant_id blob not null,
    plan_id blob not null,
    version integer not null,
    verdict text not null check (verdict in ('passed', 'returned')),
    reason text not null,
    actor_id blob not null,
    at integer not null,
    primary key (tenant_id, plan_id, version),
    foreign key (tenant_id, plan_id, version) references personal_plan_version (tenant_id, plan_id, version)
);

-- A declaration (承诺书) under its headings; read out at a meeting and signed on paper.
create table pledge_declaration (
    tenant_id blob not null,
    campaign_id blob not null,
    person_id blob not null,
    version integer not null,
    parts text not null,
    proxy_reason text not null,
    written_by blob not null,
    at integer not null,
    meeting text not null default '',
    read_on text,
    noted_by blob,
    primary key (tenant_id, campaign_id, person_id, version),
    check ((read_on is null) = (meeting = '') and (read_on is null) = (noted_by is null)),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, person_id) references person (tenant_id, id)
);

-- The papers that the step waits for, beside the plan itself (S4.2-01): the superior's
-- opinion, and the personal plans of a branch.
create table campaign_paper (
    tenant_id blob not null,
    publication_id blob not null,
    campaign_id blob not null,
    org_id blob not null,
    kind text not null check (kind in ('opinion', 'personal_plans')),
    at integer not null,
    primary key (tenant_id, publication_id),
    foreign key (tenant_id, campaign_id) references campaign (tenant_id, id),
    foreign key (tenant_id, org_id) references org (tenant_id, id),
    foreign key (tenant_id, publication_id) references publication (tenant_id, id)
);
create index campaign_paper_by_campaign on campaign_paper (tenant_id, campaign_id, kind, org_id);
