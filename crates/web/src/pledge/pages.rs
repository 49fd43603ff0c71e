//! To come.

use crate::error::Result;

pub(crate) async fn mine() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn list() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn show() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn check() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn publish() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn add_evidence() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn keep() -> Result {
    Err(ground::Error::NotFound.into())
}
