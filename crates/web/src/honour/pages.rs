//! To come.

use crate::error::Result;

pub(crate) async fn list() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn rate() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn show() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn decide() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn publish() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn award() -> Result {
    Err(ground::Error::NotFound.into())
}
