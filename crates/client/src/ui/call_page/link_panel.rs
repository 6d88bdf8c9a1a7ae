use call::{Blame, LinkView, Measure, UserInput};
use leptos::prelude::*;

use super::panels::SidePanel;
use super::plot::plot;
use crate::{
    session::CallHandle,
    ui::{
        attributes::text,
        components::{CopyText, changing},
        focus::focus,
        language::use_words,
        memo::{Watched, memo},
    },
};

/// Shows how the connection to someone does, while the person looks into it.
#[component]
pub(crate) fn LinkPanel() -> impl IntoView {
    let call = expect_context::<CallHandle>();
    let inspects = memo(move || call.view().with(|view| view.link.is_some()));
    changing(move || inspects.get().then(|| panel().into_any()))
}

fn panel() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let link = Watched::new(move || call.view().with(|view| view.link.clone()));
    let sentence = Signal::derive(move || {
        let text = &words.get().link;
        let sentence = link.with(|link| match link.as_ref().map(|link| link.blame) {
            Some(Blame::Nobody) | None => text.nobody,
            Some(Blame::You) => text.you,
            Some(Blame::Them) => text.them,
            Some(Blame::Unknown) => text.unknown,
        });
        sentence.to_owned()
    });
    let report = memo(move || {
        let lines = link.with(|link| link.as_ref().map(LinkView::report));
        lines.unwrap_or_default().join("\n")
    });
    let opener = StoredValue::new_local(document().active_element());
    let on_close = Callback::new(move |()| {
        call.send(UserInput::InspectLink(None));
        focus(opener.get_value());
    });
    view! {
        <SidePanel id="link-heading" heading=words.say(|text| text.link.heading) on_close>
            <div class="settings">
                <p>{sentence}</p>
                <div class="plots">
                    {Measure::ALL.into_iter().map(|measure| plot(measure, link)).collect_view()}
                </div>
                <pre class="link-report">{text(report)}</pre>
                <CopyText text=report />
            </div>
        </SidePanel>
    }
}
