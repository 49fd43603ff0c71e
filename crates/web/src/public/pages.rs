//! To come.

use crate::error::Result;

pub(crate) async fn root() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn set_elder() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn home() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn plan() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn pledges() -> Result {
    Err(ground::Error::NotFound.into())
}
