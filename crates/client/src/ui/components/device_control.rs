use leptos::prelude::*;

use super::{
    Device, DeviceToggle, Menu, Shape,
    device_pickers::{picker, speaker_pickers},
};
use crate::{rtc::device_list::DeviceKind, ui::language::use_words};

/// Turns one's own microphone or camera on and off, and opens the choice of devices beside it.
#[component]
pub(crate) fn DeviceControl(device: Device) -> impl IntoView {
    let words = use_words();
    let open = RwSignal::new(false);
    let label = words.say(match device {
        Device::Microphone => |text| text.devices.choose_microphone,
        Device::Camera => |text| text.devices.choose_camera,
    });
    view! {
        <span class="device-control">
            <DeviceToggle device />
            <Menu
                label
                shape=Shape::Down
                button="round device-arrow"
                items="device-menu"
                open
            >
                {match device {
                    Device::Microphone => {
                        let mut pickers = speaker_pickers();
                        pickers.insert(0, picker(DeviceKind::Microphone));
                        pickers
                    }
                    Device::Camera => vec![picker(DeviceKind::Camera)],
                }}
            </Menu>
        </span>
    }
}
