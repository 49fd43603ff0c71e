//! A town's organisations, people and accounts.

use std::sync::Arc;

use civic::directory::{
    self, HashedPassword, NewOrg, NewPerson, NewTenant, Org, OrgKind, Path, Person, Role, Standing,
};
use civic::{Counter, House, TenantId};
use ground::{Db, Result};
use serde::Serialize;

use crate::lived_in;
use crate::names::name;

/// The password of every account of a demo or test town.
pub const PASSWORD: &str = "Shifan-2026";

/// What a town looks like.
#[derive(Debug, Clone)]
pub struct Spec {
    /// Whether its roster is filled in: particulars, ranks, a functional group, coverage units.
    pub lived_in: bool,
    /// Whether every role has somebody, also those that the campaign does without.
    pub all_roles: bool,
    /// Code: of the tenant, of its public pages, and the head of its logins.
    pub code: String,
    /// Name of the sub-district.
    pub district: String,
    /// Name of the community.
    pub community: String,
    /// How many branches.
    pub branches: usize,
    /// How many members each.
    pub members: usize,
    /// Where the invented names start.
    pub names_from: usize,
}

impl Spec {
    /// The demo town.
    pub fn demo() -> Self {
        Self {
            code: "shifan".into(),
            district: "示范街道".into(),
            community: "示范社区".into(),
            branches: 3,
            members: 20,
            names_from: 0,
            lived_in: true,
            all_roles: true,
        }
    }

    /// Whether a tenant's code is that of a town made here.
    pub fn is_demo(code: &str) -> bool {
        code == "shifan"
            || code
                .strip_prefix("town")
                .is_some_and(|n| n.parse::<usize>().is_ok())
    }

    /// The login of whoever holds this role: `shifan-system-admin`.
    pub fn login(&self, role: Role) -> String {
        format!("{}-{}", self.code, role.word().replace('_', "-"))
    }

    /// A small town for a story, with another code and name for each number.
    pub fn small(n: usize) -> Self {
        const PLACES: [&str; 4] = ["青杨", "白榆", "朱槿", "碧桃"];
        let place = PLACES[n % PLACES.len()];
        Self {
            code: format!("town{n}"),
            district: format!("{place}街道"),
            community: format!("{place}社区"),
            branches: 1,
            members: 4,
            names_from: n * 13,
            lived_in: false,
            all_roles: false,
        }
    }
}

/// An account to try the product with.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// As what.
    pub role: &'static str,
    /// Whose.
    pub name: String,
    /// What to type.
    pub login: String,
    /// And this.
    pub password: String,
}

/// A town.
#[derive(Debug, Clone)]
pub struct Town {
    /// What it was made from.
    pub spec: Spec,
    /// Its tenant.
    pub tenant: TenantId,
    /// The sub-district's committee.
    pub committee: Org,
    /// The community, whose campaign it is.
    pub community: Org,
    /// Its branches.
    pub branches: Vec<Org>,
    /// Its functional groups.
    pub groups: Vec<Org>,
    /// The members of each branch.
    pub members: Vec<Vec<Person>>,
    /// Accounts.
    pub accounts: Vec<Account>,
    actors: Vec<(Role, Arc<directory::Actor>)>,
}

impl Town {
    /// Founds a town: organisations, people, accounts, public pages.
    pub async fn found(db: &Db, house: &Arc<House>, spec: Spec) -> Result<Self> {
        let password = directory::hash_password(PASSWORD)?;
        let (house, spec, password) = (house, &spec, &password);
        db.write(|tx| {
            Box::pin(async move {
                let name = format!("{}党工委", spec.district);
                let new = NewTenant {
                    code: &spec.code,
                    name: &name,
                };
                let (tenant, committee) = directory::found_tenant(tx, house, new).await?;
                let at = Counter::visitor(house, tenant);
                let new = NewOrg {
                    kind: OrgKind::Community,
                    code: "community",
                    name: &format!("{}党总支", spec.community),
                    address: &format!("{}服务中心一楼", spec.community),
                    phone: "0000-5550108",
                };
                let community = directory::add_org(tx, &at, Some(&committee), new).await?;
                directory::open_site(tx, &at, &community, &spec.code).await?;
                let mut town = Self {
                    spec: spec.clone(),
                    tenant,
                    committee,
                    community,
                    branches: Vec::new(),
                    groups: Vec::new(),
                    members: Vec::new(),
                    accounts: Vec::new(),
                    actors: Vec::new(),
                };
                town.settle(tx, &at).await?;
                town.appoint(tx, &at, password).await?;
                if spec.all_roles {
                    town.appoint_others(tx, &at, password).await?;
                }
                if spec.lived_in {
                    lived_in::fill(tx, house, &town).await?;
                }
                Ok(town)
            })
        })
        .await
    }

    async fn settle(&mut self, tx: &mut ground::Tx, at: &Counter) -> Result<()> {
        const ORDER: [&str; 6] = ["第一", "第二", "第三", "第四", "第五", "第六"];
        const POSTS: [&str; 4] = ["党支部书记", "组织委员", "宣传委员", "纪检委员"];
        for b in 0..self.spec.branches {
            let new = NewOrg {
                kind: OrgKind::Branch,
                code: &format!("branch-{}", b + 1),
                name: &format!("{}{}党支部", self.spec.community, ORDER[b % ORDER.len()]),
                address: &self.community.address,
                phone: &self.community.phone,
            };
            let branch = directory::add_org(tx, at, Some(&self.community), new).await?;
            let categories = &at.house.defaults.categories;
            let mut members = Vec::new();
            for m in 0..self.spec.members {
                let n = self.spec.names_from + b * self.spec.members + m;
                let new = NewPerson {
                    name: &name(n),
                    post: POSTS.get(m).copied().unwrap_or(""),
                    category: &categories[(m + 1) % categories.len()],
                    standing: if m == 7 {
                        Standing::Provisional
                    } else {
                        Standing::Full
                    },
                };
                members.push(directory::add_person(tx, at, &branch, new).await?);
            }
            self.branches.push(branch);
            self.members.push(members);
        }
        Ok(())
    }

    async fn appoint(
        &mut self,
        tx: &mut ground::Tx,
        at: &Counter,
        password: &HashedPassword,
    ) -> Result<()> {
        let first = self.spec.names_from + 600;
        let staff = |n: usize, post: &'static str| (name(first + n), post);
        let posts = [
            (
                Role::Superior,
                staff(1, "党工委组织干事"),
                self.committee.clone(),
            ),
            (Role::Clerk, staff(2, "干事"), self.community.clone()),
            (Role::Supervisor, staff(3, "监督员"), self.community.clone()),
            (
                Role::SystemAdmin,
                staff(4, "系统管理员"),
                self.committee.clone(),
            ),
            (
                Role::SecurityAdmin,
                staff(5, "安全管理员"),
                self.committee.clone(),
            ),
            (
                Role::AuditAdmin,
                staff(6, "审计管理员"),
                self.committee.clone(),
            ),
        ];
        for (role, (name, post), org) in posts {
            let new = NewPerson {
                name: &name,
                post,
                category: "",
                standing: Standing::Staff,
            };
            let person = directory::add_person(tx, at, &org, new).await?;
            self.open(tx, at, role, &person, &org, password).await?;
        }
        let secretary = self.members[0][0].clone();
        let member = self.members[0][self.spec.members - 1].clone();
        for person in self.members.iter().flatten() {
            let branch = self
                .branches
                .iter()
                .find(|b| b.id == person.org_id)
                .unwrap_or(&self.community);
            directory::grant(tx, at, person.id, Role::Member, branch).await?;
        }
        let community = self.community.clone();
        self.open(tx, at, Role::Secretary, &secretary, &community, password)
            .await?;
        let branch = self.branches[0].clone();
        self.open(tx, at, Role::Member, &member, &branch, password)
            .await
    }

    /// The roles that the campaign does without: each has somebody too.
    async fn appoint_others(
        &mut self,
        tx: &mut ground::Tx,
        at: &Counter,
        password: &HashedPassword,
    ) -> Result<()> {
        let first = self.spec.names_from + 620;
        let branch = self.branches[0].clone();
        let new = NewOrg {
            kind: OrgKind::FunctionalGroup,
            code: "group-1",
            name: &format!("{}志愿服务功能型党小组", self.spec.community),
            address: &branch.address,
            phone: &branch.phone,
        };
        let group = directory::add_org(tx, at, Some(&self.community), new).await?;
        let (community, committee) = (self.community.clone(), self.committee.clone());
        let posts = [
            (Role::Leader, "党总支书记", community.clone()),
            (Role::Liaison, "共建单位联络员", community.clone()),
            (Role::Archivist, "档案员", committee),
            (Role::Resident, "居民代表", community.clone()),
        ];
        for (n, (role, post, org)) in posts.into_iter().enumerate() {
            let new = NewPerson {
                name: &name(first + n),
                post,
                category: "",
                standing: match role {
                    Role::Resident => Standing::Resident,
                    _ => Standing::Staff,
                },
            };
            let person = directory::add_person(tx, at, &org, new).await?;
            self.open(tx, at, role, &person, &org, password).await?;
        }
        let committee_member = self.members[0][1].clone();
        self.open(
            tx,
            at,
            Role::CommitteeMember,
            &committee_member,
            &branch,
            password,
        )
        .await?;
        let leader = self.members[0][2].clone();
        self.open(tx, at, Role::GroupLeader, &leader, &group, password)
            .await?;
        self.groups.push(group);
        Ok(())
    }

    async fn open(
        &mut self,
        tx: &mut ground::Tx,
        at: &Counter,
        role: Role,
        person: &Person,
        org: &Org,
        password: &HashedPassword,
    ) -> Result<()> {
        let login = self.spec.login(role);
        directory::grant(tx, at, person.id, role, org).await?;
        directory::open_account(tx, at, person.id, &login, password).await?;
        self.accounts.push(Account {
            role: role.word(),
            name: person.name.clone(),
            login,
            password: PASSWORD.to_owned(),
        });
        let mut grants = vec![directory::Grant {
            role,
            org_path: org.path.clone(),
        }];
        if person.standing.is_member() && role != Role::Member {
            grants.push(directory::Grant {
                role: Role::Member,
                org_path: person.org_path.clone(),
            });
        }
        self.actors
            .push((role, Arc::new(self.actor(person, grants))));
        Ok(())
    }

    fn actor(&self, person: &Person, grants: Vec<directory::Grant>) -> directory::Actor {
        directory::Actor {
            tenant: self.tenant,
            person: person.id,
            name: person.name.clone(),
            org_id: person.org_id,
            org_path: person.org_path.clone(),
            grants,
        }
    }

    /// A visit to the counter by whoever holds this role here.
    pub fn visit(&self, house: &Arc<House>, role: Role) -> Counter {
        match self.actors.iter().find(|(r, _)| *r == role) {
            Some((_, actor)) => Counter::of(house, Arc::clone(actor)),
            None => Counter::visitor(house, self.tenant),
        }
    }

    /// A visit by one of the members.
    pub fn visit_by(&self, house: &Arc<House>, person: &Person) -> Counter {
        let grant = directory::Grant {
            role: Role::Member,
            org_path: person.org_path.clone(),
        };
        Counter::of(house, Arc::new(self.actor(person, vec![grant])))
    }

    /// The place whose campaign it is.
    pub fn path(&self) -> &Path {
        &self.community.path
    }
}
