//! `sanzheng keys`: which keys there are and what they seal; a new one.

use std::process::ExitCode;

use civic::audit::Act;
use clap::{Args, Subcommand};
use ground::Vault;
use ground::vault::{Algorithm, Use};

use crate::{Done, Store, backup, open};

/// The keys of what is sealed.
#[derive(Debug, Subcommand)]
pub(crate) enum Keys {
    /// Add a key and seal everything again with it; or finish what was begun.
    Rotate(Rotate),
    /// Which keys there are, and how many values each of them sealed.
    Status {
        #[command(flatten)]
        store: Store,
        /// Print one line of JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Add a key and seal everything again with it.
#[derive(Debug, Args)]
pub(crate) struct Rotate {
    #[command(flatten)]
    store: Store,
    /// aes-256-gcm or sm4-gcm; the one in use when left out.
    #[arg(long)]
    algorithm: Option<Algorithm>,
}

impl Keys {
    pub(crate) async fn run(self) -> Done {
        match self {
            Self::Rotate(rotate) => rotate.run().await,
            Self::Status { store, json } => status(&store, json).await,
        }
    }
}

impl Rotate {
    async fn run(self) -> Done {
        let db = open::existing(&self.store).await?;
        let vault = open::vault(&self.store, &db).await?;
        let now = current(&vault)?;
        let wanted = self.algorithm.unwrap_or(now);
        let uses = vault.uses(&db).await?;
        let is_unfinished = uses.iter().any(|u| !u.is_current) && wanted == now;
        if is_unfinished {
            println!("上次轮换没有做完，接着做");
        } else {
            let id = vault.add_key(wanted)?;
            vault.save(vault.file()?)?;
            println!("新密钥 {id}（{wanted}）已存进密钥文件，旧的留着读旧内容");
        }
        let done = vault
            .reseal(&db, |done| {
                if done > 0 {
                    eprintln!("已重新封存{done}项");
                }
            })
            .await?;
        backup::note(&db, Act::KeysRotated, &done.to_string()).await?;
        println!("共重新封存{done}项。请做一次新的备份：旧备份里没有新密钥");
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn current(vault: &Vault) -> Result<Algorithm, String> {
    let key = vault.keys().into_iter().find(|k| k.is_current);
    key.map(|k| k.algorithm)
        .ok_or_else(|| "密钥文件里没有在用的密钥".to_owned())
}

async fn status(store: &Store, json: bool) -> Done {
    let db = open::existing(store).await?;
    let vault = open::vault(store, &db).await?;
    let uses: Vec<Use> = vault.uses(&db).await?;
    if json {
        println!("{}", told(&vault, &uses));
        return Ok(ExitCode::SUCCESS);
    }
    for key in vault.keys() {
        let mark = if key.is_current { "在用" } else { "只读" };
        println!("{}  {:<12} {mark}", key.id, key.algorithm.name());
        for u in uses.iter().filter(|u| u.key == Some(key.id.to_string())) {
            println!("    {} {}项", u.place, u.values);
        }
    }
    for u in uses.iter().filter(|u| !u.is_known) {
        let key = u.key.as_deref().unwrap_or("无法辨认");
        println!("{}：{}项用的密钥（{key}）不在密钥文件里", u.place, u.values);
    }
    Ok(ExitCode::SUCCESS)
}

fn told(vault: &Vault, uses: &[Use]) -> serde_json::Value {
    let key = |k: ground::vault::KeyInfo| {
        serde_json::json!({
            "id": k.id.to_string(), "algorithm": k.algorithm.name(), "current": k.is_current,
        })
    };
    let keys: Vec<_> = vault.keys().into_iter().map(key).collect();
    serde_json::json!({ "keys": keys, "uses": uses })
}
