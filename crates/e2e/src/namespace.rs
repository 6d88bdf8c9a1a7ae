use std::env;
use std::fs::File;
use std::net::Ipv4Addr;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, bail, ensure};
use nix::sched::{CloneFlags, setns};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, geteuid};

const ADDRESS: Ipv4Addr = Ipv4Addr::new(10, 99, 0, 1);

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

/// A network namespace of the tests' own.
#[derive(Debug)]
pub struct Namespace {
    name: String,
    address: Ipv4Addr,
}

impl Namespace {
    /// Makes one with loopback, one other interface and a default route.
    ///
    /// Browsers gather no ICE candidate without the interface, and Firefox none without the route.
    pub(crate) fn create() -> Result<Self> {
        let namespace = Self::bare(ADDRESS)?;
        namespace.add_dead_end()?;
        Ok(namespace)
    }

    /// Makes one with loopback, in which `address` will be the one of the network.
    pub(crate) fn bare(address: Ipv4Addr) -> Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        remove_leftovers()?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let namespace = Self {
            name: format!("{PREFIX}{}-{number}", std::process::id()),
            address,
        };
        ip(&format!("netns add {}", namespace.name))?;
        // Addresses are good at once: one that becomes so later is a change of network to a browser.
        ip(&format!(
            "netns exec {} sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0",
            namespace.name
        ))?;
        namespace.ip("link set lo up")?;
        Ok(namespace)
    }

    /// Gives it the network's address on an interface, and a default route that leads nowhere.
    pub(crate) fn add_dead_end(&self) -> Result<()> {
        let nobody = u32::from(self.address) ^ 0xff;
        // Both ends in the same namespace: a cable from the machine to itself.
        self.ip("link add d0 type veth peer name d1")?;
        self.ip(&format!("addr add {}/24 dev d0", self.address))?;
        self.ip("link set d0 up")?;
        self.ip("link set d1 up")?;
        self.ip(&format!(
            "route add default via {} dev d0",
            Ipv4Addr::from(nobody)
        ))?;
        Ok(())
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn address(&self) -> Ipv4Addr {
        self.address
    }

    /// Runs `ip` inside.
    pub(crate) fn ip(&self, arguments: &str) -> Result<String> {
        ip(&format!("-n {} {arguments}", self.name))
    }

    pub(crate) fn enter(&self) -> Result<()> {
        let file = File::open(format!("/run/netns/{}", self.name))
            .context("the network namespace is gone")?;
        setns(file, CloneFlags::CLONE_NEWNET).context("entering the network namespace")
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        delete(&self.name);
    }
}

/// Deletes the namespaces of this process.
pub(crate) fn delete_own() {
    let own = std::process::id().to_string();
    for (name, pid) in named().unwrap_or_default() {
        if pid == own {
            delete(&name);
        }
    }
}

fn remove_leftovers() -> Result<()> {
    for (name, pid) in named()? {
        if !Path::new("/proc").join(pid).exists() {
            delete(&name);
        }
    }
    Ok(())
}

/// Lists the tests' namespaces, each with the process that made it.
fn named() -> Result<Vec<(String, String)>> {
    let list = ip("netns list")?;
    let names = list.lines().filter_map(|line| line.split(' ').next());
    Ok(names
        .filter_map(|name| {
            let (pid, _) = name.strip_prefix(PREFIX)?.split_once('-')?;
            Some((name.to_owned(), pid.to_owned()))
        })
        .collect())
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
