use leptos::prelude::*;

use super::{
    effect::effect,
    memo::Watched,
    text::{ENGLISH, INDONESIAN, Text},
};
use crate::preferences::{self, PreferencesSignal, use_preferences};
use crate::session::embed::parameter;

/// A language that the app speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Indonesian,
}

impl Language {
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Indonesian];

    /// Returns the language's BCP 47 tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Indonesian => "id",
        }
    }

    /// Returns the language's name in itself.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Indonesian => "Bahasa Indonesia",
        }
    }

    /// Reads a BCP 47 tag, whatever its region; browsers also say `in`, the tag of Indonesian before 1989.
    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "id" | "in" => Some(Self::Indonesian),
            _ => None,
        }
    }

    fn text(self) -> &'static Text {
        match self {
            Self::English => &ENGLISH,
            Self::Indonesian => &INDONESIAN,
        }
    }
}

/// The words of the chosen language, and the choice.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    language: Watched<Language>,
    preferences: PreferencesSignal,
}

impl Words {
    /// Returns the words; a view that reads them follows the choice.
    pub(crate) fn get(self) -> &'static Text {
        self.language.get().text()
    }

    /// Returns one of the words, for a text or an attribute of a view.
    ///
    /// What a person reads is of this one type everywhere: each type of view costs one to two kB of the web app.
    pub(crate) fn say(self, pick: fn(&'static Text) -> &'static str) -> Signal<String> {
        Signal::derive(move || pick(self.get()).to_owned())
    }

    pub(crate) fn language(self) -> Language {
        self.language.get()
    }

    /// Changes the language, and remembers it.
    pub(crate) fn choose(self, language: Language) {
        preferences::change(
            self.preferences,
            Box::new(move |preferences| preferences.language = Some(language.tag().to_owned())),
        );
    }
}

/// Chooses the language that the person chose before or that the browser asks for, and keeps `<html lang>` right.
pub(crate) fn provide_language() {
    let preferences = use_preferences();
    let language = Watched::new(move || {
        let tag = preferences.with(|preferences| preferences.language.clone());
        tag.and_then(|tag| Language::from_tag(&tag))
            .or_else(|| Language::from_tag(&parameter("language")?))
            .unwrap_or_else(asked_by_browser)
    });
    let words = Words {
        language,
        preferences,
    };
    provide_context(words);
    effect(move || {
        if let Some(html) = document().document_element() {
            // Only a name that is no attribute name fails.
            let _ = html.set_attribute("lang", words.language().tag());
        }
    });
}

pub(crate) fn use_words() -> Words {
    expect_context()
}

fn asked_by_browser() -> Language {
    first_known(
        window()
            .navigator()
            .languages()
            .iter()
            .filter_map(|tag| tag.as_string()),
    )
}

fn first_known(tags: impl IntoIterator<Item = String>) -> Language {
    tags.into_iter()
        .find_map(|tag| Language::from_tag(&tag))
        .unwrap_or(Language::English)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_known_is_taken() {
        let check = |tags: &[&str], expected: Language| {
            assert_eq!(
                first_known(tags.iter().map(|tag| (*tag).to_owned())),
                expected,
                "{tags:?}"
            );
        };
        check(&["id-ID", "en"], Language::Indonesian);
        check(&["in"], Language::Indonesian);
        check(&["de", "ID", "en"], Language::Indonesian);
        check(&["en-GB", "id"], Language::English);
        check(&["inh"], Language::English);
        check(&[], Language::English);
    }
}
