use call::UserInput;
use leptos::{ev::SubmitEvent, html, prelude::*};
use protocol::{Act, RoomAct, RoomPassword};

use crate::{
    session::CallHandle,
    ui::{
        components::{Shown, TextField},
        language::use_words,
        memo::Watched,
    },
};

/// Sets the password of the room, or takes it away.
pub(super) fn password_form() -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let input = NodeRef::<html::Input>::new();
    let typed = RwSignal::new(String::new());
    let wrong = Watched::new(move || {
        let is_wrong = typed.with(|typed| !typed.is_empty() && RoomPassword::parse(typed).is_err());
        is_wrong.then(|| words.get().doors.password_hint.to_owned())
    });
    let has_one = Watched::new(move || call.view().with(|view| view.doors.rules.has_password));
    let set = move |event: SubmitEvent| {
        event.prevent_default();
        if let Ok(password) = typed.with_untracked(|typed| RoomPassword::parse(typed)) {
            call.send(UserInput::Act(Act::SetPassword(password)));
            typed.set(String::new());
        }
    };
    view! {
        <form class="doors-password" novalidate on:submit=set>
            <TextField
                id="new-password"
                label=words.say(|text| text.doors.password)
                hint=words.say(|text| text.doors.password_hint)
                error=wrong
                value=typed
                node_ref=input
                autocomplete="off"
            />
            <button type="submit" class="button small">
                {words.say(|text| text.doors.set_password)}
            </button>
            <Shown when=Signal::derive(move || has_one.get())>
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| {
                        call.send(UserInput::Act(Act::Room(RoomAct::RemovePassword)));
                    }
                >
                    {words.say(|text| text.doors.remove_password)}
                </button>
            </Shown>
        </form>
    }
    .into_any()
}
