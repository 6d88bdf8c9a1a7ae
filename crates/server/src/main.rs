//! The program `tatap`: reads its settings, greets, and serves until it is told to stop.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use server::{Config, Server, Settings};

fn main() -> ExitCode {
    let config = match Settings::parse().check() {
        Ok(config) => config,
        Err(problems) => {
            let lines: Vec<String> = problems
                .iter()
                .map(|problem| format!("  {problem}"))
                .collect();
            return fail(&format!(
                "Tatap cannot start with these settings:\n{}",
                lines.join("\n")
            ));
        }
    };
    server::start_logging(&config);
    server::raise_descriptor_limit();
    // One thread: more of them cost more per message than they carry.
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
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
    let _ = std::io::stdout().write_all(server::greet(&config, server.local_address()).as_bytes());
    let _ = std::io::stdout().flush();
    server.run(stop).await;
    Ok(())
}

fn fail(reason: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "{reason}");
    ExitCode::FAILURE
}
