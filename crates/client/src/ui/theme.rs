use call::Theme;
use leptos::prelude::*;

use super::effect::effect;
use crate::preferences::use_preferences;

/// Keeps the colours of the page as the person has chosen; `index.html` has done so before the first paint.
pub(crate) fn provide_theme() {
    let preferences = use_preferences();
    effect(move || {
        let Some(html) = document().document_element() else {
            return;
        };
        let theme = match preferences.with(|preferences| preferences.theme) {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        // Only a name that is no attribute name fails.
        let _ = match theme {
            Some(theme) => html.set_attribute("data-theme", theme),
            None => html.remove_attribute("data-theme"),
        };
    });
}
