use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use protocol::RoomPassword;
use rooms::{Input, PasswordHash};
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

/// How many passwords are worked on at a time: each takes a core and 19 MiB for some hundredths of a second.
const AT_A_TIME: usize = 2;

/// The work on passwords of rooms, beside the task that owns the rooms.
///
/// They are hashed by Argon2id (RFC 9106) with 19 MiB and two passes. Only so many are worked on at a time, the others
/// wait; each connection has at most one of its own.
#[derive(Debug)]
pub(crate) struct Passwords {
    places: Arc<Semaphore>,
    jobs: JoinSet<Option<Input>>,
}

impl Passwords {
    pub(crate) fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(AT_A_TIME)),
            jobs: JoinSet::new(),
        }
    }

    /// Hashes `password`; `input` makes of the hash what [`Passwords::done`] returns.
    pub(crate) fn hash(
        &mut self,
        password: RoomPassword,
        input: impl FnOnce(PasswordHash) -> Input + Send + 'static,
    ) {
        self.start(move || Some(input(hash(&password)?)));
    }

    /// Compares `password` with `expected`, or with nothing that it could be, which takes as long; `input` makes what
    /// [`Passwords::done`] returns of `expected` if it is the password of that.
    pub(crate) fn check(
        &mut self,
        password: RoomPassword,
        expected: Option<PasswordHash>,
        input: impl FnOnce(Option<PasswordHash>) -> Input + Send + 'static,
    ) {
        self.start(move || {
            let right = match expected {
                Some(expected) => is_right(&password, &expected).then_some(expected),
                None => {
                    hash(&password);
                    None
                }
            };
            Some(input(right))
        });
    }

    /// Returns the next outcome; never if nothing is under way.
    pub(crate) async fn done(&mut self) -> Input {
        loop {
            match self.jobs.join_next().await {
                Some(Ok(Some(input))) => return input,
                Some(Ok(None)) => {}
                Some(Err(error)) => tracing::error!(%error, "a password could not be worked on"),
                None => std::future::pending().await,
            }
        }
    }

    fn start(&mut self, job: impl FnOnce() -> Option<Input> + Send + 'static) {
        let places = Arc::clone(&self.places);
        self.jobs.spawn(async move {
            let _place = places.acquire_owned().await.ok()?;
            spawn_blocking(job).await.ok()?
        });
    }
}

/// `None` where the system has no random numbers.
fn hash(password: &RoomPassword) -> Option<PasswordHash> {
    match Argon2::default().hash_password(password.as_str().as_bytes()) {
        Ok(hash) => Some(PasswordHash::new(&hash.to_string())),
        Err(error) => {
            tracing::error!(%error, "a password cannot be hashed");
            None
        }
    }
}

fn is_right(password: &RoomPassword, expected: &PasswordHash) -> bool {
    let password = password.as_str().as_bytes();
    Argon2::default()
        .verify_password(password, expected.as_str())
        .is_ok()
}

#[cfg(test)]
mod tests {
    use rooms::ConnectionId;

    use super::*;

    #[tokio::test]
    async fn a_password_is_right_for_its_own_hash_alone() {
        let mut passwords = Passwords::new();
        let secret = RoomPassword::parse("kata sandi").unwrap();
        let expected = hash(&secret).unwrap();
        assert!(
            expected
                .as_str()
                .starts_with("$argon2id$v=19$m=19456,t=2,p=1$")
        );
        assert_ne!(
            hash(&secret),
            Some(expected.clone()),
            "each has its own salt"
        );
        let connection = ConnectionId(1);
        let checked = move |right| Input::PasswordChecked { connection, right };
        for (password, hash, right) in [
            ("kata sandi", Some(expected.clone()), true),
            ("kata sand", Some(expected.clone()), false),
            ("kata sandi", None, false),
            ("kata sandi", Some(PasswordHash::new("no hash")), false),
        ] {
            let password = RoomPassword::parse(password).unwrap();
            passwords.check(password, hash.clone(), checked);
            let right = hash.filter(|_| right);
            assert_eq!(passwords.done().await, checked(right));
        }
    }
}
