/// What keeps a device from the server, as far as can be told without a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The device has no network.
    NoNetwork,
    /// The device says that it has a network, but the server does not answer.
    NoAnswer,
}

/// Says what is in the way, by what the browser says of the network (`navigator.onLine`; HTML, section 8.9.1.5) and by
/// whether the server has `answered` when it was asked last.
///
/// An answer is worth more than what the browser thinks: a device without a network reaches a server that it runs
/// itself, and most networks that lead nowhere are a network to the browser.
#[must_use]
pub fn obstacle(on_line: bool, answered: Option<bool>) -> Option<Obstacle> {
    match (answered, on_line) {
        (Some(true), _) | (None, true) => None,
        (Some(false), true) => Some(Obstacle::NoAnswer),
        (Some(false) | None, false) => Some(Obstacle::NoNetwork),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_worth_more_than_what_the_browser_thinks() {
        for on_line in [false, true] {
            assert_eq!(obstacle(on_line, Some(true)), None);
        }
        assert_eq!(obstacle(true, Some(false)), Some(Obstacle::NoAnswer));
    }

    #[test]
    fn where_nothing_was_asked_the_browser_knows_best() {
        assert_eq!(obstacle(true, None), None);
        assert_eq!(obstacle(false, None), Some(Obstacle::NoNetwork));
        assert_eq!(obstacle(false, Some(false)), Some(Obstacle::NoNetwork));
    }
}
