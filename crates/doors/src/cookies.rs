/// The cookies of signing in: what they are called, and what browsers may do with them (RFC 6265bis).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookies {
    /// The server is reached by https, so that cookies need not travel in clear.
    pub is_secure: bool,
}

/// A cookie of signing in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// Of somebody who has signed in.
    Session,
    /// Of somebody who is at the identity provider.
    SignIn,
}

impl Cookies {
    /// Writes the value of the header `Set-Cookie` for a cookie that holds for so many seconds; for 0 it is gone.
    ///
    /// `Lax`, because the way back from the identity provider begins at another site.
    #[must_use]
    pub fn set(self, cookie: Cookie, value: &str, seconds: u64) -> String {
        let name = self.name(cookie);
        let secure = if self.is_secure { "; Secure" } else { "" };
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
    }

    /// Finds the value of a cookie in the values of the headers `Cookie`.
    #[must_use]
    pub fn find<'a>(
        self,
        headers: impl IntoIterator<Item = &'a str>,
        cookie: Cookie,
    ) -> Option<&'a str> {
        let name = self.name(cookie);
        headers
            .into_iter()
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim_matches([' ', '\t']).split_once('='))
            .find_map(|(found, value)| (found == name).then_some(value))
    }

    /// A name with `__Host-` is taken from this host alone, and from no page without TLS (RFC 6265bis, section 4.1.3).
    fn name(self, cookie: Cookie) -> &'static str {
        match (self.is_secure, cookie) {
            (true, Cookie::Session) => "__Host-tatap-session",
            (true, Cookie::SignIn) => "__Host-tatap-sign-in",
            (false, Cookie::Session) => "tatap-session",
            (false, Cookie::SignIn) => "tatap-sign-in",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_for_this_server_alone() {
        let set = |is_secure| Cookies { is_secure }.set(Cookie::Session, "abc", 60);
        assert_eq!(
            set(true),
            "__Host-tatap-session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
        assert_eq!(
            set(false),
            "tatap-session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let cookies = Cookies { is_secure: true };
        let find =
            |headers: &[&'static str]| cookies.find(headers.iter().copied(), Cookie::Session);
        assert_eq!(find(&["__Host-tatap-session=abc"]), Some("abc"));
        assert_eq!(find(&["a=b; __Host-tatap-session=a=b; c"]), Some("a=b"));
        assert_eq!(find(&["a=b", "c=d;__Host-tatap-session=abc"]), Some("abc"));
        for without in [
            "",
            "tatap-session=abc",
            "x__Host-tatap-session=abc",
            "__Host-tatap-session",
            "__Host-tatap-sign-in=abc",
            "__host-tatap-session=abc",
        ] {
            assert_eq!(find(&[without]), None, "{without}");
        }
    }
}
