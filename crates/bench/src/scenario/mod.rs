use anyhow::Result;
use clap::ValueEnum;

use crate::contender::Contender;
use crate::samples::Figure;
use crate::size::Size;

mod alone;
pub(crate) mod crowd;
pub(crate) mod idle;
mod resume;
mod saturated;
pub(crate) mod slow_reader;
mod steady;

/// A kind of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// Whole call setups in many rooms of two at the same time
    Saturated,
    /// One call setup after another
    Alone,
    /// A moderate rate of messages over many rooms
    Steady,
    /// Messages to a room of 50
    Crowd,
    /// Thousands of joins at once, and what they take when they are idle
    Idle,
    /// Someone who never reads in a room where much is said
    SlowReader,
    /// Lost connections that come back
    Resume,
}

impl Scenario {
    /// Returns `only`, or all of them if that is empty.
    pub(crate) fn chosen(only: &[Self]) -> &[Self] {
        if only.is_empty() {
            Self::value_variants()
        } else {
            only
        }
    }

    /// Measures one contender once, in a fresh process.
    pub(crate) async fn run(self, contender: Contender, size: &Size) -> Result<Vec<Figure>> {
        let server = contender.start()?;
        match self {
            Self::Saturated => saturated::run(&server, size).await,
            Self::Alone => alone::run(&server, size).await,
            Self::Steady => steady::run(&server, size).await,
            Self::Crowd => crowd::run(&server, size).await,
            Self::Idle => idle::run(&server, size).await,
            Self::SlowReader => slow_reader::run(&server, size).await,
            Self::Resume => match contender {
                Contender::Tatap => resume::run(&server, size).await,
                // It keeps no places.
                Contender::NodeWs => Ok(Vec::new()),
            },
        }
    }
}
