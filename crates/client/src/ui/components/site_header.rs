use leptos::prelude::*;

use super::{BrandMark, LanguageSelect, OfflineNote, ThemeSelect};

/// The top of every page outside a call.
#[component]
pub(crate) fn SiteHeader() -> impl IntoView {
    view! {
        <header class="site-header">
            <a class="brand" href="/">
                <BrandMark />
                "Tatap"
            </a>
            <span class="page-selects">
                <LanguageSelect />
                <ThemeSelect />
            </span>
            <OfflineNote />
        </header>
    }
}
