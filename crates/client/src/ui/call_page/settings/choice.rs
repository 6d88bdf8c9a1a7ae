use call::{CameraSize, ContentHint, DataUse, Layout, UserInput};
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{components::option, language::use_words, memo::Watched, text::Text},
};

pub(super) fn camera_choice() -> AnyView {
    let call = expect_context::<CallHandle>();
    let sizes = [CameraSize::Small, CameraSize::Medium, CameraSize::Large];
    let chosen = Watched::new(move || {
        call.preferences()
            .with(|preferences| preferences.camera_size as usize)
    });
    choice(
        |text| text.settings.camera,
        [|_| "360p", |_| "720p", |_| "1080p"],
        chosen,
        Box::new(move |index| {
            let size = sizes.get(index).copied().unwrap_or_default();
            call.prefer(move |preferences| preferences.camera_size = size);
            UserInput::ResizeCamera
        }),
    )
}

pub(super) fn layout_choice() -> AnyView {
    let call = expect_context::<CallHandle>();
    let chosen = Watched::new(move || call.view().with(|view| view.stage.layout as usize));
    let layouts = [Layout::Auto, Layout::Grid, Layout::Spotlight];
    choice(
        |text| text.settings.layout,
        [
            |text| text.settings.layout_auto,
            |text| text.settings.layout_grid,
            |text| text.settings.layout_spotlight,
        ],
        chosen,
        Box::new(move |index| {
            UserInput::SetLayout(layouts.get(index).copied().unwrap_or_default())
        }),
    )
}

pub(super) fn screen_choice() -> AnyView {
    let call = expect_context::<CallHandle>();
    let chosen = Watched::new(move || call.view().with(|view| view.local.hint as usize));
    let hints = [ContentHint::Detail, ContentHint::Text, ContentHint::Motion];
    choice(
        |text| text.settings.screen,
        [
            |text| text.settings.screen_detail,
            |text| text.settings.screen_text,
            |text| text.settings.screen_motion,
        ],
        chosen,
        Box::new(move |index| {
            UserInput::SetContentHint(hints.get(index).copied().unwrap_or_default())
        }),
    )
}

pub(super) fn data_choice() -> AnyView {
    let call = expect_context::<CallHandle>();
    let chosen = Watched::new(move || call.view().with(|view| view.local.data_use as usize));
    let uses = [DataUse::Full, DataUse::Low, DataUse::AudioOnly];
    choice(
        |text| text.settings.data,
        [
            |text| text.settings.data_full,
            |text| text.settings.data_low,
            |text| text.settings.data_audio,
        ],
        chosen,
        Box::new(move |index| UserInput::SetDataUse(uses.get(index).copied().unwrap_or_default())),
    )
}

type Word = fn(&'static Text) -> &'static str;

/// One of three, in a list that opens.
pub(crate) fn choice(
    label: Word,
    options: [Word; 3],
    chosen: Watched<usize>,
    gesture: Box<dyn Fn(usize) -> UserInput + Send>,
) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let options = options.into_iter().enumerate().map(|(index, word)| {
        option(
            index.to_string(),
            words.say(word),
            Signal::derive(move || chosen.get() == index),
        )
    });
    view! {
        <label class="device-picker">
            <span>{words.say(label)}</span>
            <select on:change:target=move |event| {
                if let Ok(index) = event.target().value().parse::<usize>() {
                    call.send(gesture(index));
                }
            }>{options.collect::<Vec<_>>()}</select>
        </label>
    }
    .into_any()
}
