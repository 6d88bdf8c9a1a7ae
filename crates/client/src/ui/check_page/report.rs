use call::check::{self, Findings, Line};
use leptos::prelude::*;

use super::CheckText;
use crate::{
    check::save,
    ui::{
        components::{Icon, Shape, copy},
        language::use_words,
        memo::Watched,
    },
};

/// What was found, as a text for someone who helps.
#[component]
pub(crate) fn Report(findings: RwSignal<Findings>, lines: Watched<Vec<Line>>) -> impl IntoView {
    let words = use_words();
    let is_copied = RwSignal::new(None::<bool>);
    let report = move || {
        let text = words.check();
        let verdict = findings.with_untracked(check::verdict);
        let lines = lines.with_untracked(|lines| {
            let lines = lines.iter().map(|line| told(text, line));
            lines.collect::<String>()
        });
        format!(
            "Tatap: {}\n{}\n{}\n\n{lines}",
            text.heading,
            about(),
            (text.verdict)(verdict)
        )
    };
    let copy_it = move |_| {
        crate::task::spawn(async move {
            let outcome = copy(&report()).await;
            // The page may have begun another round before the promise settles.
            is_copied.try_set(Some(outcome.is_ok()));
        });
    };
    let status = Signal::derive(move || {
        let text = words.check();
        let status = match is_copied.get() {
            None => "",
            Some(true) => text.copied,
            Some(false) => text.copy_failed,
        };
        status.to_owned()
    });
    view! {
        <section class="check-report">
            <h2>{words.say_check(|text| text.report)}</h2>
            <p>{words.say_check(|text| text.report_note)}</p>
            <div class="actions">
                <button type="button" class="button quiet" on:click=copy_it>
                    <Icon shape=Shape::Link />
                    {words.say_check(|text| text.copy)}
                </button>
                <button type="button" class="button quiet" on:click=move |_| save("tatap-check.txt", &report())>
                    <Icon shape=Shape::Save />
                    {words.say_check(|text| text.save)}
                </button>
                <span role="status">{status}</span>
            </div>
        </section>
    }
}

/// Names whoever can mend a line.
pub(super) fn whose_turn(text: &CheckText, line: &Line) -> String {
    line.turn.map_or("", text.turn).to_owned()
}

/// Names the settings that a line is about.
pub(super) fn settings(text: &CheckText, line: &Line) -> String {
    if line.settings.is_empty() {
        return String::new();
    }
    format!("{} {}", text.settings, line.settings.join(", "))
}

fn told(text: &CheckText, line: &Line) -> String {
    let (mark, topic) = ((text.mark)(line.mark), (text.topic)(line.topic));
    let mut told = format!("[{mark}] {topic}: {}\n", (text.says)(line));
    if line.turn.is_some() {
        let advice = (text.advice)(line);
        let (turn, settings) = (whose_turn(text, line), settings(text, line));
        told += &format!("    {turn} {advice} {settings}\n");
    }
    told
}

/// When, where and with what the check was made.
fn about() -> String {
    let time = String::from(js_sys::Date::new_0().to_iso_string());
    let origin = window().location().origin().unwrap_or_default();
    let browser = window().navigator().user_agent().unwrap_or_default();
    format!("{time}, {origin}\n{browser}")
}
