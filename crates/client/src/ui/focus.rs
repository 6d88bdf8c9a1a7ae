use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Gives the focus to an element, if it is still in the page.
pub(crate) fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Gives the focus to the heading of a page that has taken the place of another: what had it is gone, and a screen
/// reader goes on from there.
pub(crate) fn focus_heading() {
    request_animation_frame(|| {
        let heading = document().query_selector("h1").ok().flatten();
        if let Some(heading) = &heading {
            // Only a name that is no attribute name fails.
            let _ = heading.set_attribute("tabindex", "-1");
        }
        focus(heading);
    });
}
