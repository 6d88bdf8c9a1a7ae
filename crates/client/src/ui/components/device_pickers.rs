use call::UserInput;
use leptos::prelude::*;
use protocol::Source;

use crate::{
    preferences::device,
    rtc::{
        device_list::{DeviceKind, DeviceName},
        speaker,
    },
    session::CallHandle,
    ui::language::use_words,
};

/// Lets the person choose among the microphones, cameras and speakers that there are.
#[component]
pub(crate) fn DevicePickers() -> impl IntoView {
    let mut kinds = vec![DeviceKind::Microphone, DeviceKind::Camera];
    if speaker::can_be_chosen() {
        kinds.push(DeviceKind::Speaker);
    }
    let pickers = kinds.into_iter().map(picker).collect_view();
    view! { <div class="device-pickers">{pickers}</div> }
}

fn picker(kind: DeviceKind) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let label = words.say(match kind {
        DeviceKind::Microphone => |text| text.devices.microphone,
        DeviceKind::Camera => |text| text.devices.camera,
        DeviceKind::Speaker => |text| text.devices.speaker,
    });
    let devices = Memo::new(move |_| {
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
    let options = move || {
        let devices = devices.get();
        if devices.is_empty() {
            // Browsers name no device before the page may use one.
            return view! { <option></option> }.into_any();
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
            view! {
                <option value=device.id prop:selected=selected>
                    {label}
                </option>
            }
        });
        options.collect_view().into_any()
    };
    view! {
        <label class="device-picker">
            <span>{label}</span>
            <select
                disabled=move || devices.with(Vec::is_empty)
                on:change:target=move |event| choose(event.target().value())
            >
                {options}
            </select>
        </label>
    }
    .into_any()
}
