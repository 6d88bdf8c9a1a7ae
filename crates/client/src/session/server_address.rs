use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;

use crate::session::fetch;

/// Returns the address of the server's WebSocket: `ws:` or `wss:`, as the page's or the configured origin is.
pub(crate) async fn web_socket_url() -> String {
    let server = configured_server().await;
    let page = page_origin().unwrap_or_default();
    call::web_socket_address(server.as_deref(), &page)
}

/// Returns the address of `path` at the server whose WebSocket this is.
pub(crate) fn http_url(web_socket: &str, path: &str) -> Option<String> {
    let origin = web_socket.strip_suffix("/ws")?;
    Some(format!("http{}{path}", origin.strip_prefix("ws")?))
}

/// Returns the origin of the server, `https://…`, where `config.json` beside `index.html` names another than the page's.
async fn configured_server() -> Option<String> {
    let response = fetch::get("/config.json", None).await?;
    let config = JsFuture::from(response.json().ok()?).await.ok()?;
    Reflect::get(&config, &"server".into()).ok()?.as_string()
}

fn page_origin() -> Option<String> {
    web_sys::window()?.location().origin().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_asked_at_the_origin_of_the_socket() {
        assert_eq!(
            http_url("wss://meet.example.org/ws", "/healthz").as_deref(),
            Some("https://meet.example.org/healthz")
        );
        assert_eq!(
            http_url("ws://127.0.0.1:3001/ws", "/api/rooms/tea").as_deref(),
            Some("http://127.0.0.1:3001/api/rooms/tea")
        );
        assert_eq!(http_url("", "/healthz"), None);
    }
}
