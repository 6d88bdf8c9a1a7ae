use call::{CallView, Layout, RecordingOf, RecordingView, UserInput};
use leptos::prelude::*;
use protocol::{ParticipantId, Role};

use super::{
    hand::HandToggle,
    keyboard::full_screen,
    panels::{Panel, Panels},
    screen_share::ShareToggle,
};
use crate::{
    rtc::support,
    session::CallHandle,
    ui::{
        components::{CopyLink, Menu, Shape},
        language::use_words,
        text::Text,
    },
};

/// Opens what is used less often, and on a narrow screen what finds no room in the bar.
#[component]
pub(crate) fn MoreMenu(panels: Panels) -> impl IntoView {
    let words = use_words();
    let open = RwSignal::new(false);
    view! {
        <Menu
            label=words.say(|text| text.more.heading)
            shape=Shape::More
            button="round"
            items="tile-menu-items more-menu"
            open
            opener=panels.more()
        >
            <div class="narrow-only">
                <ShareToggle />
                <HandToggle />
            </div>
            {ITEMS
                .into_iter()
                .map(|item| button(item, panels, open))
                .collect_view()}
            <CopyLink />
        </Menu>
    }
}

/// What one can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Item {
    Layout,
    FullScreen,
    /// Opens the small window, or closes it.
    Window,
    /// Records the call, or ends a recording.
    Record,
    RecordOwn,
    Settings,
    /// Who may come in; for hosts.
    Doors,
    Keys,
    Link,
}

const ITEMS: [Item; 9] = [
    Item::Layout,
    Item::FullScreen,
    Item::Window,
    Item::Record,
    Item::RecordOwn,
    Item::Settings,
    Item::Doors,
    Item::Keys,
    Item::Link,
];

fn button(item: Item, panels: Panels, open: RwSignal<bool>) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let choose = move |_| {
        open.set(false);
        act(item, panels, call, untrack(|| words.get()));
    };
    view! {
        // One that cannot be chosen is without a word, and not shown.
        <button type="button" class="button quiet" on:click=choose>
            {Signal::derive(move || label(item, words.get(), call))}
        </button>
    }
    .into_any()
}

fn label(item: Item, text: &'static Text, call: CallHandle) -> String {
    let word = match item {
        Item::Layout => {
            let settings = &text.settings;
            let layout = match call.view().with(|view| view.stage.layout) {
                Layout::Auto => settings.layout_auto,
                Layout::Grid => settings.layout_grid,
                Layout::Spotlight => settings.layout_spotlight,
            };
            return format!("{}: {layout}", settings.layout);
        }
        Item::FullScreen => text.more.full_screen,
        Item::Window if !support::has_small_windows() => "",
        Item::Window => text.more.window,
        Item::Record | Item::RecordOwn if !support::can_record() => "",
        Item::Record => match call.view().with(|view| view.recording) {
            RecordingView::Idle => text.record.call,
            RecordingView::Starting(_) | RecordingView::Recording(_) => text.record.stop,
            RecordingView::Stopping => "",
        },
        Item::RecordOwn => match call.view().with(|view| view.recording) {
            RecordingView::Idle => text.record.own,
            RecordingView::Starting(_) | RecordingView::Recording(_) | RecordingView::Stopping => {
                ""
            }
        },
        Item::Settings => text.settings.heading,
        Item::Doors if call.view().with(|view| view.doors.role != Role::Host) => "",
        Item::Doors => text.doors.heading,
        Item::Keys => text.keys.heading,
        Item::Link if call.view().with(other).is_none() => "",
        Item::Link => text.link.heading,
    };
    word.to_owned()
}

fn act(item: Item, panels: Panels, call: CallHandle, text: &'static Text) {
    let input = call.view().with_untracked(|view| match item {
        Item::Layout => Some(UserInput::SetLayout(view.stage.layout.next())),
        Item::Record if view.recording == RecordingView::Idle => {
            Some(UserInput::Record(RecordingOf::Call))
        }
        Item::Record => Some(UserInput::StopRecording),
        Item::RecordOwn => Some(UserInput::Record(RecordingOf::Own)),
        Item::Link => Some(UserInput::InspectLink(other(view))),
        Item::FullScreen | Item::Window | Item::Settings | Item::Doors | Item::Keys => None,
    });
    match (input, item) {
        (Some(input), _) => call.send(input),
        (None, Item::FullScreen) => full_screen(),
        (None, Item::Window) => call.toggle_window([
            text.general.mute_microphone,
            text.general.unmute_microphone,
            text.call.leave,
        ]),
        (None, Item::Settings) => panels.toggle(Panel::Settings),
        (None, Item::Doors) => panels.toggle(Panel::Doors),
        (None, _) => panels.toggle(Panel::Keys),
    }
}

/// The first of the others.
fn other(view: &CallView) -> Option<ParticipantId> {
    let mut others = view.tiles.iter().filter(|tile| !tile.you);
    others.next().map(|tile| tile.participant)
}
