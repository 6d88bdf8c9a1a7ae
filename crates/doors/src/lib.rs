//! Who may come in: the rules for what people bring along to a door, and nothing of how it reaches the server.
//!
//! Three kinds of text open a door, and none is ever taken for another:
//!
//! - An [`Invite`] is a capability that this server has signed: whoever has it comes into one room in one role. The
//!   [`Ledger`] knows how often each was used, and which are revoked.
//! - A [`HostPass`] is what the server gives to the hosts of a room, so that their browsers can ask for invites.
//! - A JSON Web Token of an operator's own system is checked by its [`TrustedKeys`].
//!
//! The server's own texts are a letter, a dot, and the Base64 of bytes with their HMAC-SHA-256 ([`SigningKey`]).
//! They are not JSON Web Tokens, because who writes both ends needs no field that says how to check: there is no
//! algorithm to choose, no header to be lied to by, and an invite stays short enough for a QR code. The MAC covers the
//! kind, so that a host pass is no invite; a JSON Web Token has two dots, so that it is neither.
//!
//! Nothing in here performs I/O, reads a clock or draws a random number: the time is an argument, in seconds since
//! 1970, and so are fresh random bytes.

mod device;
mod host_pass;
mod invite;
mod invite_id;
mod jwt;
mod ledger;
mod reader;
mod role;
mod signing_key;

pub use device::{DeviceMark, DeviceMarkError};
pub use host_pass::HostPass;
pub use invite::{Invite, InviteError, InviteRule, InviteRuleError};
pub use invite_id::{InviteId, InviteIdError};
pub use jwt::{JwtError, JwtGrant, KeyError, TrustedKeys};
pub use ledger::{Ledger, LedgerChange, LedgerFull, LedgerRecord, StoredLedger};
pub use role::Role;
pub use signing_key::{SigningKey, SigningKeyError};
