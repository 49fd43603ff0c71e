//! Reads each file named and prints `bytes micros`: the middle of five readings
//! after one to warm up.

use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let mut micros: Vec<u128> = (0..6)
            .map(|_| {
                let start = Instant::now();
                let decoded = reader::decode(&bytes);
                let items = decoded.map(|d| reader::read(&d.text).items.len());
                std::hint::black_box(items).map(|_| start.elapsed().as_micros())
            })
            .collect::<Result<_, _>>()?;
        micros.remove(0);
        micros.sort_unstable();
        println!("{} {}", bytes.len(), micros[micros.len() / 2]);
    }
    Ok(())
}
