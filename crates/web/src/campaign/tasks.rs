//! To come.

use crate::error::Result;

pub(crate) async fn list() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn set() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn done() -> Result {
    Err(ground::Error::NotFound.into())
}
