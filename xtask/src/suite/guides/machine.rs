//! A stand-in for the machine that a guide is about: its folders and its services, in a folder of this walk.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::project::Project;
use crate::steps;

/// Does without root what `sudo` is for: what would go into the system's own folders goes below this machine's.
const SUDO: &str = r#"#!/bin/sh
for word do
  shift
  case $word in /etc/* | /usr/local/* | /var/*) word=$WALK_ROOT$word ;; esac
  set -- "$@" "$word"
done
exec "$@"
"#;

/// Starts and stops what the installed unit says, as the user that walks, and waits until it greets.
const SYSTEMCTL: &str = r#"#!/bin/sh
set -eu
unit=$WALK_ROOT/etc/systemd/system/tatap.service
log=$WALK_ROOT/log
pid=$WALK_ROOT/pid
value() { sed -n "s/^$1=//p" "$unit"; }
stop() {
  [ -f "$pid" ] || return 0
  kill "$(cat "$pid")"
  while kill -0 "$(cat "$pid")" 2> /dev/null; do sleep 0.1; done
  rm "$pid"
}
start() {
  mkdir -p "$WALK_ROOT/var/lib"
  set -a
  . "$WALK_ROOT$(value EnvironmentFile | tr -d -)"
  eval "$(value Environment | sed "s#%S#$WALK_ROOT/var/lib#")"
  set +a
  : > "$log"
  "$WALK_ROOT$(value ExecStart)" > "$log" 2>&1 < /dev/null &
  echo $! > "$pid"
  until grep -q "^Tatap is listening" "$log"; do
    kill -0 "$(cat "$pid")" || { cat "$log" >&2; exit 1; }
    sleep 0.1
  done
}
case $1 in
  daemon-reload) test -f "$unit" ;;
  enable) start ;;
  restart) stop && start ;;
  disable) stop ;;
  *) exit 2 ;;
esac
"#;

pub(super) struct Machine {
    root: PathBuf,
    port: u16,
}

impl Machine {
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let root = folder.join("machine");
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        fs::create_dir_all(root.join("usr/local/bin"))?;
        fs::create_dir_all(root.join("bin"))?;
        for (name, script) in [("sudo", SUDO), ("systemctl", SYSTEMCTL)] {
            let path = root.join("bin").join(name);
            fs::write(&path, script)?;
            make_executable(&path)?;
        }
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        Ok(Self { root, port })
    }

    /// Types `commands` in `folder`.
    pub(super) fn types(&self, project: &Project, folder: &Path, commands: &str) -> Result<()> {
        let first = commands.lines().next().unwrap_or_default();
        let own = [self.root.join("bin"), self.root.join("usr/local/bin")];
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(own.into_iter().chain(std::env::split_paths(&path)))?;
        let mut bash = project.command("bash");
        bash.args(["-euo", "pipefail", "-c", commands])
            .current_dir(folder)
            .env("PATH", path)
            .env("PORT", self.port.to_string())
            .env("WALK_ROOT", &self.root)
            .env_remove("CARGO_TARGET_DIR");
        steps::run(project, &format!("Typing {first}"), &mut bash)?;
        self.settle()
    }

    /// What an operator of a machine with other things on it sets.
    fn settle(&self) -> Result<()> {
        let settings = self.root.join("etc/tatap/tatap.env");
        let Ok(text) = fs::read_to_string(&settings) else {
            return Ok(());
        };
        let own = format!(
            "\nPORT={}\nTATAP_BIND=127.0.0.1\nTATAP_TURN_ADDR=127.0.0.1:0\n",
            self.port
        );
        if !text.ends_with(&own) {
            fs::write(&settings, text + &own)?;
        }
        Ok(())
    }

    /// The files that are left in the folders of the system.
    pub(super) fn leftovers(&self) -> Result<Vec<String>> {
        let mut leftovers = Vec::new();
        for folder in ["etc/tatap", "etc/systemd/system", "usr/local/bin"] {
            let Ok(entries) = fs::read_dir(self.root.join(folder)) else {
                continue;
            };
            for entry in entries {
                leftovers.push(format!("/{folder}/{}", entry?.file_name().display()));
            }
        }
        Ok(leftovers)
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        if let Ok(id) = fs::read_to_string(self.root.join("pid")) {
            // A walk that has failed half-way leaves a server behind; one that has ended needs nothing.
            let _ = Command::new("kill").arg(id.trim()).status();
        }
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
        .with_context(|| format!("cannot make {} executable", path.display()))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> Result<()> {
    anyhow::bail!("the guides are for Linux")
}
