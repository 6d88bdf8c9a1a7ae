use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;

use anyhow::{Result, anyhow};

use crate::{Network, web_app};

/// A static file server that knows nothing of Tatap: `dist/` on an origin of its own, as on Vercel.
///
/// It serves until the test process ends.
#[derive(Debug)]
pub struct StaticHost {
    host: String,
    port: u16,
    config: Arc<OnceLock<String>>,
}

impl StaticHost {
    /// Starts to serve the web app at an address of `network` that is not loopback.
    ///
    /// # Errors
    ///
    /// Fails if there is no port to listen on, and with [`crate::Skipped`] if there is no such address.
    pub fn start(network: &Network) -> Result<Self> {
        let host = network.address()?;
        let address = host.parse()?;
        Self::serve(network, host, address, &web_app())
    }

    /// Starts to serve the files of `folder` inside `network`, at `localhost`.
    ///
    /// # Errors
    ///
    /// Fails if there is no port to listen on.
    pub fn of(network: &Network, folder: &Path) -> Result<Self> {
        let host = "localhost".to_owned();
        Self::serve(network, host, Ipv4Addr::LOCALHOST.into(), folder)
    }

    fn serve(network: &Network, host: String, address: IpAddr, folder: &Path) -> Result<Self> {
        let listener = network.run(|| Ok(TcpListener::bind((address, 0))?))?;
        let port = listener.local_addr()?.port();
        let config = Arc::new(OnceLock::new());
        let files = Arc::new(Files {
            root: folder.to_owned(),
            config: Arc::clone(&config),
        });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let files = Arc::clone(&files);
                // A browser that goes away in the middle is no failure.
                thread::spawn(move || files.answer(&stream));
            }
        });
        Ok(Self { host, port, config })
    }

    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}:{}", self.host, self.port)
    }

    /// Puts `config.json` beside `index.html`; once.
    ///
    /// # Errors
    ///
    /// Fails the second time.
    pub fn set_config(&self, json: String) -> Result<()> {
        self.config
            .set(json)
            .map_err(|_| anyhow!("config.json is there already"))
    }
}

#[derive(Debug)]
struct Files {
    root: PathBuf,
    config: Arc<OnceLock<String>>,
}

impl Files {
    fn answer(&self, mut stream: &TcpStream) -> Result<()> {
        let mut lines = BufReader::new(stream).lines();
        let request = lines.next().ok_or_else(|| anyhow!("no request"))??;
        for header in lines {
            if header?.is_empty() {
                break;
            }
        }
        let target = request.split(' ').nth(1).unwrap_or("/");
        let path = target
            .split('?')
            .next()
            .unwrap_or_default()
            .trim_start_matches('/');
        let (status, kind, body) = self.find(path);
        write!(
            stream,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        )?;
        stream.write_all(&body)?;
        Ok(())
    }

    fn find(&self, path: &str) -> (&'static str, &'static str, Vec<u8>) {
        if path == "config.json"
            && let Some(config) = self.config.get()
        {
            return ("200 OK", "application/json", config.clone().into_bytes());
        }
        let inside = Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if inside && let Ok(body) = fs::read(self.root.join(path)) {
            return ("200 OK", content_type(path), body);
        }
        // The rewrite that every host of a single-page app has: a page's address is no file.
        if !path.contains('.')
            && let Ok(body) = fs::read(self.root.join("index.html"))
        {
            return ("200 OK", "text/html; charset=utf-8", body);
        }
        ("404 Not Found", "text/plain", b"not found".to_vec())
    }
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("json" | "webmanifest") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
