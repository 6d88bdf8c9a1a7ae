use call::check::Standing;

use crate::storage;

const STORAGE_KEY: &str = "tatap.network";

/// Remembers for later pages of this tab how the network stands.
pub(crate) fn remember(standing: Standing) {
    let word = match standing {
        Standing::Trying => return,
        Standing::Good => "good",
        Standing::Trouble => "trouble",
    };
    storage::write_in_tab(STORAGE_KEY, word);
}

/// Returns how the network stood when this tab was last told; [`Standing::Trying`] if it never was.
pub(crate) fn recall() -> Standing {
    match storage::read_in_tab(STORAGE_KEY).as_deref() {
        Some("good") => Standing::Good,
        Some("trouble") => Standing::Trouble,
        Some(_) | None => Standing::Trying,
    }
}
