//! Letters, by SMTP: plain on a local network, STARTTLS that is never fallen back from,
//! or TLS from the first byte. Certificates are checked against the system's.

use std::time::{Duration, UNIX_EPOCH};

use civic::reminder::{Letter, MailServer, Security};
use ground::At;
use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::{Settings, Undelivered};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// Carries one letter.
pub(crate) async fn send(settings: &Settings, letter: Letter, now: At) -> Result<(), Undelivered> {
    let message = message(&letter, now)?;
    let transport = transport(settings, &letter.server)?;
    match transport.send(message).await {
        Ok(_) => Ok(()),
        Err(error) => Err(why(&error)),
    }
}

fn message(letter: &Letter, now: At) -> Result<Message, Undelivered> {
    let mailbox = |text: &str| {
        text.parse::<Mailbox>()
            .map_err(|_| Undelivered("邮箱地址用不了，核对发件人和收件人".to_owned()))
    };
    MessageBuilder::new()
        .from(mailbox(&letter.server.sender)?)
        .to(mailbox(&letter.to)?)
        .message_id(Some(letter.id.clone()))
        .date(UNIX_EPOCH + Duration::from_micros(now.micros().unsigned_abs()))
        .subject(letter.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(letter.text.clone())
        .map_err(|_| Undelivered("这封信没有写成".to_owned()))
}

fn transport(settings: &Settings, server: &MailServer) -> Result<Transport, Undelivered> {
    let tls = || {
        let mut parameters = TlsParameters::builder(server.host.clone());
        for der in &settings.trusted {
            if let Ok(certificate) = Certificate::from_der(der.clone()) {
                parameters = parameters.add_root_certificate(certificate);
            }
        }
        parameters
            .build_rustls()
            .map_err(|_| Undelivered("加密没有备好，核对服务器名字".to_owned()))
    };
    let tls = match server.security {
        Security::Plain => Tls::None,
        Security::StartTls => Tls::Required(tls()?),
        Security::Tls => Tls::Wrapper(tls()?),
    };
    let mut builder = Transport::builder_dangerous(server.host.as_str())
        .port(server.port)
        .timeout(Some(settings.patience))
        .tls(tls);
    if !server.login.is_empty() {
        let credentials = Credentials::new(server.login.clone(), server.password.clone());
        builder = builder.credentials(credentials);
    }
    Ok(builder.build())
}

/// What went wrong, in our own words: a server's text may hold the address.
fn why(error: &SmtpError) -> Undelivered {
    let code = error.status().map(|c| c.to_string()).unwrap_or_default();
    Undelivered(if error.is_timeout() {
        "邮件服务器没有应答".to_owned()
    } else if error.is_tls() {
        "加密连接没有建成，核对端口、加密方式和证书".to_owned()
    } else if error.is_permanent() {
        match code.as_str() {
            "530" | "534" | "535" | "538" => format!("账号密码没有被接受（{code}）"),
            _ => format!("邮件服务器拒收（{code}），核对收件人和发件人"),
        }
    } else if error.is_transient() {
        format!("邮件服务器暂时不收（{code}）")
    } else if error.is_client() {
        "邮件服务器不支持选定的加密方式".to_owned()
    } else {
        "连不上邮件服务器，核对地址和端口".to_owned()
    })
}
