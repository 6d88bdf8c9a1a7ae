use crate::token_hash::TokenHash;

/// The tokens that open a seat: the one that was given last, and the one before it until the client has shown that
/// it knows the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens {
    current: Token,
    previous: Option<Token>,
}

#[derive(Clone, Copy, Debug)]
struct Token {
    hash: TokenHash,
    numbering: Numbering,
}

/// Which numbers whoever holds a token counts its events by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// The numbers of the seat's ring.
    Present,
    /// Numbers of before the last new start, of which the client has not heard for sure.
    Earlier,
}

impl Tokens {
    /// The tokens of a new seat.
    pub(crate) fn new(hash: TokenHash) -> Self {
        let numbering = Numbering::Present;
        Self {
            current: Token { hash, numbering },
            previous: None,
        }
    }

    /// The tokens of a seat whose events are lost.
    pub(crate) fn restore(current: TokenHash, previous: Option<TokenHash>) -> Self {
        let token = |hash| Token {
            hash,
            numbering: Numbering::Earlier,
        };
        Self {
            current: token(current),
            previous: previous.map(token),
        }
    }

    pub(crate) fn hashes(&self) -> (TokenHash, Option<TokenHash>) {
        (
            self.current.hash,
            self.previous.as_ref().map(|token| token.hash),
        )
    }

    /// What the holder of this token counts by; `None` if it does not open the seat.
    pub(crate) fn numbering(&self, hash: TokenHash) -> Option<Numbering> {
        self.find(hash).map(|token| token.numbering)
    }

    /// Gives a new token for `used`, which stays good until the new one is known to have arrived.
    pub(crate) fn rotate(&mut self, used: TokenHash, new: TokenHash, starts_anew: bool) {
        let numbering = match self.numbering(used) {
            Some(Numbering::Present) if !starts_anew => Numbering::Present,
            Some(Numbering::Present | Numbering::Earlier) | None => Numbering::Earlier,
        };
        self.previous = Some(Token {
            hash: used,
            numbering,
        });
        self.current = Token {
            hash: new,
            numbering: Numbering::Present,
        };
    }

    /// The client knows the last token; false if that was known already.
    pub(crate) fn confirm(&mut self) -> bool {
        self.previous.take().is_some()
    }

    fn find(&self, hash: TokenHash) -> Option<Token> {
        [Some(self.current), self.previous]
            .into_iter()
            .flatten()
            .find(|token| token.hash == hash)
    }
}

#[cfg(test)]
mod tests {
    use protocol::ResumeToken;

    use super::*;
    use Numbering::{Earlier, Present};

    #[test]
    fn the_one_before_is_good_until_the_last_is_known() {
        let mut tokens = Tokens::new(hash(1));
        tokens.rotate(hash(1), hash(2), false);
        assert_eq!(opened_by(&tokens), [1, 2]);
        assert!(tokens.confirm());
        assert_eq!(opened_by(&tokens), [2]);
        assert!(!tokens.confirm());
    }

    #[test]
    fn one_that_never_arrived_is_good_no_more() {
        let mut tokens = Tokens::new(hash(1));
        tokens.rotate(hash(1), hash(2), false);
        tokens.rotate(hash(1), hash(3), false);
        assert_eq!(opened_by(&tokens), [1, 3]);
        tokens.rotate(hash(3), hash(4), false);
        assert_eq!(opened_by(&tokens), [3, 4]);
    }

    #[test]
    fn whoever_has_not_heard_of_a_new_start_counts_by_earlier_numbers() {
        let mut tokens = Tokens::new(hash(1));
        tokens.rotate(hash(1), hash(2), true);
        assert_eq!(tokens.numbering(hash(1)), Some(Earlier));
        assert_eq!(tokens.numbering(hash(2)), Some(Present));
        tokens.rotate(hash(1), hash(3), false);
        assert_eq!(tokens.numbering(hash(1)), Some(Earlier), "still");
        tokens.rotate(hash(3), hash(4), false);
        assert_eq!(tokens.numbering(hash(3)), Some(Present));
    }

    #[test]
    fn after_a_restart_nobody_counts_by_the_present_numbers() {
        let tokens = Tokens::restore(hash(2), Some(hash(1)));
        assert_eq!(tokens.hashes(), (hash(2), Some(hash(1))));
        assert_eq!(tokens.numbering(hash(1)), Some(Earlier));
        assert_eq!(tokens.numbering(hash(2)), Some(Earlier));
    }

    fn opened_by(tokens: &Tokens) -> Vec<u8> {
        (0..10)
            .filter(|n| tokens.numbering(hash(*n)).is_some())
            .collect()
    }

    fn hash(n: u8) -> TokenHash {
        TokenHash::of(&ResumeToken::from_secret([n; ResumeToken::BYTES]))
    }
}
