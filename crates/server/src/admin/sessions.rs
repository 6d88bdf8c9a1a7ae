use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// How long whoever has signed in stays so.
pub(super) const LIFE: Duration = Duration::from_secs(12 * 60 * 60);

/// The most who are signed in at a time; the oldest makes place.
const MOST: usize = 16;

/// Who has shown the token. They are in memory alone, so that a restart ends them all.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    open: Mutex<Vec<Session>>,
}

#[derive(Debug)]
struct Session {
    hash: [u8; 32],
    ends: Instant,
}

impl Sessions {
    /// Begins a session and returns its cookie; nothing where the system has no random numbers.
    pub(super) fn open(&self, now: Instant) -> Option<String> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).ok()?;
        let cookie = URL_SAFE_NO_PAD.encode(secret);
        let mut open = self.lock();
        open.retain(|session| session.ends > now);
        if open.len() >= MOST {
            open.remove(0);
        }
        open.push(Session {
            hash: hash("session", &cookie),
            ends: now + LIFE,
        });
        Some(cookie)
    }

    /// What the forms of the session with this cookie carry; another site can have the cookie sent, but not read this.
    pub(super) fn proof(&self, cookie: &str, now: Instant) -> Option<String> {
        let hashed = hash("session", cookie);
        let open = self.lock();
        open.iter()
            .find(|session| session.hash == hashed && session.ends > now)?;
        Some(URL_SAFE_NO_PAD.encode(hash("proof", cookie)))
    }

    pub(super) fn close(&self, cookie: &str) {
        let hashed = hash("session", cookie);
        self.lock().retain(|session| session.hash != hashed);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hash(purpose: &str, cookie: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(purpose);
    hash.update([0]);
    hash.update(cookie);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_has_a_proof_of_its_own_until_it_ends() {
        let sessions = Sessions::default();
        let now = Instant::now();
        let (one, other) = (sessions.open(now).unwrap(), sessions.open(now).unwrap());
        let proof = sessions.proof(&one, now).unwrap();
        assert_ne!(Some(&proof), sessions.proof(&other, now).as_ref());
        assert_ne!(proof, one);
        assert_eq!(sessions.proof("guessed", now), None);
        assert_eq!(sessions.proof(&one, now + LIFE), None, "its time is over");
        sessions.close(&one);
        assert_eq!(sessions.proof(&one, now), None, "signed out");
        assert!(sessions.proof(&other, now).is_some());
    }

    #[test]
    fn the_oldest_makes_place() {
        let sessions = Sessions::default();
        let now = Instant::now();
        let first = sessions.open(now).unwrap();
        let rest: Vec<_> = (0..MOST).map(|_| sessions.open(now).unwrap()).collect();
        assert_eq!(sessions.proof(&first, now), None);
        assert!(
            rest.iter()
                .all(|cookie| sessions.proof(cookie, now).is_some())
        );
    }
}
