use leptos::prelude::*;

/// One of the values of a list that opens; all are of one type.
pub(crate) fn option(value: String, label: Signal<String>, selected: Signal<bool>) -> AnyView {
    view! {
        <option value=value prop:selected=selected>
            {label}
        </option>
    }
    .into_any()
}
