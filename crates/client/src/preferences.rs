use call::{Preferences, UserInput};
use leptos::prelude::*;

use crate::rtc::device_list::DeviceKind;
use crate::storage;

/// What the browser remembers from call to call, as it is now.
pub(crate) type PreferencesSignal = RwSignal<Preferences>;

const STORAGE_KEY: &str = "tatap.preferences";

/// Gives the app what an earlier visit remembered; of rubbish nothing is kept.
pub(crate) fn provide_preferences() {
    provide_context(PreferencesSignal::new(stored().unwrap_or_default()));
}

pub(crate) fn use_preferences() -> PreferencesSignal {
    expect_context()
}

/// Changes what is remembered, here and in the browser.
pub(crate) fn change(preferences: PreferencesSignal, change: Box<dyn FnOnce(&mut Preferences)>) {
    // Another tab may have remembered something since.
    let mut next = stored().unwrap_or_else(|| preferences.get_untracked());
    change(&mut next);
    storage::write(STORAGE_KEY, &next.to_text());
    preferences.set(next);
}

/// Remembers what of a gesture holds for later calls.
pub(crate) fn follow(preferences: PreferencesSignal, gesture: &UserInput) {
    if preferences.get_untracked().follow(gesture) {
        let gesture = gesture.clone();
        let follow = move |preferences: &mut Preferences| {
            preferences.follow(&gesture);
        };
        change(preferences, Box::new(follow));
    }
}

fn stored() -> Option<Preferences> {
    Some(Preferences::from_text(&storage::read(STORAGE_KEY)?))
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
