use std::fs;
use std::ops::Sub;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How long one tick of `/proc/<pid>/stat` is: 100 a second on every architecture that Tatap runs on.
const TICK: Duration = Duration::from_millis(10);

/// A process that is watched through `/proc`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Process(u32);

/// What a process has used up to a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    at: Instant,
    cpu: Duration,
}

/// What a process has used between two moments.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used {
    pub(crate) time: Duration,
    /// Processor time in the program and in the system on its behalf.
    pub(crate) cpu: Duration,
}

impl Process {
    pub(crate) fn new(pid: u32) -> Self {
        Self(pid)
    }

    pub(crate) fn myself() -> Self {
        Self(std::process::id())
    }

    pub(crate) fn usage(self) -> Result<Usage> {
        let path = format!("/proc/{}/stat", self.0);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        let ticks = cpu_ticks(&text).with_context(|| format!("{path} is not as expected"))?;
        Ok(Usage {
            at: Instant::now(),
            cpu: TICK * ticks,
        })
    }

    /// Returns the memory that the process occupies, in KiB.
    pub(crate) fn resident_kib(self) -> Result<f64> {
        // The figure in `status` is some hundred KiB behind the truth.
        let path = format!("/proc/{}/smaps_rollup", self.0);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {path}"))?;
        resident_kib(&text).with_context(|| format!("{path} is not as expected"))
    }
}

impl Sub for Usage {
    type Output = Used;

    fn sub(self, earlier: Self) -> Used {
        Used {
            time: self.at - earlier.at,
            cpu: self.cpu.saturating_sub(earlier.cpu),
        }
    }
}

impl Used {
    /// Returns the processor time for each of `count` things, in microseconds.
    pub(crate) fn cpu_micros_per(&self, count: usize) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / count as f64
    }

    /// Returns the part of the time in which a processor was busy with it.
    pub(crate) fn share(&self) -> f64 {
        self.cpu.as_secs_f64() / self.time.as_secs_f64()
    }
}

/// Adds `utime` and `stime`, fields 14 and 15 (proc_pid_stat(5)); field 2 is in parentheses and may hold spaces.
fn cpu_ticks(stat: &str) -> Option<u32> {
    let (_, after_name) = stat.rsplit_once(") ")?;
    let mut fields = after_name.split(' ').skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    Some(user + system)
}

fn resident_kib(smaps: &str) -> Option<f64> {
    let line = smaps.lines().find_map(|line| line.strip_prefix("Rss:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_user_and_system_time() {
        let stat = "12 (a (b) c) S 1 12 12 0 -1 4194304 1 0 0 0 250 130 0 0 20 0 1 0 9 1 1";
        assert_eq!(cpu_ticks(stat), Some(380));
    }

    #[test]
    fn reads_the_resident_memory() {
        let smaps = "55d0-7ffc ---p 00000000 00:00 0 [rollup]\nRss:    5832 kB\nPss:    3000 kB\n";
        assert_eq!(resident_kib(smaps), Some(5832.0));
    }
}
