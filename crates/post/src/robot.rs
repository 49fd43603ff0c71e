//! Messages of robots to their groups, as the three makers document their webhooks:
//! - WeCom (企业微信, developer.work.weixin.qq.com/document/path/91770): the key stands
//!   in the address; `{"msgtype":"text","text":{"content":…}}`; at most 2,048 bytes.
//! - DingTalk (钉钉, open.dingtalk.com): the same body; with a secret the address gets
//!   `timestamp` in milliseconds and `sign`, the HMAC-SHA256 of `timestamp\nsecret` by the
//!   secret, in Base64.
//! - Feishu (飞书, open.feishu.cn): `{"msg_type":"text","content":{"text":…}}`; with a
//!   secret the body gets `timestamp` in seconds and `sign`, the HMAC-SHA256 of nothing by
//!   the key `timestamp\nsecret`, in Base64.
//!
//! All answer 200 also when they refuse; the code in the body says which. Redirects are
//! not followed.

use axum::body::Bytes;
use axum::http::{Method, Request, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use civic::reminder::{Kind, Message, Robot};
use ground::At;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use sha2::Sha256;

use crate::Undelivered;

/// The line to robots.
pub(crate) type Line = Option<Client<HttpsConnector<HttpConnector>, Full<Bytes>>>;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 64 << 10;

/// The longest text that every maker takes, in bytes.
const LONGEST_TEXT: usize = 2000;

/// The line, over TLS with the system's certificates; none where the system has none.
pub(crate) fn line() -> Line {
    let tls = HttpsConnectorBuilder::new().with_native_roots().ok()?;
    let connector = tls.https_or_http().enable_http1().build();
    Some(Client::builder(TokioExecutor::new()).build(connector))
}

/// Carries one message.
pub(crate) async fn send(line: &Line, message: Message, now: At) -> Result<(), Undelivered> {
    let no = |text: &str| Undelivered(text.to_owned());
    let line = line
        .as_ref()
        .ok_or_else(|| no("本机没有可信证书，先装好系统的证书包"))?;
    let (address, body) = signed(&message, now);
    let address: Uri = address.parse().map_err(|_| no("机器人的地址写得不对"))?;
    let request = Request::builder()
        .method(Method::POST)
        .uri(address)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .body(Full::new(Bytes::from(body.to_string())))
        .map_err(|_| no("机器人的地址写得不对"))?;
    let answer = line
        .request(request)
        .await
        .map_err(|_| no("连不上机器人的地址"))?;
    let status = answer.status();
    if !status.is_success() {
        return Err(Undelivered(format!(
            "机器人没有收下（HTTP {}）",
            status.as_u16()
        )));
    }
    let body = Limited::new(answer.into_body(), LONGEST_ANSWER)
        .collect()
        .await
        .map_err(|_| no("机器人的回答没有读完"))?;
    taken(&body.to_bytes())
}

/// Whether the answer says that the message was taken.
fn taken(body: &[u8]) -> Result<(), Undelivered> {
    let answer: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let code = ["errcode", "code", "StatusCode"]
        .iter()
        .find_map(|key| answer.get(key)?.as_i64());
    match code {
        Some(0) => Ok(()),
        Some(code) => Err(Undelivered(format!(
            "机器人没有收下（错误码{code}），核对密钥、关键词和网络限制"
        ))),
        None => Err(Undelivered(
            "这个地址的回答不像是机器人的，核对地址".to_owned(),
        )),
    }
}

/// Address and body of a message, signed where there is a secret.
fn signed(message: &Message, now: At) -> (String, Value) {
    let Robot { address, secret } = &message.robot;
    let text = cut(&message.text);
    match message.kind {
        Kind::Feishu => {
            let mut body = json!({ "msg_type": "text", "content": { "text": text } });
            if !secret.is_empty() {
                let stamp = now.micros() / 1_000_000;
                body["timestamp"] = json!(stamp.to_string());
                body["sign"] = json!(signature(Kind::Feishu, stamp, secret));
            }
            (address.clone(), body)
        }
        kind => {
            let body = json!({ "msgtype": "text", "text": { "content": text } });
            if kind != Kind::Dingtalk || secret.is_empty() {
                return (address.clone(), body);
            }
            let stamp = now.micros() / 1000;
            let joint = if address.contains('?') { '&' } else { '?' };
            let sign = escaped(&signature(kind, stamp, secret));
            (
                format!("{address}{joint}timestamp={stamp}&sign={sign}"),
                body,
            )
        }
    }
}

/// The signature of a moment: in milliseconds for DingTalk, in seconds for Feishu.
pub fn signature(kind: Kind, stamp: i64, secret: &str) -> String {
    let both = format!("{stamp}\n{secret}");
    let (key, text) = match kind {
        Kind::Feishu => (both.as_str(), ""),
        _ => (secret, both.as_str()),
    };
    // An HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_bytes()) else {
        return String::new();
    };
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Base64 in an address: three of its signs mean something else there.
fn escaped(text: &str) -> String {
    text.replace('+', "%2B")
        .replace('/', "%2F")
        .replace('=', "%3D")
}

fn cut(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_the_makers_document() {
        // Reckoned with Python's hmac module after the two descriptions above.
        let (milliseconds, secret) = (1_791_504_000_000, "SECshifan");
        assert_eq!(
            signature(Kind::Dingtalk, milliseconds, secret),
            "MHocsiAW8dxOaCmiCaj+vMpMzPjY4VrsOG3l6oqR0M4="
        );
        assert_eq!(
            signature(Kind::Feishu, milliseconds / 1000, secret),
            "i8FlMyuWxJqRCHrKAbtANfNnHnfCLCyNxsy3qqH8h+k="
        );
    }

    #[test]
    fn an_answer_that_refuses_is_no_delivery() {
        assert_eq!(taken(br#"{"errcode":0,"errmsg":"ok"}"#), Ok(()));
        assert_eq!(taken(br#"{"code":0,"msg":"success","data":{}}"#), Ok(()));
        for refused in [
            &br#"{"errcode":310000,"errmsg":"sign not match"}"#[..],
            br#"{"code":19021,"msg":"sign match fail"}"#,
            b"<html>welcome</html>",
            b"",
        ] {
            assert!(taken(refused).is_err());
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let long = "办".repeat(1000);
        assert_eq!(cut(&long).len(), 1998);
        assert_eq!(cut("办"), "办");
    }

    #[test]
    fn a_signature_stands_in_an_address_as_it_was_made() {
        assert_eq!(escaped("a+b/c="), "a%2Bb%2Fc%3D");
    }
}
