use call::{LocalView, SourceView};
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, Shape},
        language::use_words,
        text::GreenRoomText,
    },
};

/// Says which of one's devices cannot be had, and how to mend it.
#[component]
pub(crate) fn DeviceProblems() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let local = Memo::new(move |_| call.view().with(|view| view.local));
    let starting = move || {
        let LocalView {
            microphone, camera, ..
        } = local.get();
        microphone == SourceView::Starting || camera == SourceView::Starting
    };
    view! {
        <div class="device-problems" aria-live="polite">
            {move || {
                let text = &words.get().green_room;
                let problems = sentences(local.get(), text);
                let any = !problems.is_empty();
                let problems = problems
                    .into_iter()
                    .map(|sentence| {
                        view! {
                            <p class="note warning">
                                <Icon shape=Shape::Warning />
                                <span>{sentence}</span>
                            </p>
                        }
                    })
                    .collect_view();
                let then = if any {
                    Some(text.join_without)
                } else if starting() {
                    Some(text.allow)
                } else {
                    None
                };
                (problems, then.map(|sentence| view! { <p class="note">{sentence}</p> }))
            }}
        </div>
    }
}

fn sentences(local: LocalView, text: &GreenRoomText) -> Vec<&'static str> {
    match (local.microphone, local.camera) {
        (SourceView::Unavailable(problem), SourceView::Unavailable(other)) if problem == other => {
            vec![(text.both_problem)(problem)]
        }
        (microphone, camera) => {
            let mut sentences = Vec::new();
            if let SourceView::Unavailable(problem) = camera {
                sentences.push((text.camera_problem)(problem));
            }
            if let SourceView::Unavailable(problem) = microphone {
                sentences.push((text.microphone_problem)(problem));
            }
            sentences
        }
    }
}
