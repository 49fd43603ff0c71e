//! To come.

use crate::error::Result;

pub(crate) async fn show() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn check() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn check_rest() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn confirm() -> Result {
    Err(ground::Error::NotFound.into())
}
