use call::UserInput;
use leptos::prelude::*;
use protocol::Source;

use super::{Icon, Shape, changing, option::option};
use crate::{
    preferences::device,
    rtc::{
        device_list::{DeviceKind, DeviceName},
        sounds, speaker,
    },
    session::CallHandle,
    ui::{language::use_words, memo::Watched},
};

/// Lets the person choose among the microphones, cameras and speakers that there are.
#[component]
pub(crate) fn DevicePickers() -> impl IntoView {
    view! {
        <div class="device-pickers">
            {picker(DeviceKind::Microphone)} {picker(DeviceKind::Camera)} {speaker_pickers()}
        </div>
    }
}

/// Lets the person choose a speaker and hear it; nothing in a browser without that choice.
pub(super) fn speaker_pickers() -> Vec<AnyView> {
    if speaker::can_be_chosen() {
        vec![picker(DeviceKind::Speaker), speaker_test()]
    } else {
        Vec::new()
    }
}

fn speaker_test() -> AnyView {
    let words = use_words();
    let loudspeaker = expect_context::<CallHandle>().loudspeaker();
    view! {
        <button type="button" class="button" on:click=move |_| loudspeaker.play(sounds::TEST)>
            <Icon shape=Shape::Sound />
            {words.say(|text| text.devices.test_speakers)}
        </button>
    }
    .into_any()
}

/// Lets the person choose among the devices of one kind.
pub(super) fn picker(kind: DeviceKind) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let label = words.say(match kind {
        DeviceKind::Microphone => |text| text.devices.microphone,
        DeviceKind::Camera => |text| text.devices.camera,
        DeviceKind::Speaker => |text| text.devices.speaker,
    });
    let devices = Watched::new(move || {
        let devices = call.devices().get().into_iter();
        devices
            .filter(|device| device.kind == kind)
            .collect::<Vec<DeviceName>>()
    });
    let choose = move |id: String| {
        call.choose(kind, id);
        match kind {
            DeviceKind::Microphone => call.send(UserInput::Renew(Source::Microphone)),
            DeviceKind::Camera => call.send(UserInput::Renew(Source::Camera)),
            DeviceKind::Speaker => {}
        }
    };
    let options = changing(move || {
        let devices = devices.get();
        if devices.is_empty() {
            // Browsers name no device before the page may use one.
            return Some(view! { <option>"—"</option> }.into_any());
        }
        let chosen = call.preferences().with(|preferences| {
            let id = device(preferences, kind)?;
            devices.iter().position(|device| device.id == id)
        });
        let options = devices.into_iter().enumerate().map(|(index, device)| {
            let number = index + 1;
            let label = if device.label.is_empty() {
                (words.get().devices.unnamed)(number)
            } else {
                device.label
            };
            let selected = chosen.unwrap_or_default() == index;
            option(
                device.id,
                Signal::derive(move || label.clone()),
                Signal::derive(move || selected),
            )
        });
        Some(options.collect_view().into_any())
    });
    view! {
        <label class="device-picker">
            <span>{label}</span>
            <select
                disabled=Signal::derive(move || devices.with(Vec::is_empty))
                on:change:target=move |event| choose(event.target().value())
            >
                {options}
            </select>
        </label>
    }
    .into_any()
}
