use gloo_events::{EventListener, EventListenerOptions};
use leptos::prelude::*;
use protocol::{RoomId, RoomIdError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlAnchorElement, MouseEvent, UrlSearchParams};

/// The page that an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    Home,
    Room(Result<RoomId, RoomIdError>),
    /// A program of its own: whoever goes there or leaves it loads a page.
    Check,
    NotFound,
}

impl Page {
    /// Reads the path of an address.
    pub(crate) fn at(path: &str) -> Self {
        let path = path.strip_suffix('/').unwrap_or(path);
        match path.strip_prefix("/r/") {
            _ if path.is_empty() => Self::Home,
            _ if path == "/check" => Self::Check,
            Some(room) if !room.contains('/') => Self::Room(RoomId::parse(room)),
            Some(_) | None => Self::NotFound,
        }
    }
}

/// The address of the page, by context.
#[derive(Clone, Copy)]
pub(crate) struct Address(RwSignal<String>);

/// Follows the address: the browser's buttons, and the links of this page, which are not loaded anew.
pub(crate) fn provide_address() {
    let address = Address(RwSignal::new(path()));
    let listeners = [
        EventListener::new(&window(), "popstate", move |_| address.0.set(path())),
        EventListener::new_with_options(
            &document(),
            "click",
            EventListenerOptions::enable_prevent_default(),
            move |event| {
                if let Some(path) = followed(event.unchecked_ref()) {
                    event.prevent_default();
                    address.go(&path);
                }
            },
        ),
    ];
    StoredValue::new_local(listeners);
    provide_context(address);
}

impl Address {
    pub(crate) fn page(self) -> Page {
        self.0.with(|path| Page::at(path))
    }

    /// Goes to another page of the app.
    pub(crate) fn go(self, to: &str) {
        let history = window().history();
        let pushed =
            history.and_then(|history| history.push_state_with_url(&JsValue::NULL, "", Some(to)));
        if pushed.is_ok() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            self.0.set(path());
        }
    }
}

/// Takes a parameter out of the address (URL Standard, section 5.2), so that it is read once; all else stays in it.
pub(crate) fn take_parameter(name: &str) -> Option<String> {
    let location = window().location();
    let query = UrlSearchParams::new_with_str(&location.search().ok()?).ok()?;
    let value = query.get(name)?;
    query.delete(name);
    let query = String::from(query.to_string());
    let mark = if query.is_empty() { "" } else { "?" };
    replace(&(location.pathname().ok()? + mark + &query + &location.hash().ok()?));
    Some(value)
}

/// Changes what the address says of the page that is shown; a browser that does not allow it leaves it as it is.
pub(crate) fn replace(to: &str) -> Option<()> {
    let history = window().history().ok()?;
    let state = history.state().ok()?;
    history.replace_state_with_url(&state, "", Some(to)).ok()
}

/// Returns where a plain click on a link of the app leads; with a key held it opens another tab.
fn followed(event: &MouseEvent) -> Option<String> {
    let other_tab = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    if event.default_prevented() || event.button() != 0 || other_tab {
        return None;
    }
    let target: Element = event.target()?.dyn_into().ok()?;
    let link = target.closest("a[href]:not([target])").ok()??;
    let link: HtmlAnchorElement = link.dyn_into().ok()?;
    let is_within = link.origin() == window().location().origin().ok()?
        && Page::at(&link.pathname()) != Page::Check
        && Page::at(&path()) != Page::Check;
    is_within.then(|| link.pathname())
}

/// Returns the path of the address as a person reads it.
fn path() -> String {
    let path = window().location().pathname().unwrap_or_default();
    js_sys::decode_uri_component(&path).map_or(path, String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_pages() {
        let check = |path: &str, expected: Page| assert_eq!(Page::at(path), expected, "{path}");
        let tea = || Page::Room(RoomId::parse("tea"));
        check("/", Page::Home);
        check("", Page::Home);
        check("/r/tea", tea());
        check("/r/tea/", tea());
        check("/r/Tea time", Page::Room(RoomId::parse("Tea time")));
        check("/r/", Page::NotFound);
        check("/r", Page::NotFound);
        check("/r/tea/milk", Page::NotFound);
        check("/tea", Page::NotFound);
        check("/check", Page::Check);
        check("/check/", Page::Check);
        check("/check/tea", Page::NotFound);
    }
}
