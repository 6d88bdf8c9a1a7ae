use call::{FileLine, FileState, UserInput};
use leptos::prelude::*;
use protocol::FileId;

use super::action::action;
use crate::{
    session::CallHandle,
    ui::{language::use_words, text::FilesText},
};

/// A file that someone offers: what it is, how far it is, and what can be done with it.
#[component]
pub(super) fn FileCard(file: FileId) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let line = Memo::new(move |_| {
        call.view().with(|view| {
            let mut files = view.files.iter();
            files.find(|line| line.id == file).cloned()
        })
    });
    // Drawn as a whole: each part that changes by itself would cost the web app a kB.
    let content = move || {
        let text = &words.get().files;
        line.get().map(|line| content(line, text))
    };
    view! {
        <div class="file" tabindex="-1">
            {content}
        </div>
    }
}

fn content(line: FileLine, text: &'static FilesText) -> impl IntoView {
    let name = line.name.as_str().to_owned();
    let about = format!("{} · {}", text.size(line.size), (text.state)(line.state));
    let take = match (line.state, &line.address) {
        (FileState::Offered, _) => Some(action(text.download, &name, UserInput::TakeFile(line.id))),
        (FileState::Received, Some(address)) => Some(
            view! {
                <a
                    class="button"
                    href=address.clone()
                    download=name.clone()
                    aria-label=format!("{} {name}", text.save)
                >
                    {text.save}
                </a>
            }
            .into_any(),
        ),
        _ => None,
    };
    let stop = text.stop(line.state);
    let stop = stop.map(|word| action(word, &name, UserInput::StopFile(line.id)));
    let picture = line.address.filter(|_| line.image);
    let picture = picture.map(|address| view! { <img src=address alt=name.clone() /> });
    let progress = percent(line.state).map(|percent| {
        view! { <progress max="100" value=percent.to_string() aria-label=name.clone()></progress> }
    });
    view! {
        {picture}
        <p class="file-name" dir="auto">
            {name}
        </p>
        <p class="file-about">{about}</p>
        {progress}
        <div class="file-actions">{take} {stop}</div>
    }
}

fn percent(state: FileState) -> Option<u8> {
    match state {
        FileState::Shared { percent, .. } => percent,
        FileState::Coming { percent }
        | FileState::Silent { percent }
        | FileState::Paused { percent } => Some(percent),
        FileState::Unreadable
        | FileState::Offered
        | FileState::Received
        | FileState::Declined
        | FileState::TakenBack
        | FileState::Damaged => None,
    }
}
