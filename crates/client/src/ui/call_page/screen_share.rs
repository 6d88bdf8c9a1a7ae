use call::{SourceView, UserInput};
use leptos::prelude::*;

use crate::{
    rtc::support,
    session::CallHandle,
    ui::{
        attributes::flag,
        components::{Icon, Shape, Shown},
        language::use_words,
        memo::memo,
    },
};

/// Shares the screen and ends that; not there in a browser that cannot.
#[component]
pub(crate) fn ShareToggle() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let shares = shares(call);
    let label = Signal::derive(move || {
        let text = &words.get().share;
        let word = if shares.get() {
            text.stop_toggle
        } else {
            text.start
        };
        word.to_owned()
    });
    let toggle = move |_| call.send(UserInput::ShareScreen(!shares.get_untracked()));
    support::can_share_screen().then(|| {
        view! {
            <button
                type="button"
                class="round"
                class:active=flag(shares)
                aria-label=label
                title=label
                on:click=toggle
            >
                <Icon shape=Shape::Screen />
            </button>
        }
    })
}

/// Says that one's own screen is seen by everyone.
#[component]
pub(crate) fn ShareBanner() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let shares = shares(call);
    view! {
        <Shown when=move || shares.get()>
            <div class="banner">
                <Icon shape=Shape::Screen />
                <p>{words.say(|text| text.share.sharing)}</p>
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| call.send(UserInput::ShareScreen(false))
                >
                    {words.say(|text| text.share.stop)}
                </button>
            </div>
        </Shown>
    }
}

fn shares(call: CallHandle) -> Memo<bool> {
    memo(move || call.view().with(|view| view.local.screen == SourceView::On))
}
