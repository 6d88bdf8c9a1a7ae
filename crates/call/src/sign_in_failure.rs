/// Why somebody who went to sign in has come back without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFailure {
    /// It took too long, or another window's or browser's was finished here.
    Expired,
    /// They stopped it, or the identity provider did.
    Denied,
    /// The server did not take what the identity provider said.
    Refused,
    /// The identity provider does not answer.
    Unavailable,
}

impl SignInFailure {
    /// Reads the word with which the server sends somebody back (`docs/security.md`, "Signing in").
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Some(match code {
            "expired" => Self::Expired,
            "denied" => Self::Denied,
            "refused" => Self::Refused,
            "unavailable" => Self::Unavailable,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_words_of_the_server_and_no_others() {
        let check = |code, expected| assert_eq!(SignInFailure::of_code(code), expected, "{code}");
        check("expired", Some(SignInFailure::Expired));
        check("denied", Some(SignInFailure::Denied));
        check("refused", Some(SignInFailure::Refused));
        check("unavailable", Some(SignInFailure::Unavailable));
        check("", None);
        check("Denied", None);
        check("<b>denied</b>", None);
    }
}
