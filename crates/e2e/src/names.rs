use std::net::IpAddr;

use anyhow::Result;

/// The name of a server, for which no resolver has to be asked.
#[derive(Clone, Debug)]
pub(crate) struct KnownName {
    pub(crate) name: String,
    pub(crate) address: IpAddr,
}

impl KnownName {
    /// Lets the calling thread and the programs that it starts know the name, and no other.
    ///
    /// Of others they hear at once that there is no answer: nobody listens where they ask.
    ///
    /// # Errors
    ///
    /// Fails without the right to mount; with [`crate::Skipped`] where the system is not Linux.
    #[cfg(target_os = "linux")]
    pub(crate) fn learn(&self) -> Result<()> {
        use anyhow::Context;
        use nix::mount::{MsFlags, mount};
        use nix::sched::{CloneFlags, unshare};

        unshare(CloneFlags::CLONE_NEWNS).context("no view of the files of the thread's own")?;
        let private = MsFlags::MS_REC | MsFlags::MS_PRIVATE;
        mount(None::<&str>, "/", None::<&str>, private, None::<&str>)?;
        // What is mounted stays when its directory goes.
        let directory = tempfile::tempdir()?;
        let hosts = format!("127.0.0.1 localhost\n{} {}\n", self.address, self.name);
        for (file, content) in [
            ("hosts", &*hosts),
            ("resolv.conf", "nameserver 127.0.0.1\n"),
        ] {
            let source = directory.path().join(file);
            std::fs::write(&source, content)?;
            let target = format!("/etc/{file}");
            let bind = MsFlags::MS_BIND;
            mount(Some(&source), &*target, None::<&str>, bind, None::<&str>).context(target)?;
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn learn(&self) -> Result<()> {
        Err(crate::Skipped::new("names of the test's own need Linux").into())
    }
}
