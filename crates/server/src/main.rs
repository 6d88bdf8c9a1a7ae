//! The program `tatap`: reads its settings, greets, and serves until it is told to stop.

use std::io::Write;
use std::process::ExitCode;

use server::{Config, Health, InviteTexts, Problem, Server, Settings, Task};
#[cfg(target_os = "linux")]
use tikv_jemallocator::Jemalloc;

/// It gives back what a rush has left behind; `.cargo/config.toml` says how soon.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    let settings = server::read_settings();
    match settings.task() {
        None => start(settings),
        Some(Task::Doctor { json }) => doctor(settings, json),
        Some(Task::Health) => health(settings),
        Some(Task::Invite(texts)) => invite(settings, &texts),
        Some(Task::Completions { shell }) => {
            // Where nobody reads, there is nobody to tell.
            let _ = std::io::stdout().write_all(&server::completions(shell));
            ExitCode::SUCCESS
        }
    }
}

fn start(settings: Settings) -> ExitCode {
    let config = match settings.check() {
        Ok(config) => config,
        Err(problems) => {
            let lines = lines(&problems);
            return fail(&format!("Tatap cannot start with these settings:\n{lines}"));
        }
    };
    server::start_logging(&config);
    server::raise_descriptor_limit();
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("Tatap cannot start: {error}.")),
    };
    match runtime.block_on(serve(config)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => fail(&reason),
    }
}

async fn serve(config: Config) -> Result<(), String> {
    let stop = server::stop_signal()
        .map_err(|error| format!("Tatap cannot listen for signals: {error}."))?;
    let server = Server::bind(config.clone()).map_err(|error| error.to_string())?;
    // A closed standard output is no reason not to serve.
    let greeting = server::greet(&config, server.local_address(), server.fingerprint());
    let _ = std::io::stdout().write_all(greeting.as_bytes());
    let _ = std::io::stdout().flush();
    server.run(stop).await;
    Ok(())
}

/// Looks for what stands in the way of calls, and says so.
fn doctor(settings: Settings, json: bool) -> ExitCode {
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("Tatap cannot look: {error}.")),
    };
    let report = runtime.block_on(server::examine(settings));
    let text = match serde_json::to_string(&report) {
        Ok(text) if json => format!("{text}\n"),
        Ok(_) | Err(_) => report.to_string(),
    };
    // Where nobody reads, the code is all that is left to say.
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::from(report.exit_code())
}

/// Prints the link of an invite.
fn invite(settings: Settings, texts: &InviteTexts) -> ExitCode {
    match server::invite_link(settings, texts) {
        Ok(link) => {
            let written = writeln!(std::io::stdout(), "{link}");
            written.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
        }
        Err(problems) => {
            let lines = lines(&problems);
            fail(&format!("Tatap cannot write such an invite:\n{lines}"))
        }
    }
}

/// Asks whether the server serves: quiet if it does.
fn health(settings: Settings) -> ExitCode {
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("Tatap cannot look: {error}.")),
    };
    match runtime.block_on(server::health(settings)) {
        Health::Serves => ExitCode::SUCCESS,
        Health::Refuses(answer) => fail(&format!("The server does not serve ({answer}).")),
        Health::Silent(why) => fail(&format!("The server does not answer ({why}).")),
        Health::Unknown(problems) => {
            let lines = lines(&problems);
            fail(&format!(
                "These settings do not say where the server is:\n{lines}"
            ))
        }
    }
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect();
    lines.join("\n")
}

/// One thread: more of them cost more per message than they carry.
fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}

fn fail(reason: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{reason}");
    ExitCode::FAILURE
}
