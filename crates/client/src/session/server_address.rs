use serde::Deserialize;

/// What `config.json` beside `index.html` says at run time.
#[derive(Default, Deserialize)]
struct WebConfig {
    /// The origin of the server, `https://…`; without it, the page's own.
    server: Option<String>,
}

/// Returns the address of the server's WebSocket: `ws:` or `wss:`, as the page's or the configured origin is.
pub(crate) async fn web_socket_url() -> String {
    let config = read().await.unwrap_or_default();
    let page = page_origin().unwrap_or_default();
    call::web_socket_address(config.server.as_deref(), &page)
}

async fn read() -> Option<WebConfig> {
    let response = gloo_net::http::Request::get("/config.json")
        .send()
        .await
        .ok()?;
    serde_json::from_str(&response.text().await.ok()?).ok()
}

fn page_origin() -> Option<String> {
    web_sys::window()?.location().origin().ok()
}
