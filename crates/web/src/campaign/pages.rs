//! To come.

use crate::error::Result;

pub(crate) async fn list() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn upload_page() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn upload() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn show() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn resolve() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn submit() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn reply() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn issue() -> Result {
    Err(ground::Error::NotFound.into())
}

pub(crate) async fn close_step() -> Result {
    Err(ground::Error::NotFound.into())
}
