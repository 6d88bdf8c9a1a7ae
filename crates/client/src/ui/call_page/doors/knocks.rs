use leptos::prelude::*;
use protocol::{Act, Knock, KnockAct, RoomAct};

use super::act_button::act_button;
use crate::{
    session::CallHandle,
    ui::{
        components::{Icon, List, Row, Shape, Shown},
        language::use_words,
        memo::Watched,
    },
};

/// Tells hosts who asks to come in, the first few by name.
pub(crate) fn knock_banner() -> AnyView {
    /// As many as leave room for the call.
    const SHOWN: usize = 3;
    let call = expect_context::<CallHandle>();
    let knocks = Watched::new(move || call.view().with(|view| view.doors.knocks.clone()));
    let several = Watched::new(move || knocks.with(|knocks| knocks.len() > 1));
    view! {
        <List rows=Box::new(move || {
            let knocks = knocks.get();
            knocks.into_iter().take(SHOWN).map(row).collect()
        }) />
        <Shown when=Signal::derive(move || several.get())>
            <div class="banner">
                {act_button(|text| text.doors.admit_all, Act::Room(RoomAct::AdmitAll))}
            </div>
        </Shown>
    }
    .into_any()
}

fn row(knock: Knock) -> Row {
    Row::new(knock.id.0, move || {
        let words = use_words();
        let id = knock.id;
        let sentence = Signal::derive(move || {
            let wants_in = words.get().doors.wants_in;
            wants_in.replacen("{}", knock.name.as_str(), 1)
        });
        view! {
            <div class="banner">
                <Icon shape=Shape::People />
                <p dir="auto">{sentence}</p>
                {act_button(|text| text.doors.admit, Act::Knock(KnockAct::Admit, id))}
                {act_button(|text| text.doors.deny, Act::Knock(KnockAct::Deny, id))}
            </div>
        }
    })
}
