use std::io;

/// Listens for the signals that ask the program to end: Ctrl+C and, where there is one, SIGTERM.
///
/// # Errors
///
/// Fails if the system does not let the program listen.
#[cfg(unix)]
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for the signals that ask the program to end: Ctrl+C and, where there is one, SIGTERM.
///
/// # Errors
///
/// Fails if the system does not let the program listen.
#[cfg(windows)]
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        let _ = interrupt.recv().await;
    })
}
