mod choice;
mod switches;

use leptos::prelude::*;

pub(super) use self::choice::choice;
use self::{
    choice::{camera_choice, data_choice, layout_choice, screen_choice},
    switches::{microphone_switches, switches},
};
use super::panels::SidePanel;
use crate::ui::{
    components::{DevicePickers, LanguageSelect, ThemeSelect},
    language::use_words,
};

/// What a person chooses for themselves during the call.
#[component]
pub(crate) fn SettingsPanel(on_close: Callback<()>) -> impl IntoView {
    let words = use_words();
    view! {
        <SidePanel id="settings-heading" heading=words.say(|text| text.settings.heading) on_close>
            <div class="settings">
                <DevicePickers />
                {microphone_switches()}
                {camera_choice()}
                {layout_choice()}
                {screen_choice()}
                {data_choice()}
                {switches()}
                <div>
                    <LanguageSelect />
                    <ThemeSelect />
                </div>
            </div>
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
