//! Prints the public JSON of a plan: `cargo run -p reader --example dump -- FILE`.

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("用法：dump 文件");
        return ExitCode::from(2);
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(fault) => {
            eprintln!("打不开 {path}：{fault}");
            return ExitCode::FAILURE;
        }
    };
    let decoded = match reader::decode(&bytes) {
        Ok(decoded) => decoded,
        Err(refusal) => {
            eprintln!("{refusal}");
            return ExitCode::FAILURE;
        }
    };
    let draft = reader::read(&decoded.text);
    println!("{:#}", draft.to_public_json());
    if let Err(refusal) = reader::verdict(&draft) {
        eprintln!("{refusal}");
    }
    ExitCode::SUCCESS
}
