//! A mail server on this machine, in several moods.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use mail_parser::MessageParser;
use mailin::response::{AUTH_OK, INVALID_CREDENTIALS, NO_MAILBOX, OK};
use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// The password that it knows.
pub(crate) const PASSWORD: &str = "duanxin-2026";

/// How it treats its clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// Takes letters over an open line.
    Takes,
    /// Knows no recipient.
    RefusesRecipient,
    /// Accepts the connection and says nothing.
    Silent,
    /// Offers STARTTLS, and asks for an account then.
    StartTls,
    /// Speaks TLS from the first byte.
    Tls,
}

/// A letter that came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Came {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) raw: Vec<u8>,
    pub(crate) is_signed_in: bool,
}

impl Came {
    /// Its subject and text, decoded.
    pub(crate) fn read(&self) -> (String, String) {
        let parsed = MessageParser::default().parse(&self.raw).unwrap();
        (
            parsed.subject().unwrap().to_owned(),
            parsed.body_text(0).unwrap().into_owned(),
        )
    }

    /// Its name.
    pub(crate) fn id(&self) -> String {
        let parsed = MessageParser::default().parse(&self.raw).unwrap();
        parsed.message_id().unwrap().to_owned()
    }
}

type Letters = Arc<Mutex<Vec<Came>>>;

/// A mail server.
pub(crate) struct Server {
    pub(crate) port: u16,
    /// Its certificate, for who trusts it.
    pub(crate) certificate: Vec<u8>,
    letters: Letters,
}

struct Desk {
    mood: Mood,
    letters: Letters,
    now: Came,
}

impl Handler for Desk {
    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.now.from = from.to_owned();
        OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        if self.mood == Mood::RefusesRecipient {
            return NO_MAILBOX;
        }
        self.now.to.push(to.to_owned());
        OK
    }

    fn data(&mut self, part: &[u8]) -> std::io::Result<()> {
        self.now.raw.extend_from_slice(part);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.letters.lock().unwrap().push(self.now.clone());
        OK
    }

    fn auth_plain(&mut self, _: &str, login: &str, password: &str) -> Response {
        self.now.is_signed_in = login == "zhiban" && password == PASSWORD;
        if self.now.is_signed_in {
            AUTH_OK
        } else {
            INVALID_CREDENTIALS
        }
    }
}

impl Server {
    /// Opens one.
    pub(crate) async fn open(mood: Mood) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = made.cert.der().to_vec();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(
            tokio_rustls::rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
        let letters = Letters::default();
        let (tls, kept) = (TlsAcceptor::from(Arc::new(config)), letters.clone());
        tokio::spawn(async move {
            let mut silent = Vec::new();
            while let Ok((line, _)) = listener.accept().await {
                if mood == Mood::Silent {
                    silent.push(line);
                    continue;
                }
                tokio::spawn(serve(line, mood, tls.clone(), kept.clone()));
            }
        });
        Self {
            port,
            certificate,
            letters,
        }
    }

    /// What came so far.
    pub(crate) fn letters(&self) -> Vec<Came> {
        self.letters.lock().unwrap().clone()
    }
}

/// A port at which nobody listens.
pub(crate) async fn nobody() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    listener.local_addr().unwrap().port()
}

async fn serve(line: TcpStream, mood: Mood, tls: TlsAcceptor, letters: Letters) {
    let desk = Desk {
        mood,
        letters,
        now: Came::default(),
    };
    let mut builder = SessionBuilder::new("localhost");
    if mood == Mood::StartTls {
        builder.enable_start_tls().enable_auth(AuthMechanism::Plain);
    }
    if mood == Mood::Tls {
        builder.enable_auth(AuthMechanism::Plain);
    }
    let mut session = builder.build(IpAddr::V4(Ipv4Addr::LOCALHOST), desk);
    if mood == Mood::Tls {
        if let Ok(line) = tls.accept(line).await {
            session.tls_active();
            talk(BufReader::new(line), &mut session, true).await;
        }
        return;
    }
    // What comes after the hand-shake is a new beginning, without a greeting.
    if let Some(line) = talk(BufReader::new(line), &mut session, true).await
        && let Ok(line) = tls.accept(line).await
    {
        session.tls_active();
        talk(BufReader::new(line), &mut session, false).await;
    }
}

/// Talks until the end, or until the line is to be turned to TLS.
async fn talk<L: AsyncRead + AsyncWrite + Unpin>(
    mut line: BufReader<L>,
    session: &mut Session<Desk>,
    greets: bool,
) -> Option<L> {
    if greets {
        say(&mut line, &session.greeting()).await?;
    }
    loop {
        let mut said = Vec::new();
        if line.read_until(b'\n', &mut said).await.ok()? == 0 {
            return None;
        }
        let answer = session.process(&said);
        match answer.action {
            Action::NoReply => {}
            Action::Reply => say(&mut line, &answer).await?,
            Action::Close => {
                say(&mut line, &answer).await?;
                return None;
            }
            Action::UpgradeTls => {
                say(&mut line, &answer).await?;
                return Some(line.into_inner());
            }
        }
    }
}

async fn say<L: AsyncRead + AsyncWrite + Unpin>(
    line: &mut BufReader<L>,
    answer: &Response,
) -> Option<()> {
    let bytes = answer.buffer().ok()?;
    line.get_mut().write_all(&bytes).await.ok()?;
    line.get_mut().flush().await.ok()
}
