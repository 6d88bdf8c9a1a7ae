use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::User;

/// Who has signed in, by what their browsers show; only hashes of that are kept.
#[derive(Debug)]
pub struct Sessions {
    /// How long one lasts, in seconds.
    lifetime: u64,
    /// The most at a time.
    most: usize,
    sessions: BTreeMap<SessionHash, Session>,
    ends: BTreeSet<(u64, SessionHash)>,
}

#[derive(Clone, Debug)]
struct Session {
    user: User,
    /// When the token was given, in seconds since 1970.
    since: u64,
    /// When it ends, in seconds since 1970; a new token changes nothing about it.
    ends: u64,
    has_successor: bool,
}

/// What the browser of somebody who has signed in shows: 256 random bits; its `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SessionHash([u8; 32]);

impl SessionToken {
    /// The number of bytes that a token is made of.
    pub const BYTES: usize = 32;

    /// Writes bytes fresh from a random source as a token.
    #[must_use]
    pub fn new(bytes: [u8; Self::BYTES]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Returns the token as text, the value of a cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Sessions {
    /// The most sessions at a time; the one that ends first goes for one more.
    pub const MAX: usize = 10_000;

    /// The most sessions of one person at a time, likewise.
    pub const MAX_PER_USER: usize = 10;

    /// How old a token is when it should be changed for another, in seconds.
    pub const ROTATE_AFTER: u64 = 3_600;

    /// How long a token still holds after that, in seconds: requests may be under way.
    pub const GRACE: u64 = 60;

    /// Makes a list of sessions that last so many seconds.
    #[must_use]
    pub fn new(lifetime: u64) -> Self {
        Self {
            lifetime,
            most: Self::MAX,
            sessions: BTreeMap::new(),
            ends: BTreeSet::new(),
        }
    }

    /// Remembers that `user` has signed in at the time `now`; returns for how many seconds that holds.
    pub fn begin(&mut self, token: &SessionToken, user: User, now: u64) -> u64 {
        self.forget_ended(now);
        let of_user: Vec<_> = self
            .ends
            .iter()
            .filter(|(_, hash)| self.sessions.get(hash).is_some_and(|it| it.is_of(&user)))
            .copied()
            .collect();
        let too_many = (of_user.len() + 1).saturating_sub(Self::MAX_PER_USER);
        for (_, hash) in of_user.into_iter().take(too_many) {
            self.remove(hash);
        }
        if self.sessions.len() >= self.most
            && let Some((_, first)) = self.ends.first().copied()
        {
            self.remove(first);
        }
        let session = Session {
            user,
            since: now,
            ends: now.saturating_add(self.lifetime),
            has_successor: false,
        };
        self.insert(SessionHash::of(token.as_str()), session);
        self.lifetime
    }

    /// Says who shows `token` at the time `now`.
    #[must_use]
    pub fn user(&self, token: &str, now: u64) -> Option<&User> {
        let session = self.sessions.get(&SessionHash::of(token))?;
        (now < session.ends).then_some(&session.user)
    }

    /// Changes a token that is old for a new one; returns for how many seconds that one holds, or `None` if the old
    /// one is to be kept.
    pub fn rotate(&mut self, token: &str, new: &SessionToken, now: u64) -> Option<u64> {
        self.forget_ended(now);
        let hash = SessionHash::of(token);
        let old = self.sessions.get(&hash)?.clone();
        if old.has_successor || now < old.since.saturating_add(Self::ROTATE_AFTER) {
            return None;
        }
        self.remove(hash);
        let rest = old.ends - now;
        let successor = Session {
            since: now,
            ..old.clone()
        };
        self.insert(SessionHash::of(new.as_str()), successor);
        let last = Session {
            ends: old.ends.min(now.saturating_add(Self::GRACE)),
            has_successor: true,
            ..old
        };
        self.insert(hash, last);
        Some(rest)
    }

    /// Forgets the session of whoever shows `token`.
    pub fn end(&mut self, token: &str) {
        self.remove(SessionHash::of(token));
    }

    fn forget_ended(&mut self, now: u64) {
        while let Some((end, hash)) = self.ends.first().copied()
            && end <= now
        {
            self.remove(hash);
        }
    }

    fn insert(&mut self, hash: SessionHash, session: Session) {
        self.ends.insert((session.ends, hash));
        self.sessions.insert(hash, session);
    }

    fn remove(&mut self, hash: SessionHash) {
        if let Some(session) = self.sessions.remove(&hash) {
            self.ends.remove(&(session.ends, hash));
        }
    }
}

impl Session {
    fn is_of(&self, user: &User) -> bool {
        (&self.user.issuer, &self.user.subject) == (&user.issuer, &user.subject)
    }
}

impl SessionHash {
    fn of(token: &str) -> Self {
        Self(Sha256::digest(token).into())
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

impl fmt::Debug for SessionHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: u64 = 3_600;

    #[test]
    fn a_token_is_who_signed_in_until_the_end() {
        let mut sessions = Sessions::new(HOUR);
        let lasts = sessions.begin(&token(1), user("ana"), 100);
        assert_eq!(lasts, HOUR);
        let at = |now| sessions.user(token(1).as_str(), now).cloned();
        assert_eq!(at(100 + HOUR - 1), Some(user("ana")));
        assert_eq!(at(100 + HOUR), None);
        assert_eq!(sessions.user(token(2).as_str(), 100), None);
        assert_eq!(sessions.user("", 100), None);
    }

    #[test]
    fn who_signs_out_is_nobody() {
        let mut sessions = Sessions::new(HOUR);
        sessions.begin(&token(1), user("ana"), 0);
        sessions.end(token(1).as_str());
        sessions.end(token(1).as_str());
        assert_eq!(sessions.user(token(1).as_str(), 1), None);
        assert!(sessions.ends.is_empty());
    }

    #[test]
    fn an_old_token_is_changed_and_holds_for_a_minute_more() {
        let mut sessions = Sessions::new(12 * HOUR);
        sessions.begin(&token(1), user("ana"), 0);
        let early = sessions.rotate(token(1).as_str(), &token(2), HOUR - 1);
        assert_eq!(early, None);
        assert_eq!(sessions.user(token(2).as_str(), HOUR), None);
        let rest = sessions.rotate(token(1).as_str(), &token(2), HOUR);
        assert_eq!(rest, Some(11 * HOUR), "it is not prolonged");
        let twice = sessions.rotate(token(1).as_str(), &token(3), HOUR + 1);
        assert_eq!(twice, None, "an old token begets one");
        let holds = |number, now| sessions.user(token(number).as_str(), now).is_some();
        assert!(holds(1, HOUR + 59) && !holds(1, HOUR + 60));
        assert!(holds(2, 12 * HOUR - 1) && !holds(2, 12 * HOUR));
        let unknown = sessions.rotate(token(9).as_str(), &token(4), HOUR);
        assert_eq!(unknown, None);
    }

    #[test]
    fn one_person_has_so_many_and_nobody_else_is_touched() {
        let mut sessions = Sessions::new(HOUR);
        sessions.begin(&token(0), user("budi"), 0);
        for number in 1..=12 {
            sessions.begin(&token(number), user("ana"), number.into());
        }
        let holds = |number| sessions.user(token(number).as_str(), 20).is_some();
        assert!(holds(0) && !holds(1) && !holds(2) && holds(3) && holds(12));
        assert_eq!(sessions.sessions.len(), 11);
    }

    #[test]
    fn there_are_so_many_at_most() {
        let mut sessions = Sessions::new(HOUR);
        assert_eq!(sessions.most, Sessions::MAX);
        sessions.most = 3;
        for number in 0..5 {
            let user = user(&number.to_string());
            sessions.begin(&token(number), user, number.into());
        }
        let held: Vec<_> = (0..5)
            .filter(|number| sessions.user(token(*number).as_str(), 10).is_some())
            .collect();
        assert_eq!(held, [2, 3, 4], "the first to end are the first to go");
        assert_eq!(sessions.ends.len(), 3);
    }

    #[test]
    fn neither_tokens_nor_people_are_logged() {
        let mut sessions = Sessions::new(HOUR);
        sessions.begin(&token(1), user("ana"), 0);
        let logged = format!("{sessions:?} {:?}", token(1));
        assert!(!logged.contains("ana") && !logged.contains(token(1).as_str()));
    }

    fn token(number: u16) -> SessionToken {
        let mut bytes = [0; SessionToken::BYTES];
        bytes[..2].copy_from_slice(&number.to_be_bytes());
        SessionToken::new(bytes)
    }

    fn user(subject: &str) -> User {
        User {
            issuer: "https://id.example".into(),
            subject: subject.into(),
            name: None,
        }
    }
}
