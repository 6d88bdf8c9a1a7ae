use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::soon;

/// The real program in a process of its own.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
    /// The first line that it printed.
    pub(crate) greeting: String,
}

impl Program {
    /// Starts it on any free port, and waits until it says which.
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        let mut child = command(settings)
            .env("PORT", "0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let greeting = soon("the greeting", lines.next_line())
            .await
            .unwrap()
            .unwrap();
        let port = greeting.rsplit(':').next().unwrap().parse().unwrap();
        // Whoever stops reading would stop the program where it prints on.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            child,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            greeting,
        }
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.child.id().unwrap().try_into().unwrap();
        kill(Pid::from_raw(id), signal).unwrap();
    }

    /// Waits for its end.
    pub(crate) async fn output(self) -> Output {
        soon("the program's end", self.child.wait_with_output())
            .await
            .unwrap()
    }
}

/// Runs it to its end.
pub(crate) async fn run(settings: &[(&str, &str)]) -> Output {
    soon("the program's end", command(settings).output())
        .await
        .unwrap()
}

fn command(settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tatap"));
    command
        .env_clear()
        .envs(settings.iter().copied())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}
