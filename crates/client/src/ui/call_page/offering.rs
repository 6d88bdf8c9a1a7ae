//! The ways of a file into the call: chosen, dropped or pasted.

use call::pastes_files;
use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, FileList, HtmlTextAreaElement};

use super::panels::{Panel, Panels};
use crate::{
    session::CallHandle,
    ui::{components::changing, language::use_words},
};

/// Offers all of `files` to everyone; false if there are none.
pub(super) fn offer(files: Option<FileList>, call: CallHandle) -> bool {
    let mut any = false;
    for index in 0.. {
        let Some(file) = files.as_ref().and_then(|files| files.get(index)) else {
            break;
        };
        call.share(file);
        any = true;
    }
    any
}

/// Takes files that are dropped anywhere on the call, for which the browser would leave it, and those that are pasted
/// where one writes; shows while files are dragged that they can be dropped.
pub(crate) fn drop_place(panels: Panels) -> AnyView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let dragged = RwSignal::new(false);
    let listeners = ["dragover", "dragleave", "drop", "paste"].map(|name| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&document(), name, options, move |event| {
            let takes = match name {
                "dragover" => {
                    let has_files = dragged_data(event).is_some_and(|data| has(&data, "Files"));
                    has_files.then(|| dragged.set(true)).is_some()
                }
                "dragleave" => {
                    // It goes to another place of the page all the time.
                    let goes_on = event.unchecked_ref::<DragEvent>().related_target();
                    dragged.set(goes_on.is_some());
                    false
                }
                "drop" => {
                    dragged.set(false);
                    let files = dragged_data(event).and_then(|data| data.files());
                    let takes = offer(files, call);
                    takes.then(|| panels.show(Panel::Chat)).is_some()
                }
                _ => paste(event, call),
            };
            if takes {
                event.prevent_default();
            }
        })
    });
    StoredValue::new_local(listeners);
    changing(move || {
        let place = move || {
            view! { <p class="drop-place">{words.say(|text| text.files.attach)}</p> }.into_any()
        };
        dragged.get().then(place)
    })
}

/// Offers what is pasted, unless it is text; true if it does.
fn paste(event: &Event, call: CallHandle) -> bool {
    let writes = event
        .target()
        .is_some_and(|target| target.is_instance_of::<HtmlTextAreaElement>());
    let data = event.unchecked_ref::<ClipboardEvent>().clipboard_data();
    let data =
        data.filter(|data| writes && pastes_files(has(data, "text/plain"), has(data, "text/html")));
    data.is_some_and(|data| offer(data.files(), call))
}

fn dragged_data(event: &Event) -> Option<DataTransfer> {
    event.unchecked_ref::<DragEvent>().data_transfer()
}

fn has(data: &DataTransfer, kind: &str) -> bool {
    data.types().includes(&kind.into(), 0)
}
