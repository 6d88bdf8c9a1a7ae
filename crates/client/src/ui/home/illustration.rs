use leptos::prelude::*;

/// Two people in a call who look at each other.
#[component]
pub(crate) fn Illustration() -> impl IntoView {
    view! {
        <svg class="illustration" viewBox="0 0 480 400" aria-hidden="true">
            <rect class="drawn-ground" width="480" height="400" rx="40" />
            <g class="drawn-one">
                <rect class="drawn-tile" x="36" y="44" width="252" height="188" rx="28" />
                <path class="drawn-body" d="M68 232a72 66 0 0 1 144 0z" />
                <circle class="drawn-head" cx="140" cy="118" r="46" />
                <circle class="drawn-eye" cx="148" cy="112" r="5" />
                <circle class="drawn-eye" cx="170" cy="112" r="5" />
                <path class="drawn-smile" d="M148 132q11 10 22 0" />
            </g>
            <g class="drawn-two">
                <rect class="drawn-tile" x="192" y="168" width="252" height="188" rx="28" />
                <path class="drawn-body" d="M262 356a72 66 0 0 1 144 0z" />
                <circle class="drawn-head" cx="334" cy="242" r="46" />
                <circle class="drawn-eye" cx="304" cy="236" r="5" />
                <circle class="drawn-eye" cx="326" cy="236" r="5" />
                <path class="drawn-smile" d="M304 256q11 10 22 0" />
            </g>
        </svg>
    }
}
