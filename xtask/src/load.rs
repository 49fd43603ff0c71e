//! A bounded load on a server of this machine, by autocannon.

use std::process::Command;

use serde_json::Value;

use crate::cargo::root;
use crate::machine::output_of;

const CONNECTIONS: &str = "32";
const SECONDS: &str = "10";

/// Asks for the page over and over and answers with the requests served per second.
pub(crate) fn requests_per_second(url: &str) -> Result<f64, String> {
    let mut autocannon = Command::new("node");
    autocannon
        .arg(root().join("e2e/node_modules/autocannon/autocannon.js"))
        .args([
            "--json",
            "--no-progress",
            "-c",
            CONNECTIONS,
            "-d",
            SECONDS,
            url,
        ]);
    rate(&output_of(&mut autocannon)?)
}

/// The rate in autocannon's report; a run with refused requests measured something else.
fn rate(report: &str) -> Result<f64, String> {
    let report: Value =
        serde_json::from_str(report).map_err(|fault| format!("autocannon's report: {fault}"))?;
    let bad: u64 = ["non2xx", "errors", "timeouts"]
        .iter()
        .filter_map(|kind| report[kind].as_u64())
        .sum();
    if bad > 0 {
        return Err(format!("{bad} requests were not answered with 200"));
    }
    report["requests"]["average"]
        .as_f64()
        .ok_or_else(|| "autocannon's report tells no average".to_owned())
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn a_run_with_refusals_gives_no_rate() {
        let report = |non2xx: u32| {
            format!(
                r#"{{"requests":{{"average":1200.5}},"non2xx":{non2xx},"errors":0,"timeouts":0}}"#
            )
        };
        assert_eq!(rate(&report(0)), Ok(1200.5));
        assert!(rate(&report(3)).is_err());
        assert!(rate("{}").is_err());
    }
}
