use nix::sys::signal::Signal;

use crate::support::program::{Program, run_task};

#[tokio::test]
async fn a_health_check_ends_with_0_while_the_server_serves() {
    let program = Program::start(&[]).await;
    let port = program.address.port().to_string();
    let well = run_task(&["health"], &[("PORT", &port)]).await;
    assert_eq!(well.status.code(), Some(0));
    assert!(well.stdout.is_empty() && well.stderr.is_empty());

    program.signal(Signal::SIGTERM);
    program.output().await;
    let silent = run_task(&["health"], &[("PORT", &port)]).await;
    assert_eq!(silent.status.code(), Some(1));
    let told = String::from_utf8(silent.stderr).unwrap();
    assert!(told.starts_with("The server does not answer ("), "{told}");
}

#[tokio::test]
async fn a_health_check_names_the_settings_that_are_wrong() {
    let output = run_task(
        &["health"],
        &[("PORT", "none"), ("TATAP_LOG_FORMAT", "xml")],
    )
    .await;
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("PORT") && told.contains("TATAP_LOG_FORMAT"),
        "{told}"
    );
}

#[tokio::test]
async fn completions_are_a_script_for_the_shell() {
    let output = run_task(&["completions", "bash"], &[]).await;
    assert_eq!(output.status.code(), Some(0));
    let script = String::from_utf8(output.stdout).unwrap();
    assert!(script.contains("complete -F _tatap"), "{script}");
}

#[tokio::test]
async fn the_help_is_in_parts_and_shows_no_secret() {
    let settings = [("TATAP_TURN_SECRET", "a-secret-of-the-operator")];
    let output = run_task(&["--help"], &settings).await;
    let help = String::from_utf8(output.stdout).unwrap();
    for part in [
        "Server:",
        "Limits:",
        "STUN and TURN:",
        "For whoever runs it:",
        "Examples:",
    ] {
        assert!(help.contains(part), "no {part} in\n{help}");
    }
    assert!(!help.contains("a-secret"), "{help}");
}
