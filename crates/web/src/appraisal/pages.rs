//! To come.

use crate::error::Result;

pub(crate) async fn list() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn open() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn show() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn enter() -> Result {
    Err(ground::Error::NotFound.into())
}
