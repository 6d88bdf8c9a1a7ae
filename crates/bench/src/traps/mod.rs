//! Mistakes that are easily made again, each with a check that would notice.
//!
//! None asks how fast the machine is: they compare the server with itself, or count.

use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::contender::Contender;
use crate::measure::Measure;
use crate::samples::Figure;
use crate::scenario::{crowd, idle, slow_reader};
use crate::size::Size;

mod nagle;
mod opaque;

/// What a check has found.
#[derive(Debug)]
pub(crate) struct Finding {
    pub(crate) passed: bool,
    /// What was measured, and what it may be.
    pub(crate) detail: String,
}

impl Finding {
    fn at_most(what: &str, value: f64, most: f64) -> Self {
        Self {
            passed: value <= most,
            detail: format!("{what}: {value:.2}, may be {most:.2}"),
        }
    }
}

/// Runs every check; fails if one does.
pub(crate) async fn check_all() -> Result<ExitCode> {
    let findings = [
        ("small messages are sent at once", nagle::check().await?),
        (
            "an idle connection holds no large buffers",
            buffers().await?,
        ),
        ("what is queued is written together", writes().await?),
        ("signals are passed on unread", opaque::check().await?),
        ("a slow reader costs little", slow_reader().await?),
    ];
    for (sentence, finding) in &findings {
        let word = if finding.passed { "passed" } else { "FAILED" };
        println!("{word}: {sentence} ({})", finding.detail);
    }
    Ok(if findings.iter().all(|(_, finding)| finding.passed) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// tungstenite reads into 128 KiB for each connection unless it is told otherwise.
async fn buffers() -> Result<Finding> {
    const MOST_KIB: f64 = 32.0;
    let size = Size {
        idle: [500, 1_000],
        ..Size::quick()
    };
    let figures = idle::run(&Contender::Tatap.start()?, &size).await?;
    let memory = value(&figures, Measure::MemoryAtMany)?;
    Ok(Finding::at_most("KiB for each of 1,000", memory, MOST_KIB))
}

/// With a write for each message, a message in a burst costs as much as one alone.
async fn writes() -> Result<Finding> {
    const MOST: f64 = 0.5;
    let size = Size {
        crowd_messages: 400,
        crowd_bursts: 40,
        ..Size::quick()
    };
    let figures = crowd::run(&Contender::Tatap.start()?, &size).await?;
    let ratio = value(&figures, Measure::CrowdBurstCpu)? / value(&figures, Measure::CrowdAloneCpu)?;
    Ok(Finding::at_most("CPU against a message alone", ratio, MOST))
}

/// Without bounds on what waits, everything that is sent to one who does not read stays in memory.
async fn slow_reader() -> Result<Finding> {
    const MOST_MIB: f64 = 1.0;
    let figures = slow_reader::run(&Contender::Tatap.start()?, &Size::quick()).await?;
    let memory = value(&figures, Measure::SlowReaderMemory)?;
    Ok(Finding::at_most("MiB", memory, MOST_MIB))
}

fn value(figures: &[Figure], measure: Measure) -> Result<f64> {
    let figure = figures.iter().find(|(found, _)| *found == measure);
    figure
        .map(|(_, value)| *value)
        .with_context(|| format!("{measure:?} was not measured"))
}
