//! The console's part of the directory: the first town, accounts, and help
//! for who is locked out (ruling 4).

use std::process::ExitCode;
use std::sync::Arc;

use civic::directory::{self, NewOrg, NewPerson, NewTenant, Org, OrgKind, Role, Standing};
use civic::{Counter, House};
use clap::{Args, Subcommand};
use ground::{Clock, Db, Ids};

use crate::{Done, Store, open};

/// Make the first town.
#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    store: Store,
    /// Code of the town: the word in its address and the head of its logins.
    #[arg(long)]
    code: String,
    /// Name of the committee above, for example 示范街道党工委.
    #[arg(long)]
    committee: String,
    /// Name of the community's organisation, for example 示范社区党总支.
    #[arg(long)]
    community: String,
    /// Names of its branches; may be given several times.
    #[arg(long = "branch")]
    branches: Vec<String>,
    /// Where people find it.
    #[arg(long, default_value = "")]
    address: String,
    /// The telephone that is answered.
    #[arg(long, default_value = "")]
    phone: String,
}

/// Accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum Account {
    /// Register a person and open their account; prints a password to hand over.
    Add(Add),
}

/// Register a person and open their account.
#[derive(Debug, Args)]
pub(crate) struct Add {
    #[command(flatten)]
    store: Store,
    /// Code of the town.
    #[arg(long)]
    town: String,
    /// Code of the organisation (printed by init): the scope of the role.
    #[arg(long)]
    org: String,
    /// Their name.
    #[arg(long)]
    name: String,
    /// for example secretary, clerk, member, superior, supervisor, system_admin.
    #[arg(long)]
    role: Role,
    /// Their login.
    #[arg(long)]
    login: String,
    /// Their post.
    #[arg(long, default_value = "")]
    post: String,
    /// The category of a member, for example 社区; staff have none.
    #[arg(long)]
    category: Option<String>,
}

/// Help for administrators.
#[derive(Debug, Subcommand)]
pub(crate) enum Admin {
    /// Give an account a new password, lift its lock, end its sessions and
    /// take its second factor and passkeys away.
    Recover {
        #[command(flatten)]
        store: Store,
        /// The login.
        login: String,
        /// Leave the second factor and the passkeys: only the password is lost.
        #[arg(long)]
        keep_second_factor: bool,
    },
}

async fn house(store: &Store, db: &Db) -> ground::Result<Arc<House>> {
    let vault = open::vault(store, db).await?;
    House::new(Clock::System(0), Ids::from_os(), vault)
}

/// A password to hand over: strong by the rules, readable over the telephone.
fn password(house: &House) -> String {
    format!("{}-{}a", house.ids.code(5), house.ids.code(5))
}

impl Init {
    pub(crate) async fn run(self) -> Done {
        let db = open::any(&self.store).await?;
        let house = house(&self.store, &db).await?;
        let secret = password(&house);
        let hashed = directory::hash_password(&secret)?.handed_over();
        let login = format!("{}-admin", self.code);
        let (init, house, hashed, login) = (&self, &house, &hashed, login.as_str());
        let orgs = db
            .write(|tx| {
                Box::pin(async move {
                    let new = NewTenant {
                        code: &init.code,
                        name: &init.committee,
                    };
                    let (tenant, root) = directory::found_tenant(tx, house, new).await?;
                    let at = Counter::visitor(house, tenant);
                    let org = |kind, code, name| NewOrg {
                        kind,
                        code,
                        name,
                        address: &init.address,
                        phone: &init.phone,
                    };
                    let community = org(OrgKind::Community, "community", init.community.as_str());
                    let community = directory::add_org(tx, &at, Some(&root), community).await?;
                    directory::open_site(tx, &at, &community, &init.code).await?;
                    let mut orgs = vec![root.clone(), community.clone()];
                    let codes: Vec<String> = (1..=init.branches.len())
                        .map(|n| format!("branch-{n}"))
                        .collect();
                    for (code, name) in codes.iter().zip(&init.branches) {
                        let branch = org(OrgKind::Branch, code.as_str(), name.as_str());
                        orgs.push(directory::add_org(tx, &at, Some(&community), branch).await?);
                    }
                    let new = NewPerson {
                        name: "系统管理员",
                        post: "",
                        category: "",
                        standing: Standing::Staff,
                    };
                    let person = directory::add_person(tx, &at, &root, new).await?;
                    directory::grant(tx, &at, person.id, Role::SystemAdmin, &root).await?;
                    directory::open_account(tx, &at, person.id, login, hashed).await?;
                    Ok(orgs)
                })
            })
            .await?;
        for org in &orgs {
            println!("{:<12} {}", org.code, org.name);
        }
        println!("管理员账号 {login}，一次性密码 {secret}");
        println!(
            "接着用 sanzheng account add 给书记、干事、监督员、上级和党员开账号，再运行 sanzheng serve"
        );
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

async fn org_of(
    db: &Db,
    town: &str,
    code: &str,
) -> Result<(civic::TenantId, Org), Box<dyn std::error::Error>> {
    let tenants = db.read(|tx| Box::pin(directory::tenants(tx))).await?;
    let tenant = tenants
        .iter()
        .find(|t| t.1 == town)
        .ok_or_else(|| format!("没有“{town}”这个地方"))?
        .0;
    let everything = directory::Path(String::new());
    let everything = &everything;
    let orgs = db
        .read(|tx| Box::pin(directory::orgs(tx, tenant, everything)))
        .await?;
    let known = orgs
        .iter()
        .map(|o| o.code.as_str())
        .collect::<Vec<_>>()
        .join("、");
    let org = orgs.iter().find(|o| o.code == code).cloned();
    Ok((
        tenant,
        org.ok_or_else(|| format!("没有“{code}”这个组织，有的是：{known}"))?,
    ))
}

impl Account {
    pub(crate) async fn run(self) -> Done {
        let Self::Add(add) = self;
        if add.role == Role::Member && add.category.is_none() {
            return Err("党员要写明类别，例如 --category 社区".into());
        }
        let db = open::existing(&add.store).await?;
        let house = house(&add.store, &db).await?;
        let (tenant, org) = org_of(&db, &add.town, &add.org).await?;
        let secret = password(&house);
        let hashed = directory::hash_password(&secret)?.handed_over();
        let (add, house, org, hashed) = (&add, &house, &org, &hashed);
        db.write(|tx| {
            Box::pin(async move {
                let at = Counter::visitor(house, tenant);
                let category = add.category.as_deref().unwrap_or("");
                let standing = if category.is_empty() {
                    Standing::Staff
                } else {
                    Standing::Full
                };
                let new = NewPerson {
                    name: &add.name,
                    post: &add.post,
                    category,
                    standing,
                };
                let person = directory::add_person(tx, &at, org, new).await?;
                directory::grant(tx, &at, person.id, add.role, org).await?;
                if standing == Standing::Full && add.role != Role::Member {
                    directory::grant(tx, &at, person.id, Role::Member, org).await?;
                }
                directory::open_account(tx, &at, person.id, &add.login, hashed).await
            })
        })
        .await?;
        println!("{}的账号 {}，一次性密码 {secret}", add.name, add.login);
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

impl Admin {
    pub(crate) async fn run(self) -> Done {
        let Self::Recover {
            store,
            login,
            keep_second_factor,
        } = self;
        let db = open::existing(&store).await?;
        let house = house(&store, &db).await?;
        let secret = password(&house);
        let hashed = directory::hash_password(&secret)?.handed_over();
        let (house, hashed, name) = (&house, &hashed, login.as_str());
        let done = db
            .write(|tx| {
                Box::pin(async move {
                    if keep_second_factor {
                        directory::reset_password(tx, house, name, hashed).await
                    } else {
                        directory::recover(tx, house, name, hashed).await
                    }
                })
            })
            .await;
        match done {
            Err(ground::Error::NotFound) => return Err(format!("没有“{login}”这个账号").into()),
            done => done?,
        }
        println!("账号 {login}，一次性密码 {secret}");
        println!(
            "{}，各处的登录已退出",
            if keep_second_factor {
                "动态码和通行密钥没有动"
            } else {
                "动态码、备用码和通行密钥都已取消，登录后请重新启用"
            }
        );
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}
