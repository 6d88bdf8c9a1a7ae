use call::SignInFailure;
use leptos::prelude::*;

use super::{Icon, Shape};
use crate::{session::embed::parameter, ui::language::use_words};

/// Why whoever has come back to this page from signing in is not signed in.
pub(crate) fn sign_in_failure() -> Option<SignInFailure> {
    SignInFailure::of_code(&parameter("sign_in")?)
}

/// Says why, and what to do.
pub(crate) fn sign_in_note() -> Option<AnyView> {
    let words = use_words();
    let failure = sign_in_failure()?;
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
