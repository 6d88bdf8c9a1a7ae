use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MediaDeviceInfo, MediaDeviceKind};

/// What a person chooses among.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeviceKind {
    Microphone,
    Camera,
    Speaker,
}

/// A device as the browser names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DeviceName {
    pub(crate) kind: DeviceKind,
    pub(crate) id: String,
    pub(crate) label: String,
}

/// The devices that there are; none before the page may use any.
pub(crate) type DeviceNames = RwSignal<Vec<DeviceName>>;

/// Asks the browser for its devices; they are in `names` a little later.
pub(crate) fn refresh(names: DeviceNames) {
    crate::task::spawn(async move {
        if let Some(mut list) = enumerate().await {
            list.retain(|device| !device.id.is_empty());
            // The page may be gone by now.
            names.try_update(|names| {
                if *names != list {
                    *names = list;
                }
            });
        }
    });
}

/// Tells whether the browser lists a device of `kind`; it does so by no name before the page may use one.
pub(crate) async fn has(kind: DeviceKind) -> bool {
    let list = enumerate().await.unwrap_or_default();
    list.iter().any(|device| device.kind == kind)
}

async fn enumerate() -> Option<Vec<DeviceName>> {
    let devices = web_sys::window()?.navigator().media_devices().ok()?;
    let list = JsFuture::from(devices.enumerate_devices().ok()?)
        .await
        .ok()?;
    let list = list.unchecked_into::<js_sys::Array>().into_iter();
    Some(list.map(|info| name(info.unchecked_ref())).collect())
}

fn name(info: &MediaDeviceInfo) -> DeviceName {
    let kind = match info.kind() {
        MediaDeviceKind::Audioinput => DeviceKind::Microphone,
        MediaDeviceKind::Videoinput => DeviceKind::Camera,
        MediaDeviceKind::Audiooutput | _ => DeviceKind::Speaker,
    };
    DeviceName {
        kind,
        id: info.device_id(),
        label: info.label(),
    }
}
