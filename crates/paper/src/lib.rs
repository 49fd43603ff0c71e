//! Data in, files out; files in, data out. It knows no room and no database.
//!
//! [`model`] is what a paper says, before it is laid out. [`sheet`] reads workbooks
//! (XLSX, XLS, ODS) row by row and writes XLSX; [`intake`] takes in what people
//! attach, pictures without what a camera writes into them.

mod archive;
pub mod intake;
pub mod model;
pub mod sheet;
