//! Points are exact decimals.

use super::points;
use crate::{Points, PointsError};

#[test]
fn points_are_read_and_written_as_people_write_them() {
    for (text, hundredths, again) in [
        ("95.5", 9550, "95.5"),
        ("95.50", 9550, "95.5"),
        ("95.05", 9505, "95.05"),
        ("0", 0, "0"),
        ("-0", 0, "0"),
        ("-0.25", -25, "-0.25"),
        ("007", 700, "7"),
        ("92233720368547758.07", i64::MAX, "92233720368547758.07"),
        ("-92233720368547758.08", i64::MIN, "-92233720368547758.08"),
    ] {
        assert_eq!(points(text).hundredths(), hundredths, "{text}");
        assert_eq!(points(text).to_string(), again);
    }
}

#[test]
fn what_is_not_a_plain_decimal_is_refused() {
    for text in [
        "", "-", ".", ".5", "5.", "1.234", "+1", " 1", "1e3", "９", "1,5", "--1", "1.-5", "1.5.5",
    ] {
        assert_eq!(Points::parse(text), Err(PointsError::Malformed), "{text}");
    }
}

#[test]
fn too_many_points_are_refused_not_cut_off() {
    for text in [
        "92233720368547758.08",
        "-92233720368547758.09",
        "99999999999999999999",
        "100000000000000000000000",
    ] {
        assert_eq!(Points::parse(text), Err(PointsError::OutOfRange), "{text}");
    }
    assert_eq!(
        Points::from_hundredths(i64::MAX).checked_add(points("0.01")),
        None
    );
}

#[test]
fn points_travel_as_text() {
    assert_eq!(serde_json::to_string(&points("95.5")).unwrap(), "\"95.5\"");
    assert_eq!(
        serde_json::from_str::<Points>("\"95.50\"").unwrap(),
        points("95.5")
    );
    assert!(serde_json::from_str::<Points>("95.5").is_err());
}
