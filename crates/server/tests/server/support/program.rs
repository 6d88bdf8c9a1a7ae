use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Output, Stdio};
use std::sync::Arc;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, mpsc};

use super::client::Client;
use super::soon;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tatap");

/// The real program in a process of its own.
pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
    /// The first line that it printed.
    pub(crate) greeting: String,
    /// The lines after it.
    printed: Mutex<mpsc::UnboundedReceiver<String>>,
}

impl Program {
    /// Starts it on any free port, and waits until it says which.
    pub(crate) async fn start(settings: &[(&str, &str)]) -> Self {
        Self::run(command(settings), 0).await
    }

    /// Starts it on this port.
    pub(crate) async fn start_at(port: u16, settings: &[(&str, &str)]) -> Self {
        Self::run(command(settings), port).await
    }

    /// Starts it so that no file of it may grow above so many blocks of 512 bytes: for it, the disk is full then.
    pub(crate) async fn start_on_a_small_disk(settings: &[(&str, &str)], blocks: u32) -> Self {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\"");
        let mut shell = Command::new("/bin/sh");
        shell.args(["-c", &script, PROGRAM]);
        Self::run(prepared(shell, settings), 0).await
    }

    async fn run(mut command: Command, port: u16) -> Self {
        let mut child = command
            .env("PORT", port.to_string())
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
        let (read, printed) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                // Few tests look at it.
                let _ = read.send(line);
            }
        });
        Self {
            child,
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
            greeting,
            printed: Mutex::new(printed),
        }
    }

    /// Waits for a line on standard output that has this in it, and returns it.
    pub(crate) async fn said(&self, what: &str) -> String {
        let mut printed = self.printed.lock().await;
        loop {
            let line = soon("the line", printed.recv()).await.unwrap();
            if line.contains(what) {
                return line;
            }
        }
    }

    /// Waits for a line of the log that has this in it; what comes after it is lost.
    pub(crate) async fn logged(&mut self, what: &str) {
        let mut lines = BufReader::new(self.child.stderr.take().unwrap()).lines();
        let found = async { while !lines.next_line().await.unwrap().unwrap().contains(what) {} };
        soon("the line of the log", found).await;
    }

    /// Keeps its log, which it could not write on if nobody read it.
    pub(crate) fn keep_log(&mut self) -> Arc<std::sync::Mutex<String>> {
        let mut lines = BufReader::new(self.child.stderr.take().unwrap()).lines();
        let log = Arc::new(std::sync::Mutex::new(String::new()));
        let kept = Arc::clone(&log);
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                let mut log = kept.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        log
    }

    /// Connects and joins its room `kitchen`.
    pub(crate) async fn join(&self, name: &str) -> Client {
        let mut client = Client::connect(self.address).await;
        client.join("kitchen", name).await;
        client
    }

    /// Ends it as a loss of power would, as far as a program can tell.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.child.id().unwrap().try_into().unwrap();
        kill(Pid::from_raw(id), signal).unwrap();
    }

    /// The memory that is its own, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id().unwrap());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
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

/// Runs `tatap doctor --json` to its end.
pub(crate) async fn doctor(settings: &[(&str, &str)]) -> Output {
    run_task(&["doctor", "--json"], settings).await
}

/// Runs it with these arguments to its end.
pub(crate) async fn run_task(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let mut command = command(settings);
    command.args(arguments);
    soon("the task's end", command.output()).await.unwrap()
}

/// Runs `tatap invite` with these words to its end.
pub(crate) async fn invite(settings: &[(&str, &str)], words: &[&str]) -> Output {
    let mut command = command(settings);
    command.arg("invite").args(words);
    soon("the invite", command.output()).await.unwrap()
}

fn command(settings: &[(&str, &str)]) -> Command {
    prepared(Command::new(PROGRAM), settings)
}

fn prepared(mut command: Command, settings: &[(&str, &str)]) -> Command {
    command
        .env_clear()
        .env("TATAP_TURN_ADDR", "off")
        .envs(settings.iter().copied())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}
