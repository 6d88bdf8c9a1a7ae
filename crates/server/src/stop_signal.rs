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

/// Waits for the signal that asks the program to have no new rooms, SIGUSR1; for ever where there is none.
#[cfg(unix)]
pub(crate) async fn drain_signal() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::user_defined1()) {
        Ok(mut asked) => {
            let _ = asked.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "SIGUSR1 cannot be listened for");
            std::future::pending::<()>().await;
        }
    }
}

/// Waits for the signal that asks the program to have no new rooms, SIGUSR1; for ever where there is none.
#[cfg(windows)]
pub(crate) async fn drain_signal() {
    std::future::pending::<()>().await;
}
