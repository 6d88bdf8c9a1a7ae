/// What is measured; in the order in which it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Measure {
    SaturatedCpu,
    SaturatedServerShare,
    SaturatedLoadShare,
    AloneTime,
    AloneCpu,
    SteadyCpu,
    SteadyMedian,
    SteadyP99,
    CrowdBurstCpu,
    CrowdAloneCpu,
    StormRate,
    StormCpu,
    MemoryBase,
    MemoryAtFew,
    MemoryAtMany,
    SlowReaderMemory,
    SlowReaderDelay,
    ResumeMin,
    ResumeMedian,
    ResumeP95,
}

/// What a measure should come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Goal {
    /// At most this, in the measure's unit.
    AtMost(f64),
    /// At most this part of the peer's.
    RatioAtMost(f64),
}

impl Measure {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SaturatedCpu => "call setups, saturated: CPU per relayed message",
            Self::SaturatedServerShare => "… share of the processor, server",
            Self::SaturatedLoadShare => "… share of the processor, load generator",
            Self::AloneTime => "one call setup alone: time",
            Self::AloneCpu => "one call setup alone: CPU",
            Self::SteadyCpu => "steady 2,000 messages/s: CPU per message",
            Self::SteadyMedian => "steady: latency, median",
            Self::SteadyP99 => "steady: latency, p99",
            Self::CrowdBurstCpu => "room of 50, in bursts: CPU per delivery",
            Self::CrowdAloneCpu => "room of 50, one message at a time: CPU per delivery",
            Self::StormRate => "connect storm: joins per second",
            Self::StormCpu => "connect storm: CPU per join",
            Self::MemoryBase => "memory without connections",
            Self::MemoryAtFew => "memory per idle joined connection at 2,000",
            Self::MemoryAtMany => "memory per idle joined connection at 10,000",
            Self::SlowReaderMemory => "slow reader: growth of the server's memory",
            Self::SlowReaderDelay => "slow reader: the others' latency against a quick one's",
            Self::ResumeMin => "drop and resume: shortest time",
            Self::ResumeMedian => "drop and resume: median",
            Self::ResumeP95 => "drop and resume: p95",
        }
    }

    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::SaturatedCpu
            | Self::AloneCpu
            | Self::SteadyCpu
            | Self::SteadyMedian
            | Self::SteadyP99
            | Self::CrowdBurstCpu
            | Self::CrowdAloneCpu
            | Self::StormCpu => Unit::Microseconds,
            Self::AloneTime | Self::ResumeMin | Self::ResumeMedian | Self::ResumeP95 => {
                Unit::Milliseconds
            }
            Self::SaturatedServerShare | Self::SaturatedLoadShare => Unit::Percent,
            Self::StormRate => Unit::Number,
            Self::MemoryAtFew | Self::MemoryAtMany => Unit::Kibibytes,
            Self::MemoryBase | Self::SlowReaderMemory => Unit::Mebibytes,
            Self::SlowReaderDelay => Unit::Times,
        }
    }

    /// The goal of the design, where it has one.
    pub(crate) fn goal(self) -> Option<Goal> {
        match self {
            Self::SaturatedCpu => Some(Goal::RatioAtMost(0.25)),
            Self::AloneTime => Some(Goal::RatioAtMost(0.30)),
            Self::CrowdBurstCpu => Some(Goal::RatioAtMost(0.06)),
            Self::MemoryBase => Some(Goal::AtMost(8.0)),
            Self::MemoryAtMany => Some(Goal::AtMost(10.0)),
            Self::SlowReaderMemory => Some(Goal::AtMost(1.0)),
            Self::SaturatedServerShare
            | Self::SaturatedLoadShare
            | Self::AloneCpu
            | Self::SteadyCpu
            | Self::SteadyMedian
            | Self::SteadyP99
            | Self::CrowdAloneCpu
            | Self::StormRate
            | Self::StormCpu
            | Self::MemoryAtFew
            | Self::SlowReaderDelay
            | Self::ResumeMin
            | Self::ResumeMedian
            | Self::ResumeP95 => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Microseconds,
    Milliseconds,
    Kibibytes,
    Mebibytes,
    Percent,
    Number,
    Times,
}

impl Unit {
    pub(crate) fn show(self, value: f64) -> String {
        match self {
            Self::Microseconds => format!("{value:.1} µs"),
            Self::Milliseconds => format!("{value:.2} ms"),
            Self::Kibibytes => format!("{value:.1} KiB"),
            Self::Mebibytes => format!("{value:.2} MiB"),
            Self::Percent => format!("{:.0} %", value * 100.0),
            Self::Number => format!("{value:.0}"),
            Self::Times => format!("{value:.2} ×"),
        }
    }
}

impl Goal {
    pub(crate) fn is_met(self, value: f64, peer: Option<f64>) -> Option<bool> {
        match self {
            Self::AtMost(most) => Some(value <= most),
            Self::RatioAtMost(most) => Some(value / peer? <= most),
        }
    }

    pub(crate) fn show(self, unit: Unit) -> String {
        match self {
            Self::AtMost(most) => format!("≤ {}", unit.show(most)),
            Self::RatioAtMost(most) => format!("≤ {most:.2} of the peer's"),
        }
    }
}
