use call::UserInput;
use leptos::prelude::*;
use protocol::{Act, Ban, HostRule, RoomAct};

use super::{act_button::act_button, invite::invite, password::password_form};
use crate::{
    session::CallHandle,
    ui::{
        call_page::{panels::SidePanel, settings::choice},
        components::{List, Row, Shown},
        language::use_words,
        memo::Watched,
        text::Text,
    },
};

/// What a host decides for the room.
pub(crate) fn doors_panel(on_close: Callback<()>) -> AnyView {
    let words = use_words();
    view! {
        <SidePanel id="doors-heading" heading=words.say(|text| text.doors.heading) on_close>
            <div class="settings">
                {lock()}
                {password_form()}
                {host_rule()}
                <h3>{words.say(|text| text.doors.everyone)}</h3>
                {act_button(|text| text.doors.mute_all, Act::Room(RoomAct::MuteAll))}
                {act_button(|text| text.doors.lower_hands, Act::Room(RoomAct::LowerHands))}
                {confirmed(|text| text.doors.clear_chat, RoomAct::ClearChat)}
                {confirmed(|text| text.doors.end_for_all, RoomAct::EndForAll)}
                {removed()}
                {invite()}
            </div>
        </SidePanel>
    }
    .into_any()
}

fn lock() -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let locked = Watched::new(move || call.view().with(|view| view.doors.rules.locked));
    view! {
        <label class="settings-check">
            <input
                type="checkbox"
                prop:checked=Signal::derive(move || locked.get())
                on:change:target=move |event| {
                    let act = if event.target().checked() {
                        RoomAct::Lock
                    } else {
                        RoomAct::Unlock
                    };
                    call.send(UserInput::Act(Act::Room(act)));
                }
            />
            <span>
                {words.say(|text| text.doors.lock)} <br />
                <small>{words.say(|text| text.doors.lock_hint)}</small>
            </span>
        </label>
    }
    .into_any()
}

fn host_rule() -> AnyView {
    let call = expect_context::<CallHandle>();
    let chosen = Watched::new(move || {
        let rule = call.view().with(|view| view.doors.rules.host_rule);
        let mut rules = HostRule::ALL.into_iter();
        rules.position(|one| one == rule).unwrap_or_default()
    });
    choice(
        |text| text.doors.host_rule,
        [
            |text| text.doors.host_rules[0],
            |text| text.doors.host_rules[1],
            |text| text.doors.host_rules[2],
        ],
        chosen,
        Box::new(|index| {
            let rule = HostRule::ALL.get(index).copied().unwrap_or_default();
            UserInput::Act(Act::SetHostRule(rule))
        }),
    )
}

/// What cannot be taken back is done by the second press.
fn confirmed(label: fn(&'static Text) -> &'static str, act: RoomAct) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let asked = RwSignal::new(false);
    let word = Signal::derive(move || {
        let word = label(words.get());
        if asked.get() {
            format!("{word}: {}", words.get().doors.sure)
        } else {
            word.to_owned()
        }
    });
    view! {
        <button
            type="button"
            class="button small"
            class:danger=asked
            on:blur=move |_| asked.set(false)
            on:click=move |_| {
                if asked.get_untracked() {
                    call.send(UserInput::Act(Act::Room(act)));
                }
                asked.update(|asked| *asked = !*asked);
            }
        >
            {word}
        </button>
    }
    .into_any()
}

fn removed() -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let bans = Watched::new(move || call.view().with(|view| view.doors.bans.clone()));
    view! {
        <Shown when=Signal::derive(move || bans.with(|bans| !bans.is_empty()))>
            <h3>{words.say(|text| text.doors.removed)}</h3>
        </Shown>
        <ul class="doors-removed">
            <List rows=Box::new(move || bans.get().into_iter().map(removed_one).collect()) />
        </ul>
    }
    .into_any()
}

fn removed_one(ban: Ban) -> Row {
    Row::new(ban.id.0, move || {
        let words = use_words();
        let call = expect_context::<CallHandle>();
        let name = ban.name.as_str().to_owned();
        let of_whom = name.clone();
        let label = Signal::derive(move || format!("{}: {of_whom}", words.get().doors.let_back_in));
        view! {
            <li>
                <span dir="auto">{name}</span>
                <button
                    type="button"
                    class="button small"
                    aria-label=label
                    on:click=move |_| call.send(UserInput::Act(Act::LetBackIn(ban.id)))
                >
                    {words.say(|text| text.doors.let_back_in)}
                </button>
            </li>
        }
    })
}
