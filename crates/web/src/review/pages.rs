//! To come.

use crate::error::Result;

pub(crate) async fn list() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn sheet() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn write() -> Result {
    Err(ground::Error::NotFound.into())
}
