use leptos::prelude::*;

use crate::ui::{focus::keep_focus, memo::memo};

/// Shows its children while `when` is true.
///
/// Leptos' `Show` is another type for each use, which costs one to two kB of the web app.
#[component]
pub(crate) fn Shown(#[prop(into)] when: Signal<bool>, children: ChildrenFn) -> impl IntoView {
    let when = memo(move || when.get());
    changing(move || when.get().then(|| children()))
}

/// Shows what `view` returns at present.
///
/// Each type of function costs a kB of the web app before it is compressed: these are of one type.
pub(crate) fn changing(view: impl Fn() -> Option<AnyView> + Send + 'static) -> AnyView {
    minded(Box::new(view))
}

fn minded(view: Changing) -> AnyView {
    let view: Changing = Box::new(move || {
        keep_focus();
        view()
    });
    view.into_any()
}

type Changing = Box<dyn Fn() -> Option<AnyView> + Send>;
