use leptos::{ev::KeyboardEvent, html, prelude::*};

use super::{Icon, Shape, Shown};
use crate::ui::{
    attributes::{flag, spelled},
    effect::effect,
};

/// A button that opens a few others; Escape closes them. However they are closed, the focus is on the button again.
#[component]
pub(crate) fn Menu(
    /// What it is called, the button and what it opens.
    #[prop(into)]
    label: Signal<String>,
    shape: Shape,
    /// The style class of the button.
    button: &'static str,
    /// The style class of what it opens.
    items: &'static str,
    open: RwSignal<bool>,
    #[prop(optional)] opener: NodeRef<html::Button>,
    children: ChildrenFn,
) -> impl IntoView {
    let mut was_open = false;
    effect(move || {
        let is_open = open.get();
        if was_open
            && !is_open
            && let Some(opener) = opener.get_untracked()
        {
            let _ = opener.focus();
        }
        was_open = is_open;
    });
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    let children = StoredValue::new(children);
    view! {
        <div class="menu" on:keydown=on_key>
            <button
                type="button"
                class=button
                class:active=flag(open)
                node_ref=opener
                aria-label=label
                title=label
                aria-expanded=spelled(open.into())
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon shape=shape />
            </button>
            <Shown when=open>
                <div class=items role="group" aria-label=label>
                    {children.with_value(|children| children())}
                </div>
            </Shown>
        </div>
    }
}
