//! `sanzheng serve`: the site.

use std::net::{IpAddr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use axum::ServiceExt;
use axum::extract::Request;
use civic::directory::{clock, tree};
use civic::presence::letters;
use civic::{Counter, House};
use clap::Args;
use ground::{Clock, Db, Ids};
use post::Postman;
use tokio::net::TcpListener;
use web::{App, Settings};

use crate::{Done, Store, open};

/// How the site is reached.
#[derive(Debug, Args, Clone)]
pub(crate) struct Site {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// What QR codes and links are made from, for example http://192.0.2.10:8080.
    #[arg(long)]
    public_url: Option<String>,
    /// A proxy in front whose X-Forwarded-For is believed; may be given several times.
    #[arg(long, value_name = "ADDRESS")]
    trusted_proxy: Vec<IpAddr>,
}

/// Serve the site.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    store: Store,
    #[command(flatten)]
    site: Site,
}

impl Serve {
    pub(crate) async fn run(self) -> Done {
        let db = open::existing(&self.store).await?;
        let house = House::new(
            Clock::System(0),
            Ids::from_os(),
            open::vault(&self.store, &db).await?,
        )?;
        let site = self.site.bind().await?;
        println!("{}", site.url);
        site.serve(db, house).await
    }
}

/// A site that listens but does not answer yet.
#[derive(Debug)]
pub(crate) struct Bound {
    listener: TcpListener,
    trusted_proxies: Vec<IpAddr>,
    /// Where it will answer.
    pub(crate) url: String,
}

impl Site {
    pub(crate) async fn bind(&self) -> Result<Bound, Box<dyn std::error::Error>> {
        let listener = TcpListener::bind(self.listen)
            .await
            .map_err(|e| format!("{} 不能监听：{e}", self.listen))?;
        let url = match &self.public_url {
            Some(url) => url.trim_end_matches('/').to_owned(),
            None => format!("http://{}", listener.local_addr()?),
        };
        Ok(Bound {
            listener,
            trusted_proxies: self.trusted_proxy.clone(),
            url,
        })
    }
}

impl Bound {
    /// Answers until the process is told to stop.
    pub(crate) async fn serve(self, db: Db, house: Arc<House>) -> Done {
        beat(&db, &house).await?;
        let beating = tokio::spawn(beat_on(db.clone(), Arc::clone(&house)));
        let postman = Postman::new(
            db.clone(),
            Arc::clone(&house),
            post::Settings::new(&self.url),
        )
        .map_err(|why| why.to_string())?;
        let carrying = tokio::spawn(post::run(postman));
        let app = App::new(
            db.clone(),
            house,
            Settings {
                public_url: self.url,
                trusted_proxies: self.trusted_proxies,
            },
        );
        let site = web::site(app);
        let site = ServiceExt::<Request>::into_make_service_with_connect_info::<SocketAddr>(site);
        axum::serve(self.listener, site)
            .with_graceful_shutdown(stop())
            .await?;
        beating.abort();
        // What it had in hand is claimed again after the next start.
        carrying.abort();
        db.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// How often a server looks at its clock.
const BEAT: std::time::Duration = std::time::Duration::from_secs(60);

/// Brings the trusted time along (ruling 7), and at the turn of a day the tree, the
/// roster (S2.4-01) and what is kept of letters. Most beats find nothing to turn.
async fn beat(db: &Db, house: &Arc<House>) -> ground::Result<()> {
    let lags = db.read(|tx| Box::pin(clock::is_lagging(tx, house))).await?;
    if lags {
        db.write(|tx| Box::pin(clock::tick(tx, house))).await?;
    }
    let behind = db.read(|tx| Box::pin(tree::is_behind(tx, house))).await?;
    if behind {
        db.write(|tx| {
            Box::pin(async move {
                tree::turn_day(tx, house).await?;
                for (tenant, _, _) in tree::tenants(tx).await? {
                    let at = &Counter::visitor(house, tenant);
                    letters::forget(tx, at).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(())
}

async fn beat_on(db: Db, house: Arc<House>) {
    let mut beats = tokio::time::interval(BEAT);
    loop {
        beats.tick().await;
        if let Err(fault) = beat(&db, &house).await {
            tracing::error!(%fault, "the clock was not looked at");
        }
    }
}

async fn stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
