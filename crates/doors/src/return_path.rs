use std::fmt;

/// Where somebody goes once they have signed in: an address within the web app, and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct ReturnPath(Box<str>);

impl ReturnPath {
    /// The longest address, in bytes.
    pub const MAX_BYTES: usize = 512;

    /// Takes an address; the home page in place of one that browsers might read as another site's.
    ///
    /// There are none with a fragment: browsers keep those to themselves, and they may hold an invite.
    #[must_use]
    pub fn new(text: &str) -> Self {
        // Browsers drop tabs and line breaks, and take a backslash for a slash (URL Standard, section 4.4).
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#');
        let is_within = text.starts_with('/') && !text.starts_with("//");
        if is_within && text.len() <= Self::MAX_BYTES && text.bytes().all(is_plain) {
            Self(text.into())
        } else {
            Self("/".into())
        }
    }

    /// Returns the address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReturnPath {
    /// Leaves out which room it is.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReturnPath(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for within in [
            "/",
            "/r/kitchen",
            "/r/kitchen?a=b",
            "/.//evil.example",
            "/a//b",
        ] {
            assert_eq!(ReturnPath::new(within).as_str(), within);
        }
        let long = format!("/{}", "a".repeat(ReturnPath::MAX_BYTES));
        for elsewhere in [
            "",
            "r/kitchen",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/ /evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/r/kitchen#invite=i.AAAA",
            "/r/kitchen\r\nSet-Cookie: a=b",
            "/é",
            &long,
        ] {
            assert_eq!(ReturnPath::new(elsewhere).as_str(), "/", "{elsewhere:?}");
        }
    }
}
