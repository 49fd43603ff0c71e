//! Prints the JSON Schema of scheme files: `cargo run -p scheme --example schema`.

fn main() {
    print!("{}", scheme::json_schema());
}
