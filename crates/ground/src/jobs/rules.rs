//! When a job is tried again. Pure.

/// Seconds after which a claim is lost: longer than the slowest errand.
pub const LEASE_SECONDS: i64 = 300;

/// Seconds that a job is kept after its end: ninety days.
pub const KEPT_SECONDS: i64 = 90 * 24 * 3600;

/// The pauses before the second, third … try, in seconds.
const PAUSES: [i64; 5] = [60, 300, 1800, 7200, 10_800];

/// Seconds to wait after so many tries; none when there were enough. A job that was
/// never tried waits for nothing.
pub fn pause(tries: i64) -> Option<i64> {
    let Ok(tries) = usize::try_from(tries) else {
        return Some(0);
    };
    match tries {
        0 => Some(0),
        n => PAUSES.get(n - 1).copied(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_is_tried_six_times_with_growing_pauses_and_no_more() {
        let pauses: Vec<_> = (0..8).map(pause).collect();
        let told = [
            Some(0),
            Some(60),
            Some(300),
            Some(1800),
            Some(7200),
            Some(10_800),
            None,
            None,
        ];
        assert_eq!(pauses, told);
    }
}
