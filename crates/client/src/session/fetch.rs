use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestInit, Response};

/// Asks for `url` afresh; `None` where no answer came.
pub(crate) async fn get(url: &str, signal: Option<&AbortSignal>) -> Option<Response> {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoCache);
    init.set_signal(signal);
    send(url, &init).await
}

/// Asks for `url` as `init` says; `None` where no answer came.
pub(crate) async fn send(url: &str, init: &RequestInit) -> Option<Response> {
    let promise = web_sys::window()?.fetch_with_str_and_init(url, init);
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}
