use gloo_events::EventListener;
use leptos::prelude::*;

use super::{Icon, Shape, Shown};
use crate::ui::language::use_words;

/// Says so while the device has no network.
#[component]
pub(crate) fn OfflineNote() -> impl IntoView {
    let words = use_words();
    let is_offline = || !window().navigator().on_line();
    let offline = RwSignal::new(is_offline());
    let listen = move |name: &'static str| {
        EventListener::new(&window(), name, move |_| offline.set(is_offline()))
    };
    StoredValue::new_local([listen("online"), listen("offline")]);
    view! {
        <div class="offline" role="status">
            <Shown when=offline>
                <p class="note warning">
                    <Icon shape=Shape::Warning />
                    <span>{words.say(|text| text.general.offline)}</span>
                </p>
            </Shown>
        </div>
    }
}
