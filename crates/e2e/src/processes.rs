//! The processes under a process, by the table in `/proc`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Processes that stand still until it is dropped.
#[derive(Debug)]
pub(crate) struct Frozen(BTreeSet<i32>);

impl Frozen {
    /// Stops every process under `root`, but not `root` itself.
    pub(crate) fn under(root: i32) -> Result<Self> {
        // Made first, so that those stopped go on when stopping another has failed.
        let mut frozen = Self(BTreeSet::new());
        loop {
            // What one of them has started before it stopped shows in the next round.
            let running: Vec<i32> = descendants(root)?
                .into_iter()
                .filter(|pid| !frozen.0.contains(pid))
                .collect();
            if running.is_empty() {
                return Ok(frozen);
            }
            for pid in running {
                frozen.0.insert(pid);
                signal(pid, Signal::SIGSTOP)?;
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        for pid in &self.0 {
            // One that may not go on does not exist: it could be stopped.
            let _ = signal(*pid, Signal::SIGCONT);
        }
    }
}

/// Signals a process that may have ended by itself.
fn signal(pid: i32, signal: Signal) -> Result<()> {
    match kill(Pid::from_raw(pid), signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("{signal} to {pid}")),
    }
}

/// Lists the processes under `root`, parents first.
fn descendants(root: i32) -> Result<Vec<i32>> {
    let mut children: BTreeMap<i32, Vec<i32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").context("no table of processes")? {
        let name = entry?.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // A process may end between the listing and the reading.
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        if let Some(parent) = parent_in(&stat) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut found = Vec::new();
    let mut next = vec![root];
    while let Some(pid) = next.pop() {
        let own = children.remove(&pid).unwrap_or_default();
        found.extend(&own);
        next.extend(own);
    }
    Ok(found)
}

/// Reads the parent of a process that still runs (proc(5), `/proc/pid/stat`); its name may hold anything.
fn parent_in(stat: &str) -> Option<i32> {
    let (_, after_name) = stat.rsplit_once(") ")?;
    let mut fields = after_name.split(' ');
    let state = fields.next()?;
    let parent = fields.next()?.parse().ok()?;
    (!matches!(state, "Z" | "X")).then_some(parent)
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};
    use std::time::Duration;

    use super::*;
    use crate::wait::within;

    #[test]
    fn reads_a_parent_behind_any_name() {
        assert_eq!(parent_in("12 (a) b) (c) S 7 12 12 0"), Some(7));
        assert_eq!(parent_in("12 (gone) Z 7 12 12 0"), None);
        assert_eq!(parent_in(""), None);
    }

    #[test]
    fn stops_children_and_their_children_until_it_is_dropped() {
        let (mut root, grandchildren) = shell_with_two_generations();
        let root_pid = i32::try_from(root.id()).unwrap();

        let frozen = Frozen::under(root_pid).unwrap();
        assert!(!frozen.is_empty());
        for pid in &grandchildren {
            is(*pid, "T");
        }
        assert_ne!(state(root_pid), "T");

        drop(frozen);
        for pid in &grandchildren {
            is(*pid, "S");
        }
        for pid in descendants(root_pid).unwrap() {
            signal(pid, Signal::SIGKILL).unwrap();
        }
        root.kill().unwrap();
        root.wait().unwrap();
    }

    /// A shell, whose child is a shell that has two children in sessions of their own, as a browser has.
    fn shell_with_two_generations() -> (Child, Vec<i32>) {
        let script = "sh -c 'setsid sleep 60 & echo $!; setsid sleep 60 & echo $!; wait'; true";
        let mut root = Command::new("sh")
            .args(["-c", script])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(root.stdout.take().unwrap()).lines();
        let pids: Vec<i32> = lines.take(2).map(|l| l.unwrap().parse().unwrap()).collect();
        for pid in &pids {
            // It is the sleeper itself, not the shell that is about to become it.
            within(Duration::from_secs(5), "sleep runs", || {
                let name = fs::read_to_string(format!("/proc/{pid}/comm"))?;
                Ok((name.trim() == "sleep").then_some(()))
            })
            .unwrap();
        }
        (root, pids)
    }

    fn is(pid: i32, expected: &str) {
        within(Duration::from_secs(5), "the state changes", || {
            Ok((state(pid) == expected).then_some(()))
        })
        .unwrap();
    }

    fn state(pid: i32) -> String {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        let (_, after_name) = stat.rsplit_once(") ").unwrap();
        after_name[..1].to_owned()
    }
}
