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

/// Minds the focus while something is drawn anew: if what has it goes, it is on what is around, or else on the heading of
/// the page.
pub(crate) fn keep_focus() {
    let Some(focused) = focused() else { return };
    let around = around(&focused);
    request_animation_frame(|| {
        if self::focused().is_none() {
            focus(around);
        }
        // What was around may be gone as well; and a menu gives the focus back a moment later.
        request_animation_frame(|| {
            if self::focused().is_none() {
                focus_heading();
            }
        });
    });
}

/// What can have the focus, and has `element` in it.
pub(crate) fn around(element: &Element) -> Option<Element> {
    element.closest("[tabindex]").ok().flatten()
}

/// What has the focus; the page itself is nothing.
fn focused() -> Option<Element> {
    document().query_selector(":focus").ok().flatten()
}
