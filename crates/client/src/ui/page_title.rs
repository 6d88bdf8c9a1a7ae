use leptos::prelude::*;

/// Keeps the title of the browser's tab.
pub(crate) fn page_title(title: impl Fn() -> String + 'static) {
    Effect::new(move || document().set_title(&title()));
}
