use call::UserInput;
use leptos::prelude::window;
use protocol::{DeviceMark, EntryPass};

use crate::{address::replace, storage};

/// Where the browser keeps its mark.
const DEVICE: &str = "tatap.device";

/// Where the tab keeps an invite while somebody signs in.
const KEPT: &str = "tatap.invite";

/// What stands in front of an invite in the fragment of an address, which no server ever sees (RFC 3986, section 3.5).
const INVITE: &str = "#invite=";

/// What this browser shows at the door of a room: the invite of its address, and its own mark.
pub(crate) fn entry() -> UserInput {
    let fragment = window().location().hash().unwrap_or_default();
    let fragment = brought_back().unwrap_or(fragment);
    let invite = fragment.strip_prefix(INVITE);
    UserInput::Bring {
        pass: invite.and_then(|invite| EntryPass::parse(invite).ok()),
        device: device(),
    }
}

/// Keeps the invite of the address until the tab comes back to it: where a sign-in leads, nobody is to see it.
pub(crate) fn keep_invite() {
    let location = window().location();
    let (path, fragment) = (location.pathname(), location.hash());
    let (path, fragment) = (path.unwrap_or_default(), fragment.unwrap_or_default());
    if fragment.starts_with(INVITE) {
        storage::write_in_tab(KEPT, &(path + &fragment));
    }
}

/// The invite that was kept for this page, as a fragment, which stands in the address again from now on.
fn brought_back() -> Option<String> {
    let kept = storage::read_in_tab(KEPT).filter(|kept| !kept.is_empty())?;
    storage::write_in_tab(KEPT, "");
    let location = window().location();
    let path = location.pathname().ok()?;
    let fragment = kept.strip_prefix(&path)?;
    let address = path + &location.search().ok()? + fragment;
    replace(&address)?;
    Some(fragment.to_owned())
}

/// The mark by which a host's "Remove" holds for this browser; it is drawn at random, and says nothing of it.
fn device() -> Option<DeviceMark> {
    let kept = storage::read(DEVICE).and_then(|text| DeviceMark::parse(&text).ok());
    kept.or_else(|| {
        let bits = [getrandom::u64().ok()?, getrandom::u64().ok()?];
        let mark = DeviceMark::of(bits);
        storage::write(DEVICE, mark.as_str());
        Some(mark)
    })
}
