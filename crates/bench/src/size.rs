use std::time::Duration;

/// How much load each scenario makes.
#[derive(Clone, Debug)]
pub(crate) struct Size {
    pub(crate) rounds: usize,
    /// Rooms of two that set up calls at the same time.
    pub(crate) busy_rooms: usize,
    /// Call setups in each of those.
    pub(crate) setups_each: usize,
    /// Call setups one after another.
    pub(crate) setups_alone: usize,
    pub(crate) steady_rooms: usize,
    /// Messages a second, over all steady rooms.
    pub(crate) steady_rate: usize,
    pub(crate) steady_for: Duration,
    /// Messages to a large room one after another.
    pub(crate) crowd_messages: usize,
    /// Bursts to a large room.
    pub(crate) crowd_bursts: usize,
    /// Idle connections: memory is measured at each of these numbers.
    pub(crate) idle: [usize; 2],
    /// What is sent beside a slow reader, in messages of 60 kB.
    pub(crate) flood: usize,
    /// Connections that are lost and resumed, one after another.
    pub(crate) drops: usize,
}

impl Size {
    /// What the figures in `docs/performance.md` come from.
    pub(crate) fn full() -> Self {
        Self {
            rounds: 3,
            busy_rooms: 500,
            setups_each: 20,
            setups_alone: 2_000,
            steady_rooms: 100,
            steady_rate: 2_000,
            steady_for: Duration::from_secs(10),
            crowd_messages: 1_000,
            crowd_bursts: 600,
            idle: [2_000, 10_000],
            flood: 500,
            drops: 200,
        }
    }

    /// Enough to see that everything works.
    pub(crate) fn quick() -> Self {
        Self {
            rounds: 1,
            busy_rooms: 100,
            setups_each: 10,
            setups_alone: 200,
            steady_for: Duration::from_secs(2),
            crowd_messages: 100,
            crowd_bursts: 10,
            idle: [200, 1_000],
            flood: 200,
            ..Self::full()
        }
    }
}
