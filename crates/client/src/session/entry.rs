use call::UserInput;
use leptos::prelude::window;
use protocol::{DeviceMark, EntryPass};

use crate::storage;

/// Where the browser keeps its mark.
const DEVICE: &str = "tatap.device";

/// What stands in front of an invite in the fragment of an address, which no server ever sees (RFC 3986, section 3.5).
const INVITE: &str = "#invite=";

/// What this browser shows at the door of a room: the invite of its address, and its own mark.
pub(crate) fn entry() -> UserInput {
    let fragment = window().location().hash().unwrap_or_default();
    let invite = fragment.strip_prefix(INVITE);
    UserInput::Bring {
        pass: invite.and_then(|invite| EntryPass::parse(invite).ok()),
        device: device(),
    }
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
