//! To come.

use crate::error::Result;

pub(crate) async fn list() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn show() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn conclude() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn withdraw() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn correct() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn find() -> Result {
    Err(ground::Error::NotFound.into())
}
