use call::check::{self, Findings, Line, Mark, Standing};
use leptos::prelude::*;

use crate::{
    check::remember,
    ui::{
        components::{Drawing, Icon, Shape},
        effect::effect,
        language::use_words,
        memo::Watched,
    },
};

/// What the check means for a call, in one sentence, and how far it is.
#[component]
pub(crate) fn VerdictView(
    findings: RwSignal<Findings>,
    lines: Watched<Vec<Line>>,
) -> impl IntoView {
    let words = use_words();
    let verdict = Watched::new(move || findings.with(check::verdict));
    let standing = Watched::new(move || verdict.get().standing());
    effect(move || remember(standing.get()));
    let is = move |expected| Signal::derive(move || standing.get() == expected);
    let shape = move || match standing.get() {
        Standing::Trying => Shape::Refresh,
        Standing::Good => Shape::Check,
        Standing::Trouble => Shape::Warning,
    };
    let done = Signal::derive(move || {
        let is_done = |line: &&Line| line.mark != Mark::Working;
        lines
            .with(|lines| lines.iter().filter(is_done).count())
            .to_string()
    });
    view! {
        <p
            class="check-verdict"
            class:good=is(Standing::Good)
            class:trouble=is(Standing::Trouble)
            role="status"
        >
            <Icon shape=Drawing::of(shape) />
            <span>{Signal::derive(move || (words.check().verdict)(verdict.get()).to_owned())}</span>
        </p>
        <progress
            hidden=Signal::derive(move || standing.get() != Standing::Trying)
            max=lines.with_untracked(Vec::len).to_string()
            value=done
            aria-label=words.say_check(|text| text.progress)
        ></progress>
    }
}
