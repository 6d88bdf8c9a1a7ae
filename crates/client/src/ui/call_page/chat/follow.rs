use leptos::{html, prelude::*};

use crate::ui::{call_page::stage_size::element_size, effect::effect};

/// Keeps a list that grows at its end there, unless the person has scrolled away to read.
#[derive(Clone, Copy)]
pub(super) struct Follow {
    pub(super) list: NodeRef<html::Div>,
    at_end: RwSignal<bool>,
    missed: RwSignal<bool>,
}

impl Follow {
    /// So many pixels from the end still count as there.
    const NEAR: i32 = 32;

    pub(super) fn new() -> Self {
        let follow = Self {
            list: NodeRef::new(),
            at_end: RwSignal::new(true),
            missed: RwSignal::new(false),
        };
        // A keyboard or a longer text to send takes from the list's height.
        let size = element_size(follow.list);
        effect(move || {
            size.track();
            follow.keep_at_end();
        });
        follow
    }

    /// True if something came that is below what is on the screen.
    pub(super) fn missed(self) -> bool {
        self.missed.get()
    }

    /// Something was added.
    pub(super) fn grown(self) {
        if self.at_end.get_untracked() {
            // The new line gets its place with the next frame.
            request_animation_frame(move || self.keep_at_end());
        } else {
            self.missed.set(true);
        }
    }

    /// The person scrolls, or the page did.
    pub(super) fn scrolled(self) {
        let Some(list) = self.list.get_untracked() else {
            return;
        };
        let below = list.scroll_height() - list.client_height() - list.scroll_top();
        self.at_end.set(below <= Self::NEAR);
        if below <= Self::NEAR {
            self.missed.set(false);
        }
    }

    /// Goes to the end and stays there.
    pub(super) fn to_end(self) {
        self.at_end.set(true);
        self.missed.set(false);
        self.keep_at_end();
    }

    fn keep_at_end(self) {
        // The panel may be closed before the frame comes.
        if self.at_end.try_get_untracked() == Some(true)
            && let Some(Some(list)) = self.list.try_get_untracked()
        {
            list.set_scroll_top(list.scroll_height());
        }
    }
}
