use leptos::prelude::*;
use protocol::{JsonField, JsonObject};
use wasm_bindgen_futures::JsFuture;

use crate::{
    session::{entry::keep_invite, fetch},
    ui::{components::Shown, language::use_words},
};

/// The way to sign in, where the server has one and the person has not: whoever has may open rooms.
pub(super) fn sign_in() -> AnyView {
    let words = use_words();
    let offered = RwSignal::new(false);
    crate::task::spawn_scoped(async move {
        offered.set(is_offered().await.unwrap_or_default());
    });
    let back = window().location().pathname().unwrap_or_default();
    let address = format!("/auth/login?return={back}");
    view! {
        <Shown when=move || offered.get()>
            // A page of its own: `target` keeps the app from following it.
            <a class="button" href=address.clone() target="_self" on:click=|_| keep_invite()>
                {words.say(|text| text.doors.sign_in)}
            </a>
        </Shown>
    }
    .into_any()
}

/// Asks the server that the page came from: a cookie of another one would not be sent along.
async fn is_offered() -> Option<bool> {
    let response = fetch::get("/api/me", None).await?;
    let text = JsFuture::from(response.text().ok()?)
        .await
        .ok()?
        .as_string()?;
    let me = JsonObject::parse(&text).ok()?;
    let flag = |name| me.field(name).and_then(JsonField::flag).ok();
    Some(flag("sign_in")? && !flag("signed_in")?)
}
