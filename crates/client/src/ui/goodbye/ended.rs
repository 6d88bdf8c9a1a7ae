use call::{EndReason, Unusable, UserInput};
use leptos::prelude::*;
use protocol::ErrorCode;

use super::incomplete::reload_button;
use crate::{
    session::CallHandle,
    ui::{components::MessagePage, language::use_words},
};

/// After an end that the person did not wish: what happened, and what helps.
#[component]
pub(crate) fn EndedPage(reason: EndReason) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let rejoin = move |_| call.send(UserInput::Rejoin);
    let remedy = match Remedy::of(reason) {
        Remedy::TryAgain => Some(
            view! {
                <button type="button" class="button primary" on:click=rejoin>
                    {words.say(|text| text.general.try_again)}
                </button>
            }
            .into_any(),
        ),
        Remedy::Rejoin => Some(
            view! {
                <button type="button" class="button primary" on:click=rejoin>
                    {words.say(|text| text.general.rejoin)}
                </button>
            }
            .into_any(),
        ),
        Remedy::Reload => Some(reload_button()),
        Remedy::None => None,
    };
    view! {
        <MessagePage
            heading=Signal::derive(move || (words.get().goodbye.ended)(reason).heading.to_owned())
            sentence=Signal::derive(move || (words.get().goodbye.ended)(reason).sentence.to_owned())
        >
            {remedy}
            <a class="button" href="/">
                {words.say(|text| text.general.home)}
            </a>
        </MessagePage>
    }
}

/// What a person can do on this page about an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    /// The same may work later.
    TryAgain,
    /// The same works at once.
    Rejoin,
    /// Only another page would work: a newer one, or one that asks for the name again.
    Reload,
    None,
}

impl Remedy {
    fn of(reason: EndReason) -> Self {
        match reason {
            EndReason::Unusable(Unusable::NotSecure | Unusable::NoWebRtc) => Self::None,
            EndReason::Unreachable => Self::TryAgain,
            EndReason::Refused(code) => match code {
                ErrorCode::RoomFull
                | ErrorCode::ServerFull
                | ErrorCode::GoingAway
                | ErrorCode::RateLimited
                | ErrorCode::Denied
                | ErrorCode::TooManyTries
                | ErrorCode::TooManyWaiting
                | ErrorCode::JoinTimeout => Self::TryAgain,
                ErrorCode::Ended
                | ErrorCode::PasswordNeeded
                | ErrorCode::Replaced
                | ErrorCode::TooSlow
                | ErrorCode::WrongPassword => Self::Rejoin,
                ErrorCode::BadRoom
                | ErrorCode::BadToken
                | ErrorCode::Removed
                | ErrorCode::TokenExpired
                | ErrorCode::TokenUsedUp => Self::None,
                ErrorCode::ActTooFast
                | ErrorCode::AlreadyJoined
                | ErrorCode::BadChat
                | ErrorCode::BadMessage
                | ErrorCode::BadName
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
                | ErrorCode::UnsupportedVersion
                | ErrorCode::Unknown => Self::Reload,
            },
        }
    }
}
