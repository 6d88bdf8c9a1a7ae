//! Signing in by an identity provider: who comes back from it has a session, which a cookie shows.

pub(crate) mod api;
#[cfg(not(feature = "oidc"))]
#[path = "no_provider.rs"]
mod provider;
#[cfg(feature = "oidc")]
mod provider;

use std::sync::{Mutex, MutexGuard, PoisonError};

use ::doors::{Cookie, Cookies, ReturnPath, SessionToken, Sessions, SignIn, SigningKey, User};
use axum::http::header::{COOKIE, HeaderMap};
use thiserror::Error;

use crate::doors::DoorsConfig;
use provider::Provider;

/// True if this program can sign people in.
pub(crate) const IS_BUILT_IN: bool = cfg!(feature = "oidc");

/// Where the identity provider sends people back to.
const CALLBACK: &str = "/auth/callback";

/// The way to the identity provider, and who has come back from it.
#[derive(Debug)]
pub(super) struct SignInDesk {
    provider: Provider,
    issuer: Box<str>,
    key: SigningKey,
    cookies: Cookies,
    sessions: Mutex<Sessions>,
}

/// What the provider is asked with, drawn for each sign-in; secret.
#[cfg_attr(
    not(feature = "oidc"),
    expect(dead_code, reason = "there is no provider to ask")
)]
struct Asked {
    state: String,
    nonce: String,
    code_verifier: String,
}

/// Why the provider does not say who somebody is.
#[derive(Debug, Error)]
#[cfg_attr(
    not(feature = "oidc"),
    expect(dead_code, reason = "there is no provider to ask")
)]
enum ProviderError {
    #[error("the identity provider cannot be asked: {0}")]
    Unreachable(String),
    #[error("the identity provider's answer is not taken: {0}")]
    Refused(String),
}

/// Why somebody who comes back has not signed in.
#[derive(Debug, Error)]
enum SignInError {
    /// Too late, or another browser's.
    #[error("no sign-in of this browser has begun, or it took too long")]
    Unknown,
    #[error("the identity provider says {0:?}")]
    Denied(String),
    #[error(transparent)]
    Provider(#[from] ProviderError),
    #[error("the system has no random numbers")]
    NoRandomness,
}

/// What an identity provider sends somebody back with (RFC 6749, section 4.1.2; RFC 9207, section 2).
#[derive(Debug, Default)]
struct Answer {
    code: Option<Code>,
    state: String,
    error: Option<String>,
    issuer: Option<String>,
}

/// A code that is good for one sign-in; its `Debug` hides it.
struct Code(String);

impl SignInDesk {
    /// Makes the desk, if people are to sign in.
    pub(super) fn new(config: &DoorsConfig, key: &SigningKey) -> Option<Self> {
        let (oidc, home) = config.oidc.as_ref().zip(config.public_url.as_ref())?;
        Some(Self {
            provider: Provider::new(oidc, format!("{home}{CALLBACK}"))?,
            issuer: oidc.issuer.as_str().into(),
            key: key.clone(),
            cookies: Cookies {
                is_secure: home.is_secure(),
            },
            sessions: Mutex::new(Sessions::new(oidc.session_lifetime.as_secs())),
        })
    }

    /// Says who shows these headers at the time `now`.
    pub(super) fn user(&self, headers: &HeaderMap, now: u64) -> Option<User> {
        let token = self.shown(headers, Cookie::Session)?;
        self.sessions().user(token, now).cloned()
    }

    /// Begins a sign-in: returns where it goes on, and the cookie to set.
    async fn begin(
        &self,
        return_to: ReturnPath,
        now: u64,
    ) -> Result<(String, String), SignInError> {
        let sign_in = SignIn::begin(random()?, return_to, now);
        let address = self.provider.address(&self.asked(&sign_in)).await?;
        let cookie = self
            .cookies
            .set(Cookie::SignIn, &sign_in.cookie(&self.key), SignIn::LIFETIME);
        Ok((address, cookie))
    }

    /// Returns the sign-in that this browser has begun.
    fn begun(&self, headers: &HeaderMap, now: u64) -> Option<SignIn> {
        let cookie = self.shown(headers, Cookie::SignIn)?;
        SignIn::of_cookie(cookie, &self.key, now)
    }

    /// Finishes a sign-in: returns the cookie of the session.
    async fn finish(
        &self,
        sign_in: &SignIn,
        answer: Answer,
        headers: &HeaderMap,
        now: u64,
    ) -> Result<String, SignInError> {
        let is_of_other = |issuer: &String| **issuer != *self.issuer;
        if answer.issuer.as_ref().is_some_and(is_of_other)
            || !sign_in.is_answered_by(&answer.state, &self.key)
        {
            return Err(SignInError::Unknown);
        }
        if let Some(error) = answer.error {
            return Err(SignInError::Denied(error));
        }
        let Code(code) = answer.code.ok_or(SignInError::Unknown)?;
        let asked = self.asked(sign_in);
        let user = self.provider.user(code, &asked).await?;
        let token = SessionToken::new(random()?);
        let mut sessions = self.sessions();
        // Whoever was signed in here before is not any more.
        if let Some(old) = self.shown(headers, Cookie::Session) {
            sessions.end(old);
        }
        let seconds = sessions.begin(&token, user, now);
        Ok(self.cookies.set(Cookie::Session, token.as_str(), seconds))
    }

    /// Returns the cookie of a new token in place of one that is old.
    fn rotated(&self, headers: &HeaderMap, now: u64) -> Option<String> {
        let old = self.shown(headers, Cookie::Session)?;
        let new = SessionToken::new(random().ok()?);
        let seconds = self.sessions().rotate(old, &new, now)?;
        Some(self.cookies.set(Cookie::Session, new.as_str(), seconds))
    }

    /// Ends the session of whoever shows these headers.
    fn end(&self, headers: &HeaderMap) {
        if let Some(token) = self.shown(headers, Cookie::Session) {
            self.sessions().end(token);
        }
    }

    /// Returns the cookie that takes one away.
    fn without(&self, cookie: Cookie) -> String {
        self.cookies.set(cookie, "", 0)
    }

    fn shown<'a>(&self, headers: &'a HeaderMap, cookie: Cookie) -> Option<&'a str> {
        let values = headers.get_all(COOKIE).iter();
        self.cookies
            .find(values.filter_map(|value| value.to_str().ok()), cookie)
    }

    fn asked(&self, sign_in: &SignIn) -> Asked {
        Asked {
            state: sign_in.state(&self.key),
            nonce: sign_in.nonce(&self.key),
            code_verifier: sign_in.code_verifier(&self.key),
        }
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SignInError {
    /// What the web app is told, which has words for it.
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "expired",
            Self::Denied(_) => "denied",
            Self::Provider(ProviderError::Refused(_)) => "refused",
            Self::Provider(ProviderError::Unreachable(_)) | Self::NoRandomness => "unavailable",
        }
    }
}

impl Answer {
    /// Reads the query with which somebody comes back.
    fn of_query(query: &str) -> Self {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.into_owned();
            match &*name {
                "code" => answer.code = Some(Code(value)),
                "state" => answer.state = value,
                "error" => answer.error = Some(value),
                "iss" => answer.issuer = Some(value),
                _ => {}
            }
        }
        answer
    }
}

fn random() -> Result<[u8; 32], SignInError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| SignInError::NoRandomness)?;
    Ok(bytes)
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}
