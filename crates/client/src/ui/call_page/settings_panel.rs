use call::{ContentHint, DataUse, Layout, UserInput};
use leptos::prelude::*;

use super::panels::SidePanel;
use crate::{
    session::CallHandle,
    ui::{
        components::{DevicePickers, LanguageSelect},
        language::use_words,
        text::Text,
    },
};

/// What a person chooses for themselves during the call.
#[component]
pub(crate) fn SettingsPanel(on_close: Callback<()>) -> impl IntoView {
    let words = use_words();
    view! {
        <SidePanel id="settings-heading" heading=words.say(|text| text.settings.heading) on_close>
            <div class="settings">
                <DevicePickers />
                {layout_choice()}
                {screen_choice()}
                {data_choice()}
                {self_view()}
                {single_keys()}
            </div>
            <footer class="panel-bottom">
                <LanguageSelect />
            </footer>
        </SidePanel>
    }
}

/// What the keys do.
pub(crate) fn keys_panel(on_close: Callback<()>) -> AnyView {
    let words = use_words();
    view! {
        <SidePanel id="keys-heading" heading=words.say(|text| text.keys.heading) on_close>
            <pre class="keys">{words.say(|text| text.keys.list)}</pre>
        </SidePanel>
    }
    .into_any()
}

fn layout_choice() -> AnyView {
    let call = expect_context::<CallHandle>();
    let chosen = Memo::new(move |_| call.view().with(|view| view.stage.layout as usize));
    let layouts = [Layout::Auto, Layout::Grid, Layout::Spotlight];
    choice(
        |text| text.settings.layout,
        [
            |text| text.settings.layout_auto,
            |text| text.settings.layout_grid,
            |text| text.settings.layout_spotlight,
        ],
        chosen,
        move |index| UserInput::SetLayout(layouts.get(index).copied().unwrap_or_default()),
    )
}

fn screen_choice() -> AnyView {
    let call = expect_context::<CallHandle>();
    let chosen = Memo::new(move |_| call.view().with(|view| view.local.hint as usize));
    let hints = [ContentHint::Detail, ContentHint::Text, ContentHint::Motion];
    choice(
        |text| text.settings.screen,
        [
            |text| text.settings.screen_detail,
            |text| text.settings.screen_text,
            |text| text.settings.screen_motion,
        ],
        chosen,
        move |index| UserInput::SetContentHint(hints.get(index).copied().unwrap_or_default()),
    )
}

fn data_choice() -> AnyView {
    let call = expect_context::<CallHandle>();
    let chosen = Memo::new(move |_| call.view().with(|view| view.local.data_use as usize));
    let uses = [DataUse::Full, DataUse::Low, DataUse::AudioOnly];
    choice(
        |text| text.settings.data,
        [
            |text| text.settings.data_full,
            |text| text.settings.data_low,
            |text| text.settings.data_audio,
        ],
        chosen,
        move |index| UserInput::SetDataUse(uses.get(index).copied().unwrap_or_default()),
    )
}

type Word = fn(&'static Text) -> &'static str;

/// One of three, in a list that opens.
fn choice(
    label: Word,
    options: [Word; 3],
    chosen: Memo<usize>,
    gesture: impl Fn(usize) -> UserInput + Copy + Send + Sync + 'static,
) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let options = options.into_iter().enumerate().map(|(index, word)| {
        view! {
            <option value=index prop:selected=move || chosen.get() == index>
                {words.say(word)}
            </option>
        }
    });
    view! {
        <label class="device-picker">
            <span>{words.say(label)}</span>
            <select on:change:target=move |event| {
                if let Ok(index) = event.target().value().parse::<usize>() {
                    call.send(gesture(index));
                }
            }>{options.collect_view()}</select>
        </label>
    }
    .into_any()
}

fn single_keys() -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let on = Memo::new(move |_| {
        call.preferences()
            .with(|preferences| preferences.single_keys)
    });
    view! {
        <label class="settings-check">
            <input
                type="checkbox"
                prop:checked=on
                on:change:target=move |event| {
                    let on = event.target().checked();
                    call.prefer(|preferences| preferences.single_keys = on);
                }
            />
            <span>{words.say(|text| text.settings.single_keys)}</span>
        </label>
    }
    .into_any()
}

fn self_view() -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let shows = Memo::new(move |_| call.view().with(|view| view.stage.shows_self));
    view! {
        <label class="settings-check">
            <input
                type="checkbox"
                prop:checked=shows
                on:change:target=move |event| {
                    call.send(UserInput::ShowSelf(event.target().checked()));
                }
            />
            <span>{words.say(|text| text.settings.shows_self)}</span>
        </label>
    }
    .into_any()
}
