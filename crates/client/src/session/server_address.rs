use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;

use crate::session::fetch;

/// Returns the address of the server's WebSocket: `ws:` or `wss:`, as the page's or the configured origin is; or what
/// stands for it where there is no server (`call::service_of`).
pub(crate) async fn web_socket_url() -> String {
    let [server, service] = configured().await.unwrap_or_default();
    if let Some(service) = service {
        return call::service_address(&service);
    }
    let page = page_origin().unwrap_or_default();
    call::web_socket_address(server.as_deref(), &page)
}

/// Returns the address of `path` at the server whose WebSocket this is.
pub(crate) fn http_url(web_socket: &str, path: &str) -> Option<String> {
    let origin = web_socket.strip_suffix("/ws")?;
    Some(format!("http{}{path}", origin.strip_prefix("ws")?))
}

/// Returns what `config.json` beside `index.html` names: the origin of the server, `https://…`, if it is not the page's,
/// and the address of a service, if there is no server.
async fn configured() -> Option<[Option<String>; 2]> {
    let response = fetch::get("/config.json", None).await?;
    let config = JsFuture::from(response.json().ok()?).await.ok()?;
    let text = |name: &str| Reflect::get(&config, &name.into()).ok()?.as_string();
    Some(["server", "service"].map(text))
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
