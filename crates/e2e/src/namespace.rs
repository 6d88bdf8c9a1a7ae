use std::env;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use nix::sched::{CloneFlags, setns};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};

pub(crate) const ADDRESS: &str = "10.99.0.1";

const PREFIX: &str = "tatap-e2e-";
const INSIDE: &str = "TATAP_E2E_IN_USER_NAMESPACE";

/// Starts the program again as root of a user namespace, unless it has the rights of root.
///
/// `ip netns` keeps its names in `/run/netns`, hence the mount.
pub(crate) fn become_root() -> Result<()> {
    if geteuid().is_root() {
        return Ok(());
    }
    ensure!(
        env::var_os(INSIDE).is_none(),
        "the user namespace gave no rights"
    );
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args([
            "--user",
            "--map-root-user",
            "--mount",
            "--net",
            "sh",
            "-c",
            script,
        ]);
        command
    };
    let probe = unshare("mount -t tmpfs tmpfs /run && ip netns add probe").output();
    let probe = probe.context("neither root nor `unshare` (util-linux)")?;
    ensure!(
        probe.status.success(),
        "not root, and no unprivileged user namespaces: {}",
        String::from_utf8_lossy(&probe.stderr).trim()
    );
    let failure = unshare("mount -t tmpfs tmpfs /run && exec \"$0\" \"$@\"")
        .arg(env::current_exe()?)
        .args(env::args_os().skip(1))
        .env(INSIDE, "1")
        .exec();
    Err(failure).context("starting again in a user namespace")
}

/// A network namespace with loopback, one other interface and a default route.
///
/// Browsers gather no ICE candidate without the interface, and Firefox none without the route.
#[derive(Debug)]
pub struct Namespace {
    name: String,
}

impl Namespace {
    pub(crate) fn create() -> Result<Self> {
        remove_leftovers()?;
        let namespace = Self {
            name: format!("{PREFIX}{}", std::process::id()),
        };
        let name = namespace.name.as_str();
        ip(&format!("netns add {name}"))?;
        ip(&format!("-n {name} link set lo up"))?;
        // Both ends in the same namespace: a cable from the machine to itself.
        ip(&format!("-n {name} link add d0 type veth peer name d1"))?;
        ip(&format!("-n {name} addr add {ADDRESS}/24 dev d0"))?;
        ip(&format!("-n {name} link set d0 up"))?;
        ip(&format!("-n {name} link set d1 up"))?;
        ip(&format!(
            "-n {name} route add default via 10.99.0.254 dev d0"
        ))?;
        Ok(namespace)
    }

    pub(crate) fn enter(&self) -> Result<()> {
        let file = File::open(format!("/run/netns/{}", self.name))
            .context("the network namespace is gone")?;
        setns(file, CloneFlags::CLONE_NEWNET).context("entering the network namespace")
    }

    pub(crate) fn delete(&self) {
        delete(&self.name);
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        self.delete();
    }
}

fn remove_leftovers() -> Result<()> {
    for line in ip("netns list")?.lines() {
        let name = line.split_whitespace().next().unwrap_or_default();
        if let Some(pid) = name.strip_prefix(PREFIX)
            && !Path::new("/proc").join(pid).exists()
        {
            delete(name);
        }
    }
    Ok(())
}

/// Ends what still runs in the namespace, then removes it; a namespace lives as long as a process in it.
fn delete(name: &str) {
    let pids = ip(&format!("netns pids {name}")).unwrap_or_default();
    for pid in pids.lines().filter_map(|line| line.parse().ok()) {
        // It may have ended by itself.
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
    }
    let _ = ip(&format!("netns del {name}"));
}

fn ip(arguments: &str) -> Result<String> {
    let output = Command::new("ip")
        .args(arguments.split(' '))
        .output()
        .context("no `ip` (iproute2)")?;
    if !output.status.success() {
        bail!(
            "ip {arguments}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
