use std::sync::LazyLock;

use anyhow::{Context, Result};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::Pid;

const MYSELF: Pid = Pid::from_raw(0);

/// The processors that this program may use; read before it binds itself to one.
static AVAILABLE: LazyLock<Vec<usize>> = LazyLock::new(|| {
    let Ok(set) = sched_getaffinity(MYSELF) else {
        return Vec::new();
    };
    (0..CpuSet::count())
        .filter(|processor| set.is_set(*processor).unwrap_or(false))
        .collect()
});

/// Lets this program, and the servers that it starts, have as many sockets as the system allows.
pub(crate) fn raise_descriptor_limit() -> Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, most, most).context("raising the limit of open files")
}

/// Binds this program, and the servers that it starts, to one processor.
///
/// On two, each message wakes the other one from its sleep. On a virtual machine that costs several times what the
/// server does for the message, falls on whoever sends, and depends on how idle the machine is.
/// On one, whoever has work does it until there is none, as under full load.
pub(crate) fn share_one() -> Result<()> {
    let Some(last) = AVAILABLE.last() else {
        return Ok(());
    };
    let mut set = CpuSet::new();
    set.set(*last)?;
    sched_setaffinity(MYSELF, &set).context("binding to a processor")
}

/// Returns the number of processors that this program could use.
pub(crate) fn count() -> usize {
    AVAILABLE.len()
}
