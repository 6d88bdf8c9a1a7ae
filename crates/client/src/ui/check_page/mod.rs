//! `/check`: what of this browser, this network and this server stands in the way of a call.

mod line;
mod report;
mod verdict;

use call::check;
use leptos::prelude::*;

use self::{line::CheckLine, report::Report, verdict::VerdictView};
use super::{
    components::{Icon, Shape, SiteHeader, changing},
    language::{Language, Words, provide_language, use_words},
    memo::Watched,
    page_title::page_title,
    text::{CheckText, ENGLISH_CHECK, INDONESIAN_CHECK},
    theme::provide_theme,
};
use crate::{address::Page, check::start, preferences::provide_preferences};

/// The page of the check.
#[component]
pub(crate) fn CheckPage() -> impl IntoView {
    provide_preferences();
    provide_theme();
    provide_language();
    let words = use_words();
    page_title(move || format!("{} – Tatap", words.check().heading));
    let round = RwSignal::new(());
    let room = room_before();
    let address = room.clone().unwrap_or_else(|| "/".to_owned());
    let back: Word = if room.is_some() {
        |text| text.to_room
    } else {
        |text| text.to_home
    };
    view! {
        <div class="page">
            <SiteHeader />
            <main class="check">
                <h1>{words.say_check(|text| text.heading)}</h1>
                <p>{words.say_check(|text| text.intro)}</p>
                {changing(move || {
                    round.track();
                    Some(view! { <Round /> }.into_any())
                })}
                <div class="actions">
                    <a class="button primary" href=address>{words.say_check(back)}</a>
                    <button type="button" class="button" on:click=move |_| round.set(())>
                        <Icon shape=Shape::Refresh />
                        {words.say_check(|text| text.again)}
                    </button>
                </div>
            </main>
        </div>
    }
}

/// Tries everything once.
#[component]
fn Round() -> impl IntoView {
    let words = use_words();
    let findings = start();
    let lines = Watched::new(move || findings.with(check::lines));
    let rows = lines.with_untracked(Vec::len);
    let rows: Vec<_> = (0..rows)
        .map(|row| view! { <CheckLine lines row /> })
        .collect();
    view! {
        <VerdictView findings lines />
        <section aria-label=words.say_check(|text| text.lines)>
            <ul class="check-lines">{rows}</ul>
        </section>
        <Report findings lines />
    }
}

type Word = fn(&'static CheckText) -> &'static str;

impl Words {
    /// Returns the words of this page; a view that reads them follows the choice of the language.
    fn check(self) -> &'static CheckText {
        match self.language() {
            Language::English => &ENGLISH_CHECK,
            Language::Indonesian => &INDONESIAN_CHECK,
        }
    }

    fn say_check(self, pick: Word) -> Signal<String> {
        Signal::derive(move || pick(self.check()).to_owned())
    }
}

/// The path of the room from which one came: it stands where the server never sees it.
fn room_before() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let path = hash.strip_prefix('#')?;
    matches!(Page::at(path), Page::Room(Ok(_))).then(|| path.to_owned())
}
