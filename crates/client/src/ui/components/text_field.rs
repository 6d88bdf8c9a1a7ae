use leptos::{html, prelude::*};

use super::{Icon, Shape, changing};
use crate::ui::{
    attributes::{spelled, text},
    memo::Watched,
};

/// A labelled text box that explains beside it what is wrong with what was typed.
#[component]
pub(crate) fn TextField(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] hint: Signal<String>,
    error: Watched<Option<String>>,
    value: RwSignal<String>,
    node_ref: NodeRef<html::Input>,
    /// What browsers may fill in (HTML, section 4.10.18.7).
    autocomplete: &'static str,
) -> impl IntoView {
    let help = format!("{id}-help");
    let described_by = help.clone();
    let wrong = Signal::derive(move || error.with(Option::is_some));
    view! {
        <div class="field" class:wrong=wrong>
            <label for=id>{label}</label>
            <input
                id=id
                type="text"
                node_ref=node_ref
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=described_by
                aria-invalid=spelled(wrong)
                prop:value=text(value)
                on:input:target=move |event| value.set(event.target().value())
            />
            <p class="field-help" id=help aria-live="polite">
                {changing(move || Some(match error.get() {
                    Some(error) => {
                        view! {
                            <Icon shape=Shape::Warning />
                            <span>{error}</span>
                        }
                            .into_any()
                    }
                    None => view! { <span>{hint}</span> }.into_any(),
                }))}
            </p>
        </div>
    }
}
