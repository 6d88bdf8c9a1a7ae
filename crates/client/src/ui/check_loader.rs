use gloo_events::EventListener;
use leptos::prelude::*;

use super::components::{SiteHeader, changing};

/// `/check`: loads the program that draws the page; until it is there, nothing is shown.
#[component]
pub(crate) fn CheckLoader() -> impl IntoView {
    let failed = RwSignal::new(false);
    StoredValue::new_local(load(failed));
    changing(move || {
        let header = || view! { <div class="page"><SiteHeader /></div> }.into_any();
        failed.get().then(header)
    })
}

fn load(failed: RwSignal<bool>) -> Option<EventListener> {
    let script = document().create_element("script").ok()?;
    let listener = EventListener::once(&script, "error", move |_| failed.set(true));
    script.set_attribute("type", "module").ok()?;
    script.set_attribute("src", "/probes.js").ok()?;
    document().head()?.append_child(&script).ok()?;
    Some(listener)
}
