/// Who may open a room that is not there yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoomCreation {
    /// Whoever comes.
    #[default]
    Anyone,
    /// Whoever has signed in, and whoever brings a token that makes a host.
    SignedIn,
    /// Whoever brings a token that makes a host.
    Token,
}

impl RoomCreation {
    /// Reads the word of a setting.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "anyone" => Some(Self::Anyone),
            "signed-in" => Some(Self::SignedIn),
            "token" => Some(Self::Token),
            _ => None,
        }
    }

    pub(crate) fn allows(self, is_signed_in: bool, token_makes_host: bool) -> bool {
        match self {
            Self::Anyone => true,
            Self::SignedIn => is_signed_in || token_makes_host,
            Self::Token => token_makes_host,
        }
    }
}
