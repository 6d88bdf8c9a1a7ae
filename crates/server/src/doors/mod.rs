//! Who may come in: the rules are the crate `doors`, here is what they are told and what becomes of it.

pub(crate) mod api;
mod command;
mod config;
mod invite_view;
mod settings;
pub(crate) mod sign_in;

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::doors::{Doorkeeper, HostPass, Inviter, Ledger, StoredLedger, User, Visit};
use axum::http::HeaderMap;
use protocol::{Entry, EntryPass, ErrorCode, RoomId, SecretError};
use rooms::Grant;

use crate::hub::Clock;
use crate::store::{DataDir, DataDirError, LedgerStore, Store, draw_invite_key};
pub use command::{InviteTexts, invite_link};
pub use config::{DoorsConfig, HiddenText, OidcConfig};
pub(crate) use settings::DoorsSettings;
use sign_in::SignInDesk;

/// The doorkeeper, with its clock and its memory on the disk.
#[derive(Debug)]
pub struct Doors {
    keeper: Mutex<Doorkeeper>,
    store: Mutex<Option<LedgerStore>>,
    desk: Option<SignInDesk>,
    clock: Clock,
}

impl Doors {
    /// Opens what is kept in the directory, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the system does not let the program use the directory, or has no random numbers.
    pub(crate) fn open(
        config: &DoorsConfig,
        directory: Option<&DataDir>,
    ) -> Result<Self, DataDirError> {
        let clock = Clock::start();
        let key = match (&config.invite_key, directory) {
            (Some(key), _) => key.clone(),
            (None, Some(directory)) => Store::invite_key(directory)?,
            (None, None) => draw_invite_key()?,
        };
        let (store, stored) = match directory.map(LedgerStore::open).transpose()? {
            Some((store, stored)) => (Some(store), stored),
            None => (None, StoredLedger::default()),
        };
        let desk = SignInDesk::new(config, &key);
        let keeper = Doorkeeper {
            key,
            trusted: config.trusted.clone(),
            creation: config.creation,
            api_token: config.api_token.clone(),
            ledger: Ledger::restore(stored, seconds(&clock)),
        };
        Ok(Self {
            keeper: Mutex::new(keeper),
            store: Mutex::new(store),
            desk,
            clock,
        })
    }

    /// Makes doors of which nothing is kept.
    ///
    /// # Errors
    ///
    /// Fails if the system has no random numbers.
    pub fn without_store(config: &DoorsConfig) -> io::Result<Self> {
        Self::open(config, None).map_err(io::Error::other)
    }

    /// Says what somebody gets who is about to join `room`, by what they show and by who has signed in; the use of an
    /// invite is stored before.
    ///
    /// # Errors
    ///
    /// Says what to tell them whose token opens nothing.
    pub async fn vouch(
        &self,
        room: &RoomId,
        entry: &Entry,
        user: Option<&User>,
    ) -> Result<Grant, ErrorCode> {
        let visit = Visit { room, entry, user };
        let vouched = self.change(|keeper, now| keeper.vouch(&visit, now)).await;
        let vouched = vouched.map_err(|refusal| {
            tracing::debug!(%refusal, "somebody was not let in");
            refusal.code()
        })?;
        Ok(Grant {
            role: vouched.role,
            name: vouched.name,
            subject: vouched.subject,
            creates: vouched.creates,
            passes_password: vouched.passes_password,
        })
    }

    /// Writes a pass for a host of the room, and says for how many seconds it holds.
    ///
    /// # Errors
    ///
    /// Fails if the pass is not of the form of what is shown at a door, as none is.
    pub fn host_pass(&self, room: &RoomId) -> Result<(EntryPass, u32), SecretError> {
        let lifetime = u32::try_from(HostPass::LIFETIME).unwrap_or(u32::MAX);
        let pass = HostPass {
            room: room.clone(),
            expires: self.now().saturating_add(HostPass::LIFETIME),
        };
        let pass = EntryPass::parse(&pass.sign(&self.keeper().key))?;
        Ok((pass, lifetime))
    }

    /// Says who has signed in, by the headers of a request.
    #[must_use]
    pub fn user(&self, headers: &HeaderMap) -> Option<User> {
        self.desk.as_ref()?.user(headers, self.now())
    }

    /// Where people sign in, if they can.
    fn desk(&self) -> Option<&SignInDesk> {
        self.desk.as_ref()
    }

    /// The time, in seconds since 1970.
    fn now(&self) -> u64 {
        seconds(&self.clock)
    }

    /// Says who asks for invites, by a bearer token.
    fn inviter(&self, bearer: &str) -> Option<Inviter> {
        self.keeper().inviter(bearer, self.now())
    }

    /// Stores what is not stored yet, and closes the file.
    pub(crate) async fn close(&self) {
        let store = self.store().take();
        if let Some(store) = store {
            store.close().await;
        }
    }

    /// Lets `change` do something to the ledger, and waits until that is stored.
    async fn change<T>(&self, change: impl FnOnce(&mut Doorkeeper, u64) -> T) -> T {
        let (outcome, written) = {
            let mut keeper = self.keeper();
            let outcome = change(&mut keeper, self.now());
            let changes = keeper.ledger.take_changes();
            // With the keeper held, so that changes are written in their order.
            let written = self.store().as_ref().map(|store| store.write(changes));
            (outcome, written)
        };
        if let Some(written) = written {
            written.done().await;
        }
        outcome
    }

    fn keeper(&self) -> MutexGuard<'_, Doorkeeper> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn store(&self) -> MutexGuard<'_, Option<LedgerStore>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn seconds(clock: &Clock) -> u64 {
    clock.now().0.as_secs()
}
