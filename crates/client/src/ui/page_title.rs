use leptos::prelude::*;

use super::effect::effect;

/// Keeps the title of the browser's tab.
pub(crate) fn page_title(title: impl Fn() -> String + 'static) {
    effect(move || document().set_title(&title()));
}
