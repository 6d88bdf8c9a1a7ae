//! Who may come in: the rules for what people bring along to a door, and nothing of how it reaches the server.
//!
//! Three kinds of text open a door, and none is ever taken for another:
//!
//! - An [`Invite`] is a capability that this server has signed: whoever has it comes into one room in one role. The
//!   [`Ledger`] knows how often each was used, and which are revoked.
//! - A [`HostPass`] is what the server gives to the hosts of a room, so that their browsers can ask for invites.
//! - A JSON Web Token of an operator's own system is checked by its [`TrustedKeys`].
//!
//! The [`Doorkeeper`] looks at whatever somebody brings along, and says what that gives them.
//!
//! The server's own texts are a letter, a dot, and the Base64 of bytes with their HMAC-SHA-256 ([`SigningKey`]).
//! They are not JSON Web Tokens, because who writes both ends needs no field that says how to check: there is no
//! algorithm to choose, no header to be lied to by, and an invite stays short enough for a QR code. The MAC covers the
//! kind, so that a host pass is no invite; a JSON Web Token has two dots, so that it is neither.
//!
//! Nothing in here performs I/O, reads a clock or draws a random number: the time is an argument, in seconds since
//! 1970, and so are fresh random bytes.

mod api_token;
mod cookies;
mod creation;
mod device;
mod doorkeeper;
mod host_pass;
mod invite;
mod invite_id;
mod invites;
mod jwt;
mod ledger;
mod lifetime;
mod reader;
mod return_path;
mod sessions;
mod sign_in;
mod signing_key;
mod user;

pub use api_token::{ApiToken, ApiTokenError};
pub use cookies::{Cookie, Cookies};
pub use creation::RoomCreation;
pub use doorkeeper::{Doorkeeper, Refusal, Visit, Vouched};
pub use host_pass::HostPass;
pub use invite::{Invite, InviteError, InviteRule, InviteRuleError};
pub use invite_id::{InviteId, InviteIdError};
pub use invites::{Inviter, InvitesError};
pub use jwt::{JwtError, JwtGrant, KeyError, TrustedKeys};
pub use ledger::{Ledger, LedgerChange, LedgerFull, LedgerRecord, StoredLedger};
pub use lifetime::parse_lifetime;
pub use return_path::ReturnPath;
pub use sessions::{SessionToken, Sessions};
pub use sign_in::SignIn;
pub use signing_key::{SigningKey, SigningKeyError};
pub use user::User;
