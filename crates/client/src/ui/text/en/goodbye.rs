use call::{EndReason, Unusable};
use protocol::ErrorCode;

use crate::ui::text::Message;

/// Says why a call has ended.
pub(super) fn ended(reason: EndReason) -> Message {
    let (heading, sentence) = match reason {
        EndReason::Unusable(Unusable::NotSecure) => (
            "Calls need a secure page",
            "This page is not secure, so the browser gives no camera and microphone. Open it by https:// or on localhost.",
        ),
        EndReason::Unusable(Unusable::NoWebRtc) => (
            "This browser cannot make calls",
            "It has no WebRTC, or it is switched off. Open the link in a current Firefox, Chrome, Edge or Safari.",
        ),
        EndReason::Unreachable => (
            "The server cannot be reached",
            "Check your network connection, then try again.",
        ),
        EndReason::Refused(code) => refused(code),
    };
    Message { heading, sentence }
}

fn refused(code: ErrorCode) -> (&'static str, &'static str) {
    match code {
        ErrorCode::RoomFull => (
            "This room is full",
            "As many people are in it as this server allows. Try again when someone has left.",
        ),
        ErrorCode::ServerFull => (
            "The server is full",
            "It has as many meetings as it can carry. Try again in a few minutes.",
        ),
        ErrorCode::GoingAway => (
            "The server is restarting",
            "Whoever runs it has stopped it, perhaps for an update. Try again in a minute.",
        ),
        ErrorCode::TooSlow => (
            "Your connection is too slow",
            "Messages came faster than your network or this device could take them. Try again.",
        ),
        ErrorCode::RateLimited => (
            "Too much at once",
            "The server got more from this page or network than it allows. Wait a moment, then try again.",
        ),
        ErrorCode::JoinTimeout => (
            "Joining took too long",
            "The network may be slow or interrupted. Try again.",
        ),
        ErrorCode::UnsupportedVersion => (
            "This page is out of date",
            "The server speaks another version than this page. Reload to get the new one.",
        ),
        ErrorCode::BadName => (
            "The server does not accept your name",
            "Reload, type another name and join again.",
        ),
        ErrorCode::BadRoom => (
            "The server does not accept this room name",
            "Go home and choose another name for the room.",
        ),
        ErrorCode::Replaced => (
            "This call goes on in another window",
            "You are in it there. Close this page, or join here once more.",
        ),
        ErrorCode::Denied => (
            "You were not let in",
            "A host of this room did not let you in. Talk to them another way, then try again.",
        ),
        ErrorCode::Removed => (
            "You were removed from this room",
            "A host has removed you. Only a host can let you back in.",
        ),
        ErrorCode::Ended => (
            "The call has ended",
            "A host has ended it for everyone, or everyone who was in it has left.",
        ),
        ErrorCode::BadToken => (
            "This invite is not valid",
            "The link may be incomplete, taken back, or for another room. Ask whoever sent it for a new one.",
        ),
        ErrorCode::TokenExpired => (
            "This invite has expired",
            "Its time is over. Ask whoever sent it for a new one.",
        ),
        ErrorCode::TokenUsedUp => (
            "This invite has been used",
            "It has let in as many people as it was meant for. Ask whoever sent it for a new one.",
        ),
        ErrorCode::TooManyTries => (
            "Too many passwords",
            "Too many wrong passwords came from your network. Wait a few minutes, then try again.",
        ),
        ErrorCode::TooManyWaiting => (
            "Too many people are waiting",
            "As many people as the room takes ask to come in already. Try again in a few minutes.",
        ),
        ErrorCode::PasswordNeeded | ErrorCode::WrongPassword => (
            "The room has a new password",
            "It was set or changed while you were away. Rejoin and type it.",
        ),
        ErrorCode::ActTooFast
        | ErrorCode::AlreadyJoined
        | ErrorCode::BadChat
        | ErrorCode::BadMessage
        | ErrorCode::BadPassword
        | ErrorCode::BadPublications
        | ErrorCode::BadReaction
        | ErrorCode::BadSequence
        | ErrorCode::BadTarget
        | ErrorCode::BinaryFrame
        | ErrorCode::CannotResume
        | ErrorCode::ChatTooFast
        | ErrorCode::HandTooFast
        | ErrorCode::MessageTooLarge
        | ErrorCode::NoPlace
        | ErrorCode::NotAllowed
        | ErrorCode::NotJoined
        | ErrorCode::ReactionTooFast
        | ErrorCode::RecordingTooFast
        | ErrorCode::Unsupported
        | ErrorCode::Unknown => (
            "Something went wrong",
            "This page and the server did not understand each other. Reload; if it happens again, tell whoever runs the server.",
        ),
    }
}
