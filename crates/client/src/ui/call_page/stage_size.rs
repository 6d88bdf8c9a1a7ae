use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Element, ResizeObserver, ResizeObserverEntry};

use crate::ui::effect::effect;

/// Follows the size of an element's content in pixels, as long as the current owner lives.
pub(crate) fn element_size(element: NodeRef<html::Div>) -> ReadSignal<(f64, f64)> {
    let (size, set_size) = signal((0.0, 0.0));
    let observation = StoredValue::new_local(None);
    effect(move || {
        if let Some(element) = element.get() {
            observation.set_value(Observation::start(&element, set_size));
        }
    });
    size
}

/// Observes an element until it is dropped.
struct Observation {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(js_sys::Array)>,
}

impl Observation {
    /// Returns nothing in a browser without `ResizeObserver`.
    fn start(element: &Element, size: WriteSignal<(f64, f64)>) -> Option<Self> {
        let callback = Closure::new(move |entries: js_sys::Array| {
            if let Ok(entry) = entries.pop().dyn_into::<ResizeObserverEntry>() {
                let content = entry.content_rect();
                size.try_set((content.width(), content.height()));
            }
        });
        let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self {
            observer,
            _callback: callback,
        })
    }
}

impl Drop for Observation {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
