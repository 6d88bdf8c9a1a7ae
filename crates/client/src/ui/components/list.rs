use leptos::prelude::*;

use crate::ui::focus::keep_focus;

/// One row of a [`List`].
pub(crate) struct Row {
    key: String,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

impl Row {
    /// A row is drawn once for each `key`, and moved when it gets another place.
    pub(crate) fn new<V: IntoAny>(
        key: impl ToString,
        draw: impl FnOnce() -> V + Send + 'static,
    ) -> Self {
        Self {
            key: key.to_string(),
            draw: Box::new(move || draw().into_any()),
        }
    }
}

/// Draws a row for each key, and only what has changed.
///
/// Leptos' `For` is another type for each use, which costs ten kB of the web app before it is compressed.
#[component]
pub(crate) fn List(rows: Box<dyn Fn() -> Vec<Row> + Send + Sync>) -> impl IntoView {
    let rows = move || {
        keep_focus();
        rows()
    };
    view! {
        <For each=rows key=|row| row.key.clone() let(row)>
            {(row.draw)()}
        </For>
    }
}
