use gloo_events::{EventListener, EventListenerOptions};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::{Icon, Shape, Shown};
use crate::ui::{
    attributes::{flag, spelled},
    effect::effect,
};

/// A button that opens a few others; Escape closes them, and whatever is done beside them.
///
/// The focus is on the button again after that, unless the person has put it elsewhere.
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
    let menu = NodeRef::<html::Div>::new();
    let is_within = move |element: Option<Element>| {
        let menu = menu.try_get_untracked().flatten();
        menu.is_some_and(|menu| menu.contains(element.as_deref()))
    };
    let mut listeners = None;
    effect(move || {
        if open.get() {
            listeners = Some(["pointerdown", "keydown"].map(|name| {
                // Before all others: Escape is to close the menu alone.
                let options = EventListenerOptions::run_in_capture_phase();
                EventListener::new_with_options(&window(), name, options, move |event| {
                    let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
                    let closes = match key.as_deref() {
                        Some("Escape") => {
                            event.stop_propagation();
                            true
                        }
                        Some(_) => false,
                        None => !is_within(event.target().and_then(|to| to.dyn_into().ok())),
                    };
                    if closes {
                        open.set(false);
                    }
                })
            }));
        } else if listeners.take().is_some() {
            let give_back = move || {
                let active = document().active_element();
                // On the heading it is for want of anything better.
                let is_nowhere = active
                    .as_ref()
                    .is_none_or(|active| matches!(active.tag_name().as_str(), "BODY" | "H1"));
                if (is_nowhere || is_within(active))
                    && let Some(Some(opener)) = opener.try_get_untracked()
                {
                    let _ = opener.focus();
                }
            };
            give_back();
            // Whoever clicks beside it takes the focus away a moment later, to something else or to nothing.
            request_animation_frame(give_back);
        }
    });
    let children = StoredValue::new(children);
    view! {
        <div class="menu" node_ref=menu>
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
