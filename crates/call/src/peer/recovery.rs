use std::time::Duration;

use protocol::Engine;

/// What is tried to find a path to the other side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The first connection, or one that the other side has begun.
    Meet,
    /// An ICE restart, by its number in a row.
    Restart { number: u32 },
    /// A new connection with the same tracks.
    Rebuild,
    /// A new connection by way of the TURN servers alone.
    RelayOnly,
}

impl Step {
    /// How many ICE restarts are tried in a row.
    pub(super) const MAX_RESTARTS: u32 = 3;

    /// The time from one ICE restart to the next.
    pub(super) const BETWEEN_RESTARTS: Duration = Duration::from_secs(3);

    /// How long the last ICE restart may take.
    pub(super) const RESTART: Duration = Duration::from_secs(8);

    /// How long a new connection may take, from its first step to a path for media.
    ///
    /// Chromium stays `new` for ever when it finds no candidate: its own `failed` cannot be relied on.
    pub(super) const CONNECTION: Duration = Duration::from_secs(20);

    /// How long to wait for success before the next step.
    pub(super) fn patience(self) -> Duration {
        match self {
            Self::Restart { number } if number < Self::MAX_RESTARTS => Self::BETWEEN_RESTARTS,
            Self::Restart { .. } => Self::RESTART,
            Self::Meet | Self::Rebuild | Self::RelayOnly => Self::CONNECTION,
        }
    }
}

/// What can be tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Means {
    /// There is a connection that had a path, and the two browsers restart ICE with each other.
    pub(super) restart: bool,
    /// How many new connections are tried.
    pub(super) rebuilds: u32,
    /// There is a TURN server.
    pub(super) relay: bool,
}

/// What has been tried since media flowed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tries {
    restarts: u32,
    rebuilds: u32,
    relays: u32,
}

impl Tries {
    /// Returns what to try next: what is gentle first; `None` if all has been tried.
    pub(super) fn next(&mut self, means: Means) -> Option<Step> {
        if means.restart && self.restarts < Step::MAX_RESTARTS {
            self.restarts += 1;
            Some(Step::Restart {
                number: self.restarts,
            })
        } else if self.rebuilds < means.rebuilds {
            self.rebuilds += 1;
            Some(Step::Rebuild)
        } else if means.relay && self.relays == 0 {
            self.relays += 1;
            Some(Step::RelayOnly)
        } else {
            None
        }
    }
}

/// Tells whether two browsers restart ICE with each other.
///
/// Chromium and Firefox do not in every arrangement (Chromium 156 with Firefox 153: media stays frozen), and of the
/// others nobody has seen it.
pub(super) fn restarts_ice(own: Engine, other: Engine) -> bool {
    match own {
        Engine::Chromium | Engine::Firefox | Engine::Webkit => own == other,
        Engine::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_of_the_same_known_engine_restart_ice() {
        use Engine::{Chromium, Firefox, Other, Webkit};
        let all = [Chromium, Firefox, Webkit, Other];
        let restarting: Vec<_> = all
            .into_iter()
            .flat_map(|own| all.map(|other| (own, other)))
            .filter(|(own, other)| restarts_ice(*own, *other))
            .collect();
        let expected = [(Chromium, Chromium), (Firefox, Firefox), (Webkit, Webkit)];
        assert_eq!(restarting, expected);
    }

    #[test]
    fn steps_go_from_gentle_to_rough() {
        use Step::{Rebuild, RelayOnly, Restart};
        let check = |restart, rebuilds, relay, expected: &[Step]| {
            let means = Means {
                restart,
                rebuilds,
                relay,
            };
            let mut tries = Tries::default();
            let steps: Vec<_> = std::iter::from_fn(|| tries.next(means)).collect();
            assert_eq!(steps, expected, "{means:?}");
        };
        let restarts = [1, 2, 3].map(|number| Restart { number });
        check(
            true,
            1,
            true,
            &[&restarts[..], &[Rebuild, RelayOnly]].concat(),
        );
        check(true, 1, false, &[&restarts[..], &[Rebuild]].concat());
        check(false, 1, true, &[Rebuild, RelayOnly]);
        check(false, 3, false, &[Rebuild, Rebuild, Rebuild]);
    }
}
