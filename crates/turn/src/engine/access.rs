//! Who may do something: the long-term credentials of RFC 8489, section 9.2, by the REST convention.

use stun_types::attribute::{MessageIntegrity, MessageIntegritySha256};
use stun_types::message::{IntegrityAlgorithm, LongTermKeyCredentials};

use super::{Engine, Known, REALM};
use crate::request::Request;
use crate::{Client, Refusal, Timestamp, subject_and_expiry};

impl Engine {
    /// Says who signed a request.
    ///
    /// Credentials that have ended are still good for what was made with them before (a browser keeps using the ones
    /// that it began with), until their subject is revoked.
    pub(super) fn authenticate(
        &self,
        client: &Client,
        request: &Request<'_>,
        now: Timestamp,
    ) -> Result<Known, Refusal> {
        if !request.has::<MessageIntegrity>() && !request.has::<MessageIntegritySha256>() {
            return Err(Refusal::NoCredentials);
        }
        let Some((username, realm, nonce)) = request.credentials() else {
            return Err(Refusal::BadRequest);
        };
        if !self.nonces.check(&nonce, client, now) {
            return Err(Refusal::StaleNonce);
        }
        if realm != REALM {
            return Err(Refusal::WrongCredentials);
        }
        let known = self
            .signer(client, username)
            .ok_or(Refusal::WrongCredentials)?;
        if !request.is_signed_with(&known.key) {
            return Err(Refusal::WrongCredentials);
        }
        if self
            .allocation_of(client)
            .is_none_or(|allocation| allocation.username != known.username)
        {
            self.still_good(&known.username, now)?;
        }
        Ok(known)
    }

    /// Who has this user name, and what they would sign with.
    fn signer(&self, client: &Client, username: String) -> Option<Known> {
        let (subject, _) = subject_and_expiry(&username)?;
        let subject = subject.to_owned();
        let allocation = self
            .allocation_of(client)
            .filter(|allocation| allocation.username == username);
        let key = match allocation {
            Some(allocation) => allocation.key.clone(),
            None => {
                let password = self.secret.password(&username);
                LongTermKeyCredentials::new(username.clone(), password, REALM.to_owned())
                    .make_key(IntegrityAlgorithm::Sha1)
            }
        };
        Some(Known {
            username,
            subject,
            key,
        })
    }

    fn still_good(&self, username: &str, now: Timestamp) -> Result<(), Refusal> {
        let (subject, expiry) = subject_and_expiry(username).ok_or(Refusal::WrongCredentials)?;
        if expiry <= now.as_secs() {
            return Err(Refusal::Expired);
        }
        if expiry > now.after(self.limits.credentials_ahead).as_secs() {
            return Err(Refusal::TooFarAhead);
        }
        if self.revoked.contain(subject) {
            return Err(Refusal::Revoked);
        }
        Ok(())
    }
}
