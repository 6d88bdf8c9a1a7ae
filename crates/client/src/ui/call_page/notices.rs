use call::{Deed, Notice, NoticeId, UserInput};
use leptos::prelude::*;

use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, List, Row, Shape},
        language::use_words,
        memo::Watched,
    },
};

/// The notices of the call: who came and went is told when there is a pause, a problem at once.
#[component]
pub(crate) fn Notices() -> impl IntoView {
    let call = expect_context::<CallHandle>();
    // Live regions are heard only if they are in the page before their words.
    let notices = move |problem: bool| {
        Watched::new(move || {
            call.view().with(|view| {
                let mut notices = view.notices.clone();
                notices.retain(|(_, notice)| notice.stays() == problem);
                notices
            })
        })
    };
    let (news, problems) = (notices(false), notices(true));
    view! {
        <div class="notices">
            <div role="alert">
                <List rows=Box::new(move || problems.with(|notices| toasts(notices))) />
            </div>
            <div role="status">
                <List rows=Box::new(move || news.with(|notices| toasts(notices))) />
            </div>
        </div>
    }
}

fn toasts(notices: &[(NoticeId, Notice)]) -> Vec<Row> {
    let row = |(id, notice): &(NoticeId, Notice)| {
        let (id, notice) = (*id, notice.clone());
        Row::new(id.0, move || view! { <Toast id notice /> })
    };
    notices.iter().map(row).collect()
}

#[component]
fn Toast(id: NoticeId, notice: Notice) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let close = words.say(|text| text.general.close);
    let problem = notice.stays();
    let asks = matches!(notice, Notice::Deed(_, Deed::AsksYouToUnmute));
    view! {
        <div class="toast" class:problem=problem>
            <p>{Signal::derive(move || (words.get().call.notice)(&notice))}</p>
            {asks.then(unmute)}
            <button
                type="button"
                class="icon-button"
                aria-label=close
                title=close
                on:click=move |_| call.send(UserInput::Dismiss(id))
            >
                <Icon shape=Shape::Close />
            </button>
        </div>
    }
}

/// What a host asks for, which only the person can do.
fn unmute() -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    view! {
        <button
            type="button"
            class="button small"
            on:click=move |_| call.send(UserInput::SetMicrophone(true))
        >
            {words.say(|text| text.general.unmute_microphone)}
        </button>
    }
    .into_any()
}
