//! Data in, files out; files in, data out. It knows no room and no database.
//!
//! [`sheet`] reads workbooks (XLSX, XLS, ODS) row by row and writes XLSX.

pub mod sheet;
