use call::UserInput;
use gloo_events::EventListener;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::session::CallHandle;

/// Adds an element at the end of `place`.
///
/// What is drawn by hand costs the web app some kB less than a view.
pub(super) fn part(place: &HtmlElement, tag: &str, class: &str) -> HtmlElement {
    let part = document().create_element(tag);
    let part: HtmlElement = part.expect("a tag of HTML").unchecked_into();
    part.set_class_name(class);
    // It is in no other place, and no place is within it.
    let _ = place.append_child(&part);
    part
}

/// Sets an attribute; only a name that is no attribute name fails.
pub(super) fn set(part: &HtmlElement, name: &str, value: &str) {
    let _ = part.set_attribute(name, value);
}

/// Says what a button does, and to what.
pub(super) fn label(button: &HtmlElement, word: &str, of: &str) {
    button.set_text_content(Some(word));
    set(button, "aria-label", &format!("{word} {of}"));
}

/// Lets a button do what `input` says, until the listener is dropped.
pub(super) fn on_click(
    button: &HtmlElement,
    call: CallHandle,
    input: Box<dyn Fn() -> UserInput>,
) -> EventListener {
    EventListener::new(button, "click", move |_| call.send(input()))
}
