use call::{PasswordView, PhaseView, UserInput};
use leptos::{ev::SubmitEvent, html, prelude::*};
use protocol::{DisplayName, DisplayNameError, RoomPassword};

use super::sign_in::sign_in;
use crate::{
    call_part::CallPart,
    session::{CallHandle, embed::named_by_address},
    ui::{
        attributes::flag,
        components::{Shown, TextField, sign_in_failure, sign_in_note},
        effect::effect,
        language::use_words,
        memo::{Watched, memo},
    },
};

/// Asks for the person's name, and for the password where the room has one, and joins.
#[component]
pub(crate) fn NameForm(
    /// A host has to let the person in.
    locked: Signal<bool>,
) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let input = NodeRef::<html::Input>::new();
    let remembered = call.preferences().with_untracked(|preferences| {
        let name = named_by_address().or_else(|| preferences.name.clone());
        name.map(|name| name.as_str().to_owned())
    });
    let typed = RwSignal::new(remembered.unwrap_or_default());
    // An empty field is wrong only once the person tried to go on with it.
    let tried = RwSignal::new(false);
    let error = Watched::new(move || {
        let problem = typed.with(|typed| DisplayName::parse(typed)).err()?;
        let shown = problem != DisplayNameError::Empty || tried.get();
        shown.then(|| (words.get().green_room.name_error)(problem))
    });
    let password = RwSignal::new(String::new());
    let password_input = NodeRef::<html::Input>::new();
    let asked = memo(move || call.view().with(|view| view.password));
    let wrong = Watched::new(move || {
        let text = &words.get().doors;
        (asked.get() == PasswordView::Wrong).then(|| text.password_wrong.to_owned())
    });
    effect(move || {
        if asked.get() != PasswordView::NotNeeded
            && let Some(input) = password_input.get()
        {
            let _ = input.focus();
        }
    });
    let password_asked = Signal::derive(move || asked.get() != PasswordView::NotNeeded);
    let failure = sign_in_failure();
    let sign_in_helps = Signal::derive(move || failure.is_some() || password_asked.get());
    let part = expect_context::<CallPart>();
    // Whoever was quicker than what the call is shown with joins once that is there.
    let waiting = RwSignal::new(None::<UserInput>);
    let missed = RwSignal::new(false);
    effect(move || {
        if !waiting.with(Option::is_some) {
            return;
        }
        if part.get().is_some() {
            if let Some(join) = waiting.try_update(Option::take).flatten() {
                call.send(join);
            }
        } else if part.is_missing() {
            waiting.set(None);
            missed.set(true);
        }
    });
    let joining = memo(move || {
        waiting.with(Option::is_some) || call.view().with(|view| view.phase == PhaseView::Joining)
    });
    let label = Signal::derive(move || {
        let text = &words.get().green_room;
        let word = if joining.get() {
            text.joining
        } else if locked.get() {
            words.get().doors.ask_to_join
        } else {
            text.join_now
        };
        word.to_owned()
    });
    let join = move |event: SubmitEvent| {
        event.prevent_default();
        if joining.get_untracked() {
            return;
        }
        match typed.with_untracked(|typed| DisplayName::parse(typed)) {
            Ok(name) => {
                let room = call.view().with_untracked(|view| view.room.clone());
                call.prefer(move |preferences| preferences.visit(room));
                let password = password.with_untracked(|typed| RoomPassword::parse(typed).ok());
                missed.set(false);
                part.fetch();
                waiting.set(Some(UserInput::Join { name, password }));
            }
            Err(_) => {
                tried.set(true);
                if let Some(input) = input.get_untracked() {
                    let _ = input.focus();
                }
            }
        }
    };
    view! {
        <form class="name-form" novalidate on:submit=join>
            <TextField
                id="your-name"
                label=words.say(|text| text.green_room.your_name)
                hint=words.say(|text| text.green_room.your_name_hint)
                error=error
                value=typed
                node_ref=input
                autocomplete="nickname"
            />
            <Shown when=password_asked>
                <TextField
                    id="room-password"
                    label=words.say(|text| text.doors.password)
                    hint=words.say(|text| text.doors.password_needed)
                    error=wrong
                    value=password
                    node_ref=password_input
                    autocomplete="off"
                />
            </Shown>
            {sign_in_note(failure)}
            <Shown when=sign_in_helps>{sign_in()}</Shown>
            <button type="submit" class="button primary large" disabled=flag(joining)>
                {label}
            </button>
            <Shown when=missed>
                <p role="alert">{words.say(|text| text.green_room.part_missing)}</p>
            </Shown>
        </form>
    }
}
