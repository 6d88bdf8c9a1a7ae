use call::Theme;
use leptos::prelude::*;

use super::{Icon, Shape, option::option};
use crate::{
    preferences::{self, use_preferences},
    ui::{
        language::{Language, use_words},
        text::Text,
    },
};

/// Lets the person choose the language.
#[component]
pub(crate) fn LanguageSelect() -> impl IntoView {
    let words = use_words();
    let options = Language::ALL.into_iter().map(|language| {
        option(
            language.tag().to_owned(),
            Signal::derive(move || language.name().to_owned()),
            Signal::derive(move || words.language() == language),
        )
    });
    let choose = move |tag: String| {
        if let Some(language) = Language::from_tag(&tag) {
            words.choose(language);
        }
    };
    select(
        Shape::Globe,
        |text| text.general.language,
        options.collect(),
        Box::new(choose),
    )
}

/// Lets the person choose between light and dark.
#[component]
pub(crate) fn ThemeSelect() -> impl IntoView {
    let words = use_words();
    let preferences = use_preferences();
    let themes = [Theme::System, Theme::Light, Theme::Dark];
    let options = themes.into_iter().map(|theme| {
        option(
            (theme as usize).to_string(),
            Signal::derive(move || words.get().general.themes[theme as usize].to_owned()),
            Signal::derive(move || preferences.with(|preferences| preferences.theme == theme)),
        )
    });
    let choose = move |value: String| {
        let index = value.parse::<usize>().unwrap_or_default();
        let theme = themes.get(index).copied().unwrap_or_default();
        preferences::change(
            preferences,
            Box::new(move |preferences| preferences.theme = theme),
        );
    };
    select(
        Shape::Contrast,
        |text| text.general.theme,
        options.collect(),
        Box::new(choose),
    )
}

fn select(
    shape: Shape,
    label: fn(&'static Text) -> &'static str,
    options: Vec<AnyView>,
    choose: Box<dyn Fn(String) + Send>,
) -> AnyView {
    view! {
        <span class="page-select">
            <Icon shape=shape />
            <select
                aria-label=use_words().say(label)
                on:change:target=move |event| choose(event.target().value())
            >
                {options}
            </select>
            <Icon shape=Shape::Down />
        </span>
    }
    .into_any()
}
