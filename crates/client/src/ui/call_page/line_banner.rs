use std::time::Duration;

use call::{PhaseView, SignalingView, Timestamp, UserInput};
use gloo_timers::callback::Interval;
use leptos::prelude::*;

use crate::{
    session::{CallHandle, clock::now},
    ui::{
        attributes::spelled,
        components::{Icon, Shape, Shown},
        language::use_words,
        memo::Watched,
    },
};

/// A try that begins sooner is not worth a countdown.
const WORTH_A_WORD: Duration = Duration::from_secs(1);

/// Says that the connection to the server is lost, when it is tried again, and that it is there again.
#[component]
pub(crate) fn LineBanner() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let line = Watched::new(move || match call.view().with(|view| view.phase) {
        PhaseView::InCall { signaling } | PhaseView::Waiting { signaling } => signaling,
        PhaseView::GreenRoom | PhaseView::Joining | PhaseView::Left | PhaseView::Ended(_) => {
            SignalingView::Online
        }
    });
    let is_lost = move || matches!(line.get(), SignalingView::Reconnecting { .. });
    let is_back = move || line.get() == SignalingView::BackOnline;
    let next_try = Watched::new(move || match line.get() {
        SignalingView::Reconnecting { next_try } => next_try,
        SignalingView::Online | SignalingView::BackOnline => None,
    });
    let tries = Signal::derive(move || next_try.get().is_none());
    // Once it is there, the button stays where it is until the connection is back.
    let waits = Memo::new(move |waited: Option<&bool>| {
        let is_long = next_try.get().is_some_and(|at| at > now() + WORTH_A_WORD);
        is_lost() && (is_long || waited == Some(&true))
    });
    view! {
        <Shown when=is_lost>
            <div class="banner parts">
                <div class="banner-part">
                    <Icon shape=Shape::Warning />
                    <p>{words.say(|text| text.line.reconnecting)}</p>
                </div>
                <Shown when=waits>
                    <div class="banner-part">
                        <Countdown next_try />
                        <button
                            type="button"
                            class="button small"
                            aria-disabled=spelled(tries)
                            on:click=move |_| call.send(UserInput::TryNow)
                        >
                            {words.say(|text| text.line.try_now)}
                        </button>
                    </div>
                </Shown>
            </div>
        </Shown>
        <Shown when=is_back>
            <div class="banner good">
                <Icon shape=Shape::Check />
                <p>{words.say(|text| text.line.back_online)}</p>
            </div>
        </Shown>
    }
}

/// Counts the seconds down; a timer's seconds are not read out (WAI-ARIA 1.2, role `timer`).
#[component]
fn Countdown(next_try: Watched<Option<Timestamp>>) -> impl IntoView {
    let words = use_words();
    let tick = Trigger::new();
    let interval = Interval::new(250, move || tick.notify());
    StoredValue::new_local(interval);
    let seconds = Watched::new(move || {
        tick.track();
        let left = next_try.get()?.0.saturating_sub(now().0);
        Some(left.as_secs() + u64::from(left.subsec_nanos() > 0))
    });
    let left = Signal::derive(move || {
        let text = &words.get().line;
        match seconds.get() {
            Some(seconds) => (text.next_try)(seconds),
            None => text.trying.to_owned(),
        }
    });
    view! {
        <span class="countdown" role="timer" aria-live="off">
            {left}
        </span>
    }
}
