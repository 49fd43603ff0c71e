//! A bare route that returns so many bytes: what the public pages are measured against.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse as _;
use axum::routing::get;

#[derive(clap::Parser)]
struct Bare {
    /// Address to listen on.
    #[arg(long)]
    listen: String,
    /// How many bytes each answer has.
    #[arg(long)]
    bytes: usize,
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let bare: Bare = clap::Parser::parse();
    let page: &'static str = Box::leak("x".repeat(bare.bytes).into_boxed_str());
    let answer = move || async move {
        ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
    };
    let listener = tokio::net::TcpListener::bind(&bare.listen).await?;
    println!("http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/", get(answer))).await
}
