//! What an e-mail address looks like. Pure.

/// The longest address that mail servers take (RFC 5321, 4.5.3.1).
const LONGEST: usize = 254;

/// The address in what was typed, full-width signs put right; none when it is not one.
/// Only addresses of plain ASCII: a server on a local network seldom knows others.
pub(super) fn address(typed: &str) -> Option<String> {
    let text = typed.trim().replace('＠', "@").replace('．', ".");
    let (name, domain) = text.rsplit_once('@')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let is_one = text.len() <= LONGEST
        && !name.is_empty()
        && name.len() <= 64
        && name.chars().all(plain)
        && dots(name)
        && domain.split('.').all(label);
    is_one.then(|| text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mail_server_takes_is_an_address_and_nothing_else_is() {
        for (typed, is_one) in [
            ("zhi.ban@example.test", true),
            (" zhiban＠example．test ", true),
            ("zhiban@mail", true),
            ("zhiban", false),
            ("@example.test", false),
            ("zhiban@", false),
            ("zhi..ban@example.test", false),
            ("zhiban@example..test", false),
            ("zhiban@-example.test", false),
            ("zhi ban@example.test", false),
            ("zhiban@example.test\r\nbcc: x@example.test", false),
            ("<zhiban@example.test>", false),
            ("值班@example.test", false),
        ] {
            assert_eq!(address(typed).is_some(), is_one, "{typed}");
        }
        assert_eq!(address("a＠b．c").as_deref(), Some("a@b.c"));
        assert_eq!(address(&format!("a@{}", "b.".repeat(200))), None);
    }
}
