use call::{SourceView, UserInput};
use leptos::prelude::*;

use super::{Drawing, Icon, Shape};
use crate::{
    session::CallHandle,
    ui::{language::use_words, memo::Watched},
};

/// What a [`DeviceToggle`] turns on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Device {
    Microphone,
    Camera,
}

/// Turns one's own microphone or camera on and off.
#[component]
pub(crate) fn DeviceToggle(device: Device) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let source = Watched::new(move || {
        call.view().with(|view| match device {
            Device::Microphone => view.local.microphone,
            Device::Camera => view.local.camera,
        })
    });
    let on = move || match source.get() {
        SourceView::On | SourceView::Starting => true,
        SourceView::Off | SourceView::Unavailable(_) => false,
    };
    let off = Signal::derive(move || !on());
    let unavailable = Signal::derive(move || matches!(source.get(), SourceView::Unavailable(_)));
    let label = Signal::derive(move || {
        let text = &words.get().general;
        let label = match (device, on()) {
            (Device::Microphone, true) => text.mute_microphone,
            (Device::Microphone, false) => text.unmute_microphone,
            (Device::Camera, true) => text.turn_camera_off,
            (Device::Camera, false) => text.turn_camera_on,
        };
        label.to_owned()
    });
    let shape = Drawing::of(move || match (device, on()) {
        (Device::Microphone, true) => Shape::Microphone,
        (Device::Microphone, false) => Shape::MicrophoneOff,
        (Device::Camera, true) => Shape::Camera,
        (Device::Camera, false) => Shape::CameraOff,
    });
    let toggle = move |_| {
        let wanted = !untrack(on);
        call.send(match device {
            Device::Microphone => UserInput::SetMicrophone(wanted),
            Device::Camera => UserInput::SetCamera(wanted),
        });
    };
    view! {
        <button
            type="button"
            class="round"
            class:off=off
            class:unavailable=unavailable
            aria-label=label
            title=label
            on:click=toggle
        >
            <Icon shape=shape />
        </button>
    }
}
