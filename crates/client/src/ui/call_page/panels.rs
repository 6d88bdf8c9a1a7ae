use call::UserInput;
use leptos::{html, prelude::*};

use crate::{
    session::CallHandle,
    ui::{
        attributes::spelled,
        components::{Icon, Shape},
        effect::effect,
        language::use_words,
        memo::memo,
    },
};

/// What stands beside the videos, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Panel {
    People,
    Chat,
    Settings,
    Doors,
    Keys,
}

/// Which panel is open, and the buttons that open them.
#[derive(Clone, Copy)]
pub(crate) struct Panels {
    open: RwSignal<Option<Panel>>,
    people: NodeRef<html::Button>,
    chat: NodeRef<html::Button>,
    settings: NodeRef<html::Button>,
    more: NodeRef<html::Button>,
}

impl Panels {
    /// Starts with none open, and tells the call whenever what is written there can be read.
    pub(crate) fn new() -> Self {
        let call = expect_context::<CallHandle>();
        let open = RwSignal::new(None);
        let chat_is_open = memo(move || open.get() == Some(Panel::Chat));
        effect(move || call.send(UserInput::ShowChat(chat_is_open.get())));
        Self {
            open,
            people: NodeRef::new(),
            chat: NodeRef::new(),
            settings: NodeRef::new(),
            more: NodeRef::new(),
        }
    }

    pub(crate) fn open(self) -> Option<Panel> {
        self.open.get()
    }

    /// Closes what is open; the focus goes back to the button that has opened it.
    pub(crate) fn close(self) {
        let Some(panel) = self.open.get_untracked() else {
            return;
        };
        self.open.set(None);
        if let Some(button) = self.button(panel).get_untracked() {
            let _ = button.focus();
        }
    }

    pub(crate) fn show(self, panel: Panel) {
        self.open.set(Some(panel));
    }

    pub(crate) fn toggle(self, panel: Panel) {
        self.open.update(|open| {
            *open = if *open == Some(panel) {
                None
            } else {
                Some(panel)
            };
        });
    }

    /// The button "More", which opens some of them.
    pub(crate) fn more(self) -> NodeRef<html::Button> {
        self.more
    }

    fn button(self, panel: Panel) -> NodeRef<html::Button> {
        match panel {
            Panel::People => self.people,
            Panel::Chat => self.chat,
            Panel::Settings => self.settings,
            Panel::Doors | Panel::Keys => self.more,
        }
    }
}

/// Opens and closes a panel.
#[component]
pub(crate) fn PanelButton(
    panels: Panels,
    panel: Panel,
    shape: Shape,
    word: Signal<String>,
    /// The word with what the badge says.
    name: Signal<String>,
    /// Empty while there is none.
    badge: Signal<String>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button quiet panel-button"
            node_ref=panels.button(panel)
            aria-expanded=spelled(Signal::derive(move || panels.open() == Some(panel)))
            aria-label=name
            title=word
            on:click=move |_| panels.toggle(panel)
        >
            <Icon shape=shape />
            <span class="button-label">{word}</span>
            // Drawn by the style: what can be read on a button has to be in its name, as it is (WCAG 2.5.3).
            <span class="badge" class:news=panel == Panel::Chat data-count=badge></span>
        </button>
    }
}

/// A panel with a heading, which has the focus when it opens.
#[component]
pub(crate) fn SidePanel(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] heading: Signal<String>,
    on_close: Callback<()>,
    children: Children,
) -> impl IntoView {
    let close = NodeRef::<html::Button>::new();
    effect(move || {
        if let Some(close) = close.get() {
            let _ = close.focus();
        }
    });
    view! {
        <aside class="panel" aria-labelledby=id>
            <PanelTop id heading close on_close />
            {children()}
        </aside>
    }
}

/// What a panel is called, and how to close it.
#[component]
pub(crate) fn PanelTop(
    /// Unique on the page.
    id: &'static str,
    #[prop(into)] heading: Signal<String>,
    close: NodeRef<html::Button>,
    on_close: Callback<()>,
) -> impl IntoView {
    let close_label = use_words().say(|text| text.general.close);
    view! {
        <header class="panel-top">
            <h2 id=id>{heading}</h2>
            <button
                type="button"
                class="icon-button"
                node_ref=close
                aria-label=close_label
                title=close_label
                on:click=move |_| on_close.run(())
            >
                <Icon shape=Shape::Close />
            </button>
        </header>
    }
}
