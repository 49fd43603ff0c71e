//! A test site with kinds of clients: it runs the whole router over a town.

#![expect(clippy::expect_used, reason = "a client that cannot ask has failed")]
#![allow(
    dead_code,
    clippy::allow_attributes,
    reason = "each test file uses its own part, and one may use all of it"
)]

use axum::body::{Body, to_bytes};
use axum::http::response::{Parts, Response};
use axum::http::{Method, Request, StatusCode, header};
use civic::directory::Role;
use ground::Result;
use tower::ServiceExt as _;
use town::{PASSWORD, Progress, Spec, Town, World};
use web::{App, Front, Settings};

/// A site over a world, with two towns beside each other.
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) town: Town,
    pub(crate) other: Town,
    pub(crate) router: Front,
}

/// A site on the embedded engine; the stories of the rooms run on both.
pub(crate) async fn site() -> Site {
    over(town::sqlite_world().await.expect("a world")).await
}

/// A site over a given world.
pub(crate) async fn over(world: World) -> Site {
    let town = peopled(&world, 0).await;
    let other = peopled(&world, 1).await;
    let settings = Settings {
        public_url: "http://site.test".to_owned(),
        trusted_proxies: Vec::new(),
    };
    let router = web::site(App::new(world.db.clone(), world.house.clone(), settings));
    Site {
        world,
        town,
        other,
        router,
    }
}

/// A small town in which every role has somebody.
async fn peopled(world: &World, n: usize) -> Town {
    let spec = Spec {
        all_roles: true,
        ..Spec::small(n)
    };
    Town::found(&world.db, &world.house, spec)
        .await
        .expect("a town")
}

impl Site {
    /// The stages of the first town's year, from the day of the world's clock.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(
            self.town.clone(),
            &self.world.db,
            &self.world.house,
            self.world.house.today(),
        )
    }

    /// The stages of the other town's year.
    pub(crate) fn other_progress(&self) -> Progress {
        Progress::new(
            self.other.clone(),
            &self.world.db,
            &self.world.house,
            self.world.house.today(),
        )
    }

    /// Someone without an account.
    pub(crate) fn visitor(&self) -> Client {
        Client {
            router: self.router.clone(),
            cookie: String::new(),
            csrf: String::new(),
        }
    }

    /// Someone who signed in to the first town.
    pub(crate) async fn signed_in(&self, role: Role) -> Client {
        self.sign_in(&self.town.spec.login(role)).await
    }

    /// Someone who signed in to the other town.
    pub(crate) async fn of_other(&self, role: Role) -> Client {
        self.sign_in(&self.other.spec.login(role)).await
    }

    async fn sign_in(&self, login: &str) -> Client {
        let mut client = self.visitor();
        let answer = client
            .post("/sign-in", &[("login", login), ("password", PASSWORD)])
            .await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{login} signs in: {}",
            answer.body
        );
        client.cookie = answer
            .cookie
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        let mut page = client.get("/desk").await;
        if page.status == StatusCode::SEE_OTHER {
            page = client.get(&page.location).await;
        }
        let (_, rest) = page
            .body
            .split_once("name=\"csrf\" value=\"")
            .expect("a form with its token");
        client.csrf = rest.split('"').next().unwrap_or_default().to_owned();
        client
    }
}

/// A browser without scripts.
#[derive(Clone)]
pub(crate) struct Client {
    router: Front,
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
    pub(crate) location: String,
    pub(crate) cookie: String,
}

impl Client {
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, "", Body::empty()).await
    }

    /// Posts a form; the session's token is added.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", self.csrf.as_str())];
        all.extend_from_slice(fields);
        let body = serde_urlencoded::to_string(all).expect("a form");
        self.send(
            Method::POST,
            path,
            "application/x-www-form-urlencoded",
            Body::from(body),
        )
        .await
    }

    /// Posts a form with one file.
    pub(crate) async fn upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Answer {
        self.upload_all(path, fields, &[file]).await
    }

    /// Posts a form with files.
    pub(crate) async fn upload_all(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &[u8])],
    ) -> Answer {
        const EDGE: &str = "edge-of-the-parts";
        let mut body = Vec::new();
        let csrf = [("csrf", self.csrf.as_str())];
        for (name, value) in csrf.iter().chain(fields) {
            let part = format!(
                "--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend_from_slice(part.as_bytes());
        }
        for (name, bytes) in files {
            let head = format!(
                "--{EDGE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{EDGE}--\r\n").as_bytes());
        self.send(
            Method::POST,
            path,
            &format!("multipart/form-data; boundary={EDGE}"),
            Body::from(body),
        )
        .await
    }

    /// Asks as a program: JSON, with a token when there is one.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        sent: Option<serde_json::Value>,
    ) -> (StatusCode, serde_json::Value) {
        let mut request = Request::builder().method(method).uri(path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        if sent.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = sent.map_or_else(Body::empty, |sent| Body::from(sent.to_string()));
        let request = request.body(body).expect("a request");
        let answer = self.answered(request).await;
        let told = serde_json::from_str(&answer.body).unwrap_or_default();
        (answer.status, told)
    }

    async fn send(&self, method: Method, path: &str, kind: &str, body: Body) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookie);
        if !kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        self.answered(request.body(body).expect("a request")).await
    }

    /// What a browser gets to keep: the head and the bytes.
    pub(crate) async fn fetch(&self, path: &str) -> (Parts, Vec<u8>) {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let request = request.body(Body::empty()).expect("a request");
        let (parts, body) = self.response(request).await.into_parts();
        let bytes = to_bytes(body, 16 << 20).await.expect("a body");
        (parts, bytes.to_vec())
    }

    async fn response(&self, request: Request<Body>) -> Response<Body> {
        let router = self.router.clone();
        router.oneshot(request).await.expect("an answer")
    }

    async fn answered(&self, request: Request<Body>) -> Answer {
        let response = self.response(request).await;
        let of = |name| {
            let value = response.headers().get(name).and_then(|v| v.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (status, location, cookie) = (
            response.status(),
            of(header::LOCATION),
            of(header::SET_COOKIE),
        );
        let bytes = to_bytes(response.into_body(), 16 << 20)
            .await
            .expect("a body");
        Answer {
            status,
            location,
            cookie,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

/// So that tests can end in `?`.
pub(crate) type Told = Result<()>;
