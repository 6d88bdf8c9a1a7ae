#![expect(
    clippy::print_stdout,
    reason = "a test runner reports on standard output"
)]

use std::any::Any;
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Error, Result, anyhow};

/// One test: what it shows and how. `S` is what all stories play on.
#[derive(Debug)]
pub struct Story<S> {
    pub name: &'static str,
    pub play: fn(&mut S) -> Result<()>,
}

impl<S> Clone for Story<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Story<S> {}

/// Names each function as a story of its module.
#[macro_export]
macro_rules! stories {
    ($($play:ident),+ $(,)?) => {
        &[$($crate::Story { name: concat!(module_path!(), "::", stringify!($play)), play: $play }),+]
    };
}

/// The error of a story that cannot be played here.
#[derive(Debug)]
pub struct Skipped(String);

impl Skipped {
    /// Says why.
    pub fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl std::fmt::Display for Skipped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Skipped {}

/// Plays the stories whose name contains one of the command line's words, one after the other, as libtest reports.
///
/// `after` sees each story's outcome and may turn it.
pub fn play<S>(
    stage: &mut S,
    stories: &[Story<S>],
    mut after: impl FnMut(&mut S, &str, Result<()>) -> Result<()>,
) -> ExitCode {
    let filters: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted: Vec<_> = stories
        .iter()
        .filter(|story| {
            filters.is_empty()
                || filters
                    .iter()
                    .any(|word| short(story.name).contains(word.as_str()))
        })
        .collect();
    let start = Instant::now();
    let (mut passed, mut failed, mut skipped) = (0, Vec::new(), 0);
    println!("\nrunning {} tests", wanted.len());
    for story in &wanted {
        let name = short(story.name);
        let began = Instant::now();
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| (story.play)(stage)))
            .unwrap_or_else(|panic| Err(anyhow!("panicked: {}", message(&*panic))));
        let outcome = after(stage, name, outcome);
        let seconds = began.elapsed().as_secs_f64();
        match outcome {
            Ok(()) => {
                passed += 1;
                println!("test {name} ... ok ({seconds:.1} s)");
            }
            Err(error) if error.is::<Skipped>() => {
                skipped += 1;
                println!("skipped: {name}: {error:#}");
            }
            Err(error) => {
                println!(
                    "test {name} ... FAILED ({seconds:.1} s)\n{}",
                    indent(&error)
                );
                failed.push(name);
            }
        }
    }
    if !failed.is_empty() {
        println!("\nfailures:\n    {}", failed.join("\n    "));
    }
    println!(
        "\ntest result: {}. {passed} passed; {} failed; {skipped} ignored; 0 measured; {} filtered out; finished in {:.2}s",
        if failed.is_empty() { "ok" } else { "FAILED" },
        failed.len(),
        stories.len() - wanted.len(),
        start.elapsed().as_secs_f64()
    );
    if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Drops the name of the test binary.
fn short(name: &'static str) -> &'static str {
    name.split_once("::").map_or(name, |(_, rest)| rest)
}

fn message(panic: &(dyn Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<&str>() {
        text
    } else if let Some(text) = panic.downcast_ref::<String>() {
        text
    } else {
        "no message"
    }
}

fn indent(error: &Error) -> String {
    let text = format!("{error:#}");
    text.lines().map(|line| format!("    {line}\n")).collect()
}
