use leptos::{html, prelude::*};

use super::SiteHeader;
use crate::ui::effect::effect;

/// A page that says one thing and what can be done about it.
#[component]
pub(crate) fn MessagePage(
    #[prop(into)] heading: Signal<String>,
    #[prop(into)] sentence: Signal<String>,
    /// Buttons and links.
    children: Children,
) -> impl IntoView {
    let heading_ref = NodeRef::<html::H1>::new();
    effect(move || {
        // What had the focus is gone with the page before: a screen reader goes on from the heading.
        if let Some(heading) = heading_ref.get() {
            let _ = heading.focus();
        }
    });
    view! {
        <div class="page">
            <SiteHeader />
            <main class="message">
                <h1 tabindex="-1" node_ref=heading_ref>
                    {heading}
                </h1>
                <p>{sentence}</p>
                <div class="actions">{children()}</div>
            </main>
        </div>
    }
}
