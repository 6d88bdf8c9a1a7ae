use js_sys::{Array, Reflect};
use protocol::{DisplayName, RoomId};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::session::fetch;
use crate::session::server_address::http_url;

/// Asks the server whose WebSocket this is who is in `room`; `None` where it does not say.
pub(crate) async fn people_in(room: &RoomId, web_socket: &str) -> Option<Vec<DisplayName>> {
    let url = http_url(web_socket, &format!("/api/rooms/{room}"))?;
    let response = fetch::get(&url, None).await?;
    if !response.ok() {
        return None;
    }
    let preview = JsFuture::from(response.json().ok()?).await.ok()?;
    let names: Array = Reflect::get(&preview, &"participants".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let names = names.iter().filter_map(|name| name.as_string());
    Some(
        names
            .filter_map(|name| DisplayName::parse(&name).ok())
            .collect(),
    )
}
