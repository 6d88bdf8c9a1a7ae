use call::Preferences;
use leptos::prelude::*;

use crate::rtc::device_list::DeviceKind;
use crate::storage;

/// What the browser remembers from call to call, as it is now.
pub(crate) type PreferencesSignal = RwSignal<Preferences>;

const STORAGE_KEY: &str = "tatap.preferences";

/// Reads what an earlier visit remembered; of rubbish nothing is kept.
pub(crate) fn remembered() -> PreferencesSignal {
    let text = storage::read(STORAGE_KEY).unwrap_or_default();
    PreferencesSignal::new(Preferences::from_text(&text))
}

/// Changes what is remembered.
pub(crate) fn change(preferences: PreferencesSignal, change: impl FnOnce(&mut Preferences)) {
    preferences.update(change);
    preferences.with_untracked(|preferences| storage::write(STORAGE_KEY, &preferences.to_text()));
}

/// The device that the person has chosen, by the browser's id.
pub(crate) fn device(preferences: &Preferences, kind: DeviceKind) -> Option<&str> {
    match kind {
        DeviceKind::Microphone => preferences.microphone.as_deref(),
        DeviceKind::Camera => preferences.camera.as_deref(),
        DeviceKind::Speaker => preferences.speaker.as_deref(),
    }
}

/// Chooses a device.
pub(crate) fn choose_device(preferences: &mut Preferences, kind: DeviceKind, id: String) {
    let choice = match kind {
        DeviceKind::Microphone => &mut preferences.microphone,
        DeviceKind::Camera => &mut preferences.camera,
        DeviceKind::Speaker => &mut preferences.speaker,
    };
    *choice = Some(id);
}
