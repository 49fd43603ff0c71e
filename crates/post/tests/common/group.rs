//! A group's robot: an HTTP listener on this machine that checks what it gets as its
//! maker's does.

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use civic::reminder::Kind;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::net::TcpListener;

/// The secret that it shares with the site.
pub(crate) const SECRET: &str = "SEC0123456789";

/// A robot.
pub(crate) struct Group {
    pub(crate) address: String,
    texts: Texts,
}

type Texts = Arc<Mutex<Vec<String>>>;

#[derive(Clone)]
struct Desk {
    kind: Kind,
    texts: Texts,
}

impl Group {
    /// Opens one.
    pub(crate) async fn open(kind: Kind) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let texts = Texts::default();
        let desk = Desk {
            kind,
            texts: texts.clone(),
        };
        let router = Router::new().route("/send", post(take)).with_state(desk);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            address: format!("http://127.0.0.1:{port}/send?key=k1"),
            texts,
        }
    }

    /// What it said to its group so far.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.texts.lock().unwrap().clone()
    }
}

fn mac(key: &str, text: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

async fn take(
    State(desk): State<Desk>,
    Query(asked): Query<HashMap<String, String>>,
    Json(body): Json<Value>,
) -> Json<Value> {
    let of = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let (fits, text) = match desk.kind {
        Kind::Feishu => {
            let stamp = body["timestamp"].as_str().unwrap_or_default();
            let fits = body["sign"] == json!(mac(&format!("{stamp}\n{SECRET}"), ""));
            let is_text = body["msg_type"] == "text" && stamp.len() == 10;
            (fits && is_text, body["content"]["text"].clone())
        }
        Kind::Dingtalk => {
            let stamp = of("timestamp");
            let fits = of("sign") == mac(SECRET, &format!("{stamp}\n{SECRET}"));
            let is_text = body["msgtype"] == "text" && stamp.len() == 13;
            (fits && is_text, body["text"]["content"].clone())
        }
        _ => (body["msgtype"] == "text", body["text"]["content"].clone()),
    };
    if !fits || of("key") != "k1" {
        // As the makers do: 200, with a code that says no.
        return Json(json!({ "errcode": 310_000, "code": 19021, "errmsg": "sign not match" }));
    }
    let text = text.as_str().unwrap_or_default().to_owned();
    desk.texts.lock().unwrap().push(text);
    if desk.kind == Kind::Feishu {
        Json(json!({ "code": 0, "msg": "success", "data": {} }))
    } else {
        Json(json!({ "errcode": 0, "errmsg": "ok" }))
    }
}
