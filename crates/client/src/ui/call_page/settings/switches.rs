use call::{Switch, UserInput};
use leptos::prelude::*;
use protocol::Source;

use crate::{
    session::CallHandle,
    ui::{language::use_words, text::Text},
};

/// How the microphone's sound is made better: each is best left on, but for music.
pub(super) fn microphone_switches() -> Vec<AnyView> {
    let again = |_| Some(UserInput::Renew(Source::Microphone));
    vec![
        check(Switch::EchoCancellation, |text| text.settings.echo, again),
        check(Switch::NoiseSuppression, |text| text.settings.noise, again),
        check(Switch::GainControl, |text| text.settings.gain, again),
    ]
}

pub(super) fn switches() -> Vec<AnyView> {
    vec![
        check(
            Switch::OwnTile,
            |text| text.settings.shows_self,
            |on| Some(UserInput::ShowSelf(on)),
        ),
        check(Switch::Mirror, |text| text.settings.mirror, |_| None),
        check(
            Switch::Sounds,
            |text| text.settings.sounds,
            |on| Some(UserInput::SetSounds(on)),
        ),
        check(
            Switch::HideAddress,
            |text| text.settings.hides_address,
            |on| Some(UserInput::HideAddress(on)),
        ),
        check(
            Switch::SingleKeys,
            |text| text.settings.single_keys,
            |_| None,
        ),
    ]
}

/// A switch, and what the call is told when it has changed.
fn check(
    switch: Switch,
    label: fn(&'static Text) -> &'static str,
    gesture: fn(bool) -> Option<UserInput>,
) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let preferences = call.preferences();
    view! {
        <label class="settings-check">
            <input
                type="checkbox"
                prop:checked=Signal::derive(move || {
                    preferences.with(|preferences| preferences.is_on(switch))
                })
                on:change:target=move |event| {
                    let on = event.target().checked();
                    call.prefer(move |preferences| preferences.set(switch, on));
                    if let Some(gesture) = gesture(on) {
                        call.send(gesture);
                    }
                }
            />
            <span>{words.say(label)}</span>
        </label>
    }
    .into_any()
}
