use call::SourceView;
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, Shape, changing},
        language::use_words,
        memo::Watched,
        text::{Devices, GreenRoomText},
    },
};

/// Says which of one's devices cannot be had, and how to mend it.
#[component]
pub(crate) fn DeviceProblems() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let microphone = Watched::new(move || call.view().with(|view| view.local.microphone));
    let camera = Watched::new(move || call.view().with(|view| view.local.camera));
    let starting =
        move || microphone.get() == SourceView::Starting || camera.get() == SourceView::Starting;
    view! {
        <div class="device-problems" aria-live="polite">
            {changing(move || {
                let text = &words.get().green_room;
                let problems = sentences(microphone.get(), camera.get(), text);
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
                let view = (problems, then.map(|sentence| view! { <p class="note">{sentence}</p> }));
                Some(view.into_any())
            })}
        </div>
    }
}

fn sentences(microphone: SourceView, camera: SourceView, text: &GreenRoomText) -> Vec<String> {
    let problem = |source| match source {
        SourceView::Unavailable(problem) => Some(problem),
        SourceView::On | SourceView::Off | SourceView::Starting => None,
    };
    let (microphone, camera) = (problem(microphone), problem(camera));
    let all = if microphone == camera {
        vec![(Devices::Both, camera)]
    } else {
        vec![(Devices::Camera, camera), (Devices::Microphone, microphone)]
    };
    all.into_iter()
        .filter_map(|(devices, problem)| Some((text.device_problem)(devices, problem?)))
        .collect()
}
