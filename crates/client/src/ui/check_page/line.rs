use call::check::{Line, Mark};
use leptos::prelude::*;

use crate::ui::{
    components::{Drawing, Icon, Shape, Shown},
    language::use_words,
    memo::{Watched, memo},
};

/// One thing that was tried, and what to do about it.
#[component]
pub(crate) fn CheckLine(lines: Watched<Vec<Line>>, row: usize) -> impl IntoView {
    let words = use_words();
    let line = Watched::new(move || lines.with(|lines| lines[row].clone()));
    let tell = move |tell: fn(&super::CheckText, &Line) -> String| {
        Signal::derive(move || line.with(|line| tell(words.check(), line)))
    };
    let is = move |mark: Mark| Signal::derive(move || line.with(|line| line.mark == mark));
    let is_to_be_mended = memo(move || line.with(|line| line.turn.is_some()));
    view! {
        <li
            class:good=is(Mark::Good)
            class:working=is(Mark::Working)
            class:trouble=is(Mark::Trouble)
        >
            <Icon shape=Drawing::of(move || line.with(|line| shape(line.mark))) />
            <h2>
                {tell(|text, line| (text.topic)(line.topic).to_owned())} " "
                <span class="for-screen-readers">
                    {tell(|text, line| format!("({})", (text.mark)(line.mark)))}
                </span>
            </h2>
            <p>{tell(|text, line| (text.says)(line))}</p>
            <Shown when=is_to_be_mended>
                <p class="check-advice">
                    <strong>{tell(super::report::whose_turn)}</strong>
                    " "
                    {tell(|text, line| (text.advice)(line).to_owned())}
                    " "
                    <code>{tell(super::report::settings)}</code>
                </p>
            </Shown>
        </li>
    }
}

fn shape(mark: Mark) -> Shape {
    match mark {
        Mark::Working => Shape::Refresh,
        Mark::Good => Shape::Check,
        Mark::Fair => Shape::More,
        Mark::Trouble => Shape::Warning,
    }
}
