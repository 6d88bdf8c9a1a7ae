use leptos::prelude::*;

/// Tatap's mark: two faces that look at each other.
#[component]
pub(crate) fn BrandMark() -> impl IntoView {
    view! {
        <svg class="brand-mark" viewBox="0 0 64 64" aria-hidden="true">
            <rect class="brand-ground" width="64" height="64" rx="16" />
            <path
                class="brand-one"
                d="M20 18a14 14 0 0 0 0 28h6a5 5 0 0 0 5-5V23a5 5 0 0 0-5-5z"
            />
            <path
                class="brand-two"
                d="M44 18a14 14 0 0 1 0 28h-6a5 5 0 0 1-5-5V23a5 5 0 0 1 5-5z"
            />
            <circle class="brand-eye" cx="23" cy="32" r="5" />
            <circle class="brand-eye" cx="41" cy="32" r="5" />
        </svg>
    }
}
