use std::io::{self, Read, Seek, Write};

use turn::Secret;

use super::DataDir;
use super::data_dir::private_file;

const FILE: &str = "turn-secret";

/// The digits of a secret: 256 bits.
const DIGITS: usize = 64;

/// Returns a secret that nobody knows.
pub(crate) fn draw_secret() -> io::Result<Secret> {
    let mut bytes = [0; DIGITS / 2];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    Ok(Secret::new(digits.collect()))
}

/// Returns the secret that is kept in the directory; the first time it is drawn.
pub(super) fn kept_secret(directory: &DataDir) -> io::Result<Secret> {
    let mut file = private_file(&directory.path().join(FILE))?;
    let mut text = String::new();
    // Whatever else is in it was no secret.
    if file.read_to_string(&mut text).is_ok() && text.trim_end().len() >= DIGITS {
        return Ok(Secret::new(text.trim_end().to_owned()));
    }
    let secret = draw_secret()?;
    file.rewind()?;
    file.set_len(0)?;
    writeln!(file, "{}", secret.reveal())?;
    file.sync_all()?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_drawn_once_and_what_is_no_secret_is_replaced() {
        let path = std::env::temp_dir().join(format!("tatap-secret-{}", std::process::id()));
        let directory = DataDir::claim(&path).unwrap();
        let first = kept_secret(&directory).unwrap();
        assert_eq!(first.reveal().len(), DIGITS);
        assert_eq!(kept_secret(&directory).unwrap(), first);
        for rubbish in [&b"short"[..], &[0xff; 100]] {
            std::fs::write(path.join(FILE), rubbish).unwrap();
            let next = kept_secret(&directory).unwrap();
            assert_ne!(next, first);
            assert_eq!(kept_secret(&directory).unwrap(), next);
        }
        std::fs::remove_dir_all(path).unwrap();
    }
}
