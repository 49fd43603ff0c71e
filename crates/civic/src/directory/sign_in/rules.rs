//! Pure rules of the door: what a code is, whether one fits, what a device is
//! called, what a login may be.

use ground::At;
use totp_rs::Totp;

use crate::directory::rules::half_width;

/// Letters of a recovery code and of a slip: 60 random bits, three groups of four.
pub const CODE_LENGTH: usize = 12;

/// What was typed where a code is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Typed {
    /// Six digits: the authenticator's.
    Totp(String),
    /// Twelve letters and digits: from the recovery sheet.
    Recovery(String),
    /// Neither.
    Nonsense,
}

/// Reads a typed code; spaces, hyphens, case and full-width forms do not count.
pub fn typed(text: &str) -> Typed {
    let plain: String = half_width(text)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match plain.len() {
        6 if plain.bytes().all(|b| b.is_ascii_digit()) => Typed::Totp(plain),
        CODE_LENGTH => Typed::Recovery(plain),
        _ => Typed::Nonsense,
    }
}

/// The time step whose code this is: now or one step beside it, and later than
/// the last that was used: a code works once (RFC 6238, 5.2).
pub fn step(totp: &Totp, code: &str, last: i64, now: At) -> Option<i64> {
    let seconds = u64::try_from(now.micros() / 1_000_000).ok()?;
    let step = totp.check(code, seconds)?;
    i64::try_from(step).ok().filter(|step| *step > last)
}

/// Host and origin of an address where browsers offer passkeys: https with a host
/// name, or the machine itself by the name `localhost`; not a bare number.
pub fn passkey_place(public_url: &str) -> Option<(String, String)> {
    let (scheme, rest) = public_url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let host = host.to_ascii_lowercase();
    let is_name = host.split('.').all(|part| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !part.is_empty() && part.chars().all(plain)
    });
    let is_number = host.parse::<std::net::IpAddr>().is_ok();
    let is_secure = scheme == "https" || (scheme == "http" && host == "localhost");
    if !is_name || is_number || !is_secure || !port.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // A browser leaves the port out where the scheme says it already.
    let origin = match (scheme, port) {
        (_, "") | ("https", "443") | ("http", "80") => format!("{scheme}://{host}"),
        _ => format!("{scheme}://{host}:{port}"),
    };
    Some((host, origin))
}

/// A code in groups of four, as it is read aloud and typed.
pub fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|g| g.iter().collect()).collect();
    groups.join(" ")
}

/// Whether one of these roles is among the privileged.
pub fn is_privileged(words: &[&str], privileged: &[String]) -> bool {
    words.iter().any(|w| privileged.iter().any(|p| p == w))
}

/// The hour that an instant lies in, counted from 1970.
pub fn hour(at: At) -> i64 {
    at.micros().div_euclid(3_600_000_000)
}

/// A login as it is kept: what a person can type again on any keyboard.
pub fn login(text: &str) -> Option<String> {
    let plain = half_width(text);
    let fits = plain
        .chars()
        .all(|c| c.is_alphanumeric() || "-_.@".contains(c));
    (fits && (2..=30).contains(&plain.chars().count())).then_some(plain)
}

/// The first free login of a head: `branch-1-01`.
pub fn proposed_login(head: &str, taken: &[String]) -> String {
    let free = |n: &usize| !taken.contains(&format!("{head}{n:02}"));
    let number = (1..=taken.len() + 1).find(free).unwrap_or(taken.len() + 1);
    format!("{head}{number:02}")
}

/// What kind of device a browser is on, in a short word, out of the name that
/// it gives itself: `手机 · 微信`. A hint for its owner, never a proof.
pub fn device(user_agent: &str) -> String {
    let has = |words: &[&str]| words.iter().any(|word| user_agent.contains(word));
    let is_tablet = has(&["iPad", "Tablet"]) || (has(&["Android"]) && !has(&["Mobile"]));
    let place = if is_tablet {
        "平板"
    } else if has(&["Mobile", "iPhone", "HarmonyOS"]) {
        "手机"
    } else if has(&["Windows", "Macintosh", "Linux", "X11"]) {
        "电脑"
    } else {
        "未知设备"
    };
    // The more special name stands first: most of them also call themselves Chrome and Safari.
    const BROWSERS: [(&str, &str); 14] = [
        ("wxwork", "企业微信"),
        ("MicroMessenger", "微信"),
        ("DingTalk", "钉钉"),
        ("MQQBrowser", "QQ浏览器"),
        ("QQBrowser", "QQ浏览器"),
        ("UCBrowser", "UC浏览器"),
        ("QIHU", "360浏览器"),
        ("HuaweiBrowser", "华为浏览器"),
        ("MiuiBrowser", "小米浏览器"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chromium", "Chromium"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let browser = BROWSERS.iter().find(|(sign, _)| user_agent.contains(sign));
    browser.map_or_else(|| place.to_owned(), |(_, name)| format!("{place} · {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use totp_rs::Builder;

    const NOW: At = At::from_micros(59_000_000);

    /// RFC 6238, appendix B: SHA-1, eight digits, the secret `12345678901234567890`.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let totp = Builder::new()
            .with_secret(b"12345678901234567890".to_vec())
            .with_digits(8)
            .build()
            .unwrap();
        for (time, code) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(totp.generate(time).to_string(), code, "{time}");
        }
    }

    #[test]
    fn a_code_fits_in_its_own_half_minute_and_the_two_beside_it_and_only_once() {
        let totp = Builder::new()
            .with_secret(b"12345678901234567890".to_vec())
            .with_skew(1)
            .build()
            .unwrap();
        // RFC 6238 at 59 s: 94287082; the last six digits are the six-digit code of step 1.
        let code = "287082";
        assert_eq!(step(&totp, code, 0, NOW), Some(1));
        assert_eq!(step(&totp, code, 1, NOW), None, "used before");
        assert_eq!(step(&totp, code, 0, At::from_micros(29_000_000)), Some(1));
        assert_eq!(step(&totp, code, 0, At::from_micros(89_000_000)), Some(1));
        assert_eq!(step(&totp, code, 0, At::from_micros(90_000_000)), None);
        assert_eq!(step(&totp, "287083", 0, NOW), None);
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for (text, read) in [
            ("287 082", Typed::Totp("287082".into())),
            ("２８７０８２", Typed::Totp("287082".into())),
            ("abcd-2345 efgh", Typed::Recovery("ABCD2345EFGH".into())),
            ("28708", Typed::Nonsense),
            ("abcdef", Typed::Nonsense),
            ("", Typed::Nonsense),
        ] {
            assert_eq!(typed(text), read, "{text}");
        }
    }

    #[test]
    fn a_login_is_what_one_can_type_again() {
        for (text, kept) in [
            (" branch-1-07 ", Some("branch-1-07")),
            ("苏明", Some("苏明")),
            ("ａｂ１", Some("ab1")),
            ("a", None),
            ("a b", None),
            ("a/b", None),
            ("0123456789012345678901234567890", None),
        ] {
            assert_eq!(login(text).as_deref(), kept, "{text}");
        }
    }

    #[test]
    fn passkeys_are_offered_where_browsers_offer_them() {
        for (url, place) in [
            (
                "https://town.example",
                Some(("town.example", "https://town.example")),
            ),
            (
                "https://Town.example:443/",
                Some(("town.example", "https://town.example")),
            ),
            (
                "https://town.example:8443",
                Some(("town.example", "https://town.example:8443")),
            ),
            (
                "http://localhost:8080",
                Some(("localhost", "http://localhost:8080")),
            ),
            ("http://town.example", None),
            ("http://127.0.0.1:8080", None),
            ("https://192.168.1.9", None),
            ("https://[::1]:8443", None),
            ("", None),
        ] {
            let place = place.map(|(host, origin)| (host.to_owned(), origin.to_owned()));
            assert_eq!(passkey_place(url), place, "{url}");
        }
    }

    #[test]
    fn the_first_free_number_is_proposed() {
        let taken = ["x-01".to_owned(), "x-03".to_owned()];
        assert_eq!(proposed_login("x-", &taken), "x-02");
        assert_eq!(proposed_login("x-", &[]), "x-01");
    }

    #[test]
    fn a_device_is_called_by_a_word_that_its_owner_knows() {
        for (user_agent, word) in [
            (
                "Mozilla/5.0 (Linux; Android 13; V2203A) AppleWebKit/537.36 Version/4.0 Chrome/111.0 Mobile Safari/537.36 MicroMessenger/8.0.49",
                "手机 · 微信",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 Version/16.5 Mobile/15E148 Safari/604.1",
                "手机 · Safari",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
                "电脑 · Edge",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
                "电脑 · Firefox",
            ),
            (
                "Mozilla/5.0 (Linux; Android 12; BAH3-W59) AppleWebKit/537.36 Chrome/99.0 HuaweiBrowser/12.1 Safari/537.36",
                "平板 · 华为浏览器",
            ),
            ("curl/8.0", "未知设备"),
            ("", "未知设备"),
        ] {
            assert_eq!(device(user_agent), word, "{user_agent}");
        }
    }
}
