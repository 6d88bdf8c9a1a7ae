use call::Theme;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::effect::effect;
use crate::preferences::use_preferences;

/// Keeps the colours of the page as the person has chosen; `index.html` has done so before the first paint.
pub(crate) fn provide_theme() {
    let preferences = use_preferences();
    effect(move || {
        let Some(html) = document().document_element() else {
            return;
        };
        let theme = preferences.with(|preferences| preferences.theme);
        let (name, colors) = match theme {
            Theme::System => (None, [LIGHT, DARK]),
            Theme::Light => (Some("light"), [LIGHT; 2]),
            Theme::Dark => (Some("dark"), [DARK; 2]),
        };
        // Only a name that is no attribute name fails.
        let _ = match name {
            Some(name) => html.set_attribute("data-theme", name),
            None => html.remove_attribute("data-theme"),
        };
        let metas = document().query_selector_all("meta[name=theme-color]");
        for (index, color) in (0..).zip(colors) {
            let meta = metas.as_ref().ok().and_then(|metas| metas.get(index));
            if let Some(meta) = meta.and_then(|meta| meta.dyn_into::<Element>().ok()) {
                let _ = meta.set_attribute("content", color);
            }
        }
    });
}

/// The colours of the browser's own bars beside a light and a dark page, as in `index.html`.
const LIGHT: &str = "#f6f5f2";
const DARK: &str = "#16181d";
