use serde::{Deserialize, Serialize};

/// A raised hand, by its number: whoever has the lowest raised theirs first.
///
/// It counts the hands that were raised in the room, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hand(pub u64);
