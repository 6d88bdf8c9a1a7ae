use leptos::prelude::*;

use crate::ui::memo::memo;

/// Shows its children while `when` is true.
///
/// Leptos' `Show` is another type for each use, which costs one to two kB of the web app.
#[component]
pub(crate) fn Shown(#[prop(into)] when: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let when = memo(move || when.get());
    move || when.get().then(|| children())
}
