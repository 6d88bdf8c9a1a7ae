use call::{Tile, UserInput, offered_acts};
use leptos::prelude::*;
use protocol::{Act, ParticipantAct};

use crate::{
    session::CallHandle,
    ui::{
        components::{List, Menu, Row, Shape, Shown},
        language::use_words,
        memo::Watched,
    },
};

/// What a host can do to someone; nothing for whoever is no host.
pub(crate) fn manage(tile: Watched<Tile>, name: Signal<String>) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let participant = tile.with_untracked(|tile| tile.participant);
    let acts = Watched::new(move || call.view().with(|view| offered_acts(view, participant)));
    let open = RwSignal::new(false);
    let label = Signal::derive(move || words.get().doors.manage.replacen("{}", &name.get(), 1));
    let button = move |act: ParticipantAct| {
        Row::new(act as u8, move || {
            let choose = move |_| {
                open.set(false);
                call.send(UserInput::Act(Act::Participant(act, participant)));
            };
            view! {
                <button type="button" class="button quiet" on:click=choose>
                    {Signal::derive(move || (words.get().doors.act)(act).to_owned())}
                </button>
            }
        })
    };
    view! {
        <Shown when=Signal::derive(move || acts.with(|acts| !acts.is_empty()))>
            <div class="person-manage">
                <Menu label shape=Shape::More button="icon-button" items="tile-menu-items" open>
                    <List rows=Box::new(move || acts.get().into_iter().map(button).collect()) />
                </Menu>
            </div>
        </Shown>
    }
    .into_any()
}
