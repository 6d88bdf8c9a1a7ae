use leptos::prelude::window;

/// Reads what an earlier visit remembered; `None` as well where the browser keeps nothing.
pub(crate) fn read(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Reads what an earlier page of this tab remembered.
pub(crate) fn read_in_tab(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Remembers `value` for later pages of this tab, where the browser allows it.
pub(crate) fn write_in_tab(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().session_storage() {
        // A full or forbidden storage only means that the next page starts without it.
        let _ = storage.set_item(key, value);
    }
}

/// Remembers `value` for later visits, where the browser allows it.
pub(crate) fn write(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage only means that the next visit starts without it.
        let _ = storage.set_item(key, value);
    }
}
