use call::SignInFailure;
use leptos::prelude::*;

use super::{Icon, Shape};
use crate::{address::take_parameter, ui::language::use_words};

/// Why whoever has come back to this page from signing in is not signed in; it is told once.
pub(crate) fn sign_in_failure() -> Option<SignInFailure> {
    SignInFailure::of_code(&take_parameter("sign_in")?)
}

/// Says why, and what to do.
pub(crate) fn sign_in_note(failure: Option<SignInFailure>) -> Option<AnyView> {
    let words = use_words();
    let failure = failure?;
    let sentence = Signal::derive(move || {
        let say = words.get().doors.sign_in_failed;
        say(failure).to_owned()
    });
    let note = view! {
        <p class="note warning" role="alert">
            <Icon shape=Shape::Warning />
            <span>{sentence}</span>
        </p>
    };
    Some(note.into_any())
}
