use std::env;
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use tokio::time::sleep;

use crate::contender::ONE_ADDRESS;
use crate::process::Process;

/// A server whose log is read.
pub(crate) struct Life {
    child: Child,
    pub(crate) port: u16,
    log: Arc<Mutex<Vec<Value>>>,
    reader: Option<JoinHandle<()>>,
    data: PathBuf,
}

/// What a server occupies while nobody is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest {
    pub(crate) memory_kib: f64,
    pub(crate) descriptors: usize,
}

/// What was there when the server was told to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LastWord {
    rooms: u64,
    seats: u64,
    connections: u64,
    pub(crate) tasks: u64,
}

impl Life {
    /// The tasks of a server to which nobody is connected: that of the rooms, and that which waits to be told to drain.
    pub(crate) const TASKS_AT_REST: u64 = 2;

    /// Seats are kept and silence is borne for so short a time that the end of a soak does not take long.
    pub(crate) fn start() -> Result<Self> {
        let program = match env::var_os("TATAP_SERVER_BIN") {
            Some(path) => PathBuf::from(path),
            None => env::current_exe()?.with_file_name("tatap"),
        };
        let data = env::temp_dir().join(format!("tatap-soak-{}", std::process::id()));
        let mut child = Command::new(&program)
            .envs([
                ("PORT", "0"),
                ("TATAP_BIND", "127.0.0.1"),
                ("TATAP_TURN_ADDR", "off"),
                ("TATAP_LOG", "info"),
                ("TATAP_LOG_FORMAT", "json"),
                ("TATAP_SEAT_GRACE", "3"),
                ("TATAP_SILENCE_TIMEOUT", "6"),
                ("TATAP_ROOM_CAPACITY", "50"),
            ])
            .envs(ONE_ADDRESS)
            .env("TATAP_DATA_DIR", &data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut greeting = String::new();
        let stdout = child.stdout.take().context("stdout is piped")?;
        BufReader::new(stdout).read_line(&mut greeting)?;
        let port = greeting
            .trim_end()
            .rsplit_once(':')
            .and_then(|(_, port)| port.parse().ok())
            .with_context(|| format!("the greeting names no port: {greeting:?}"))?;
        let log = Arc::new(Mutex::new(Vec::new()));
        let stderr = child.stderr.take().context("stderr is piped")?;
        let kept = Arc::clone(&log);
        let reader = thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(line) = worth_keeping(&line) {
                    kept.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push(line);
                }
            }
        });
        Ok(Self {
            child,
            port,
            log,
            reader: Some(reader),
            data,
        })
    }

    /// Waits until the server has let go of every connection, and says what it occupies.
    pub(crate) async fn rest(&self, limit: Duration) -> Result<Rest> {
        let start = Instant::now();
        let mut last = self.look()?;
        loop {
            // Longer than silence is borne, or a seat kept.
            sleep(Duration::from_secs(8)).await;
            let now = self.look()?;
            if now.descriptors == last.descriptors {
                return Ok(now);
            }
            if start.elapsed() > limit {
                bail!("the server does not come to rest: {last}, then {now}");
            }
            last = now;
        }
    }

    /// Stops the server; returns its last word, and all warnings, errors and panics of its life.
    pub(crate) fn stop(&mut self) -> Result<(LastWord, Vec<String>)> {
        kill(
            Pid::from_raw(i32::try_from(self.child.id())?),
            Signal::SIGTERM,
        )?;
        let status = self.child.wait()?;
        if let Some(reader) = self.reader.take() {
            // A panic there has been printed.
            let _ = reader.join();
        }
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let last = log
            .iter()
            .find_map(|line| last_word(&line["fields"]))
            .context("the server did not say what is left when it stopped")?;
        let mut complaints: Vec<String> = log
            .iter()
            .filter(|line| line["level"] != "INFO")
            .map(Value::to_string)
            .collect();
        if !status.success() {
            complaints.push(format!("it ended with {status}"));
        }
        Ok((last, complaints))
    }

    fn look(&self) -> Result<Rest> {
        let path = format!("/proc/{}/fd", self.child.id());
        Ok(Rest {
            memory_kib: Process::new(self.child.id()).resident_kib()?,
            descriptors: fs::read_dir(path)?.count(),
        })
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

impl LastWord {
    pub(crate) fn is_empty(&self) -> bool {
        self.rooms == 0 && self.seats == 0 && self.connections == 0
    }
}

impl fmt::Display for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mib = self.memory_kib / 1024.0;
        write!(f, "{mib:.2} MiB, {} file descriptors", self.descriptors)
    }
}

impl fmt::Display for LastWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} rooms, {} seats, {} connections, {} tasks",
            self.rooms, self.seats, self.connections, self.tasks
        )
    }
}

/// Keeps the last word, and whatever is no ordinary line of the log, like a panic.
fn worth_keeping(line: &str) -> Option<Value> {
    match serde_json::from_str::<Value>(line) {
        Ok(line) if line["level"] == "INFO" && last_word(&line["fields"]).is_none() => None,
        Ok(line) => Some(line),
        Err(_) => Some(serde_json::json!({ "level": "PANIC", "line": line })),
    }
}

fn last_word(fields: &Value) -> Option<LastWord> {
    let number = |name: &str| fields[name].as_u64();
    Some(LastWord {
        rooms: number("rooms")?,
        seats: number("seats")?,
        connections: number("connections")?,
        tasks: number("tasks")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_last_word_and_complaints() {
        let joined = r#"{"level":"INFO","fields":{"message":"joined"}}"#;
        assert_eq!(worth_keeping(joined), None);
        let last = r#"{"level":"INFO","fields":{"rooms":0,"seats":0,"connections":0,"tasks":2}}"#;
        let kept = worth_keeping(last).expect("it is kept");
        assert!(last_word(&kept["fields"]).is_some_and(|last| last.is_empty()));
        assert!(worth_keeping(r#"{"level":"ERROR","fields":{}}"#).is_some());
        assert!(worth_keeping("thread 'main' panicked").is_some());
    }
}
