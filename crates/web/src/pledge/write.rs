//! To come.

use crate::error::Result;

pub(crate) async fn page() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn write() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn amend_page() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn amend() -> Result {
    Err(ground::Error::NotFound.into())
}
