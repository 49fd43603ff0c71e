//! Data in, files out; files in, data out. It knows no room and no database.
//!
//! [`sheet`] reads workbooks (XLSX, XLS, ODS) row by row and writes XLSX; [`intake`]
//! takes in what people attach, pictures without what a camera writes into them.

mod archive;
pub mod intake;
pub mod sheet;
