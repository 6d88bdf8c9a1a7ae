use call::UserInput;
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
};
use protocol::{ChatError, ChatText};

use crate::{
    session::CallHandle,
    ui::{
        attributes::{spelled, text},
        call_page::offering::offer,
        components::{Icon, Shape},
        effect::effect,
        language::use_words,
        memo::{Watched, memo},
    },
};

/// The characters that are left are told from here on.
const FEW: usize = 200;

/// A place to write that grows with the text: Enter sends, with Shift it breaks the line.
#[component]
pub(super) fn Composer(draft: RwSignal<String>, on_sent: Callback<()>) -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let field = NodeRef::<html::Textarea>::new();
    let full = memo(move || call.view().with(|view| view.chat.full));
    let length = Watched::new(move || draft.with(|draft| length(draft)));
    let too_long = Signal::derive(move || length.get() > ChatText::MAX_CHARS);
    let ready = memo(move || length.get() > 0 && !too_long.get() && !full.get());
    let help = Signal::derive(move || {
        let text = &words.get().chat;
        let length = length.get();
        if length > ChatText::MAX_CHARS {
            (text.too_long)(length - ChatText::MAX_CHARS)
        } else if full.get() {
            text.full.to_owned()
        } else if length + FEW > ChatText::MAX_CHARS {
            (text.left)(ChatText::MAX_CHARS - length)
        } else {
            String::new()
        }
    });
    let live = Signal::derive(move || {
        let word = if too_long.get() || full.get() {
            "polite"
        } else {
            "off"
        };
        word.to_owned()
    });
    let focus = move || {
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    effect(move || {
        field.track();
        focus();
    });
    let send = move || {
        let text = draft.with_untracked(|draft| ChatText::parse(draft));
        if let (true, Ok(text)) = (ready.get_untracked(), text) {
            call.send(UserInput::SendChat(text));
            draft.set(String::new());
            on_sent.run(());
        }
        focus();
    };
    let on_key = move |event: KeyboardEvent| {
        // Enter also ends the choice of an input method; Safari says so only by this code (UI Events, section 7.3).
        let is_composing = event.is_composing() || event.key_code() == 229;
        if event.key() == "Enter" && !event.shift_key() && !is_composing {
            event.prevent_default();
            send();
        }
    };
    let write = words.say(|text| text.chat.write);
    let send_label = words.say(|text| text.chat.send);
    view! {
        <form
            class="composer"
            on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                send();
            }
        >
            <div class="composer-row">
                <Attach />
                // The copy of the text makes the place as high as it needs to be.
                <div class="composer-field" data-text=text(draft)>
                    <textarea
                        node_ref=field
                        rows="1"
                        dir="auto"
                        enterkeyhint="send"
                        aria-label=write
                        placeholder=write
                        aria-describedby="composer-help"
                        aria-invalid=spelled(too_long)
                        prop:value=text(draft)
                        on:input:target=move |event| draft.set(event.target().value())
                        on:keydown=on_key
                    ></textarea>
                </div>
                <button
                    type="submit"
                    class="icon-button send"
                    aria-label=send_label
                    title=send_label
                    disabled=Signal::derive(move || !ready.get())
                >
                    <Icon shape=Shape::Send />
                </button>
            </div>
            <p
                id="composer-help"
                class="composer-help"
                class:wrong=too_long
                aria-live=live
            >
                {help}
            </p>
        </form>
    }
}

/// Offers files to everyone.
#[component]
fn Attach() -> impl IntoView {
    let words = use_words();
    let call = expect_context::<CallHandle>();
    let label = words.say(|text| text.files.attach);
    view! {
        <label class="icon-button attach" title=label>
            <Icon shape=Shape::Clip />
            <input
                type="file"
                multiple
                class="for-screen-readers"
                aria-label=label
                on:change:target=move |event| {
                    let field = event.target();
                    offer(field.files(), call);
                    // The same file can be chosen again.
                    field.set_value("");
                }
            />
        </label>
    }
}

/// Counts the characters of `text` that would be sent.
fn length(text: &str) -> usize {
    match ChatText::parse(text) {
        Ok(text) => text.as_str().chars().count(),
        Err(ChatError::Empty | ChatError::Id) => 0,
        // Only control characters are dropped, of which a text box has none but line breaks and tabs.
        Err(ChatError::TooLong) => text.trim().chars().count(),
    }
}
