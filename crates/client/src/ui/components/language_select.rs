use leptos::prelude::*;

use super::{Icon, Shape};
use crate::ui::language::{Language, use_words};

/// Lets the person choose the language.
#[component]
pub(crate) fn LanguageSelect() -> impl IntoView {
    let words = use_words();
    let options = Language::ALL.map(|language| {
        view! {
            <option
                value=language.tag()
                lang=language.tag()
                prop:selected=move || words.language() == language
            >
                {language.name()}
            </option>
        }
    });
    view! {
        <span class="language-select">
            <Icon shape=Shape::Globe />
            <select
                aria-label=words.say(|text| text.general.language)
                on:change:target=move |event| {
                    if let Some(language) = Language::from_tag(&event.target().value()) {
                        words.choose(language);
                    }
                }
            >
                {options}
            </select>
            <Icon shape=Shape::Down />
        </span>
    }
}
