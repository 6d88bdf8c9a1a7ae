use std::io::{self, Read, Seek, Write};
use std::path::Path;

use doors::SigningKey;
use turn::Secret;

use super::DataDir;
use super::data_dir::private_file;

const TURN_SECRET: &str = "turn-secret";
const INVITE_KEY: &str = "invite-key";

/// The digits of a secret: 256 bits.
const DIGITS: usize = 64;

/// Returns a secret that nobody knows.
pub(crate) fn draw_secret() -> io::Result<Secret> {
    draw_digits().map(Secret::new)
}

/// Returns a key that nobody knows.
pub(crate) fn draw_invite_key() -> io::Result<SigningKey> {
    SigningKey::parse(&draw_digits()?).map_err(io::Error::other)
}

/// Returns the secret that TURN servers and this one share, kept in the directory; the first time it is drawn.
pub(super) fn turn_secret(directory: &DataDir) -> io::Result<Secret> {
    let digits = kept(directory, TURN_SECRET, |text| text.len() >= DIGITS)?;
    Ok(Secret::new(digits))
}

/// Returns the key of invites that is kept in the directory; the first time it is drawn.
pub(super) fn invite_key(directory: &DataDir) -> io::Result<SigningKey> {
    let digits = kept(directory, INVITE_KEY, |text| {
        SigningKey::parse(text).is_ok()
    })?;
    SigningKey::parse(&digits).map_err(io::Error::other)
}

/// Returns the key of invites of a server that uses the directory at `path`, if it has one.
pub(crate) fn invite_key_in_use(path: &Path) -> Option<SigningKey> {
    let text = std::fs::read_to_string(path.join(INVITE_KEY)).ok()?;
    SigningKey::parse(text.trim_end()).ok()
}

fn kept(directory: &DataDir, name: &str, is_secret: fn(&str) -> bool) -> io::Result<String> {
    let mut file = private_file(&directory.path().join(name))?;
    let mut text = String::new();
    // Whatever else is in it was no secret.
    if file.read_to_string(&mut text).is_ok() && is_secret(text.trim_end()) {
        return Ok(text.trim_end().to_owned());
    }
    let secret = draw_digits()?;
    file.rewind()?;
    file.set_len(0)?;
    writeln!(file, "{secret}")?;
    file.sync_all()?;
    Ok(secret)
}

fn draw_digits() -> io::Result<String> {
    let mut bytes = [0; DIGITS / 2];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_drawn_once_and_what_is_no_secret_is_replaced() {
        let path = std::env::temp_dir().join(format!("tatap-secret-{}", std::process::id()));
        let directory = DataDir::claim(&path).unwrap();
        let secret = |name| match name {
            TURN_SECRET => turn_secret(&directory).unwrap().reveal().to_owned(),
            _ => invite_key(&directory).unwrap().reveal(),
        };
        assert_eq!(invite_key_in_use(&path), None);
        for name in [TURN_SECRET, INVITE_KEY] {
            let first = secret(name);
            assert_eq!(first.len(), DIGITS);
            assert_eq!(secret(name), first);
            for rubbish in [&b"short"[..], &[0xff; 100]] {
                std::fs::write(path.join(name), rubbish).unwrap();
                let next = secret(name);
                assert_ne!(next, first);
                assert_eq!(secret(name), next);
            }
        }
        assert_ne!(secret(TURN_SECRET), secret(INVITE_KEY));
        let in_use = invite_key_in_use(&path).map(|key| key.reveal());
        assert_eq!(in_use, Some(secret(INVITE_KEY)));
        std::fs::remove_dir_all(path).unwrap();
    }
}
