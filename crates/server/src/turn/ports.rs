use std::io;
use std::ops::RangeInclusive;

/// How many ports of a large range are tried: where so many are taken, all are.
const TRIES: usize = 128;

/// Opens a socket on one of these ports: one that nobody can guess, so that nobody sends to it before it is known
/// (RFC 8656, section 7.2).
pub(super) fn free_port<T>(
    ports: &RangeInclusive<u16>,
    is_even: bool,
    open: impl Fn(u16) -> io::Result<T>,
) -> Option<T> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).ok()?;
    let size = u32::from(ports.end() - ports.start()) + 1;
    let start = u32::from_be_bytes(bytes) % size;
    let candidates = (0..size).map(|step| u32::from(*ports.start()) + (start + step) % size);
    let wanted = candidates
        .filter(|port| !is_even || port % 2 == 0)
        .take(TRIES);
    for port in wanted.filter_map(|port| u16::try_from(port).ok()) {
        match open(port) {
            Ok(socket) => return Some(socket),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => {
                tracing::warn!(%error, "a relayed address could not be opened");
                return None;
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_port_of_a_small_range_is_used_once() {
        let taken = RefCell::new(BTreeSet::new());
        let open = |port| {
            if taken.borrow_mut().insert(port) {
                Ok(port)
            } else {
                Err(io::ErrorKind::AddrInUse.into())
            }
        };
        for _ in 0..10 {
            assert!(free_port(&(65_526..=65_535), false, open).is_some());
        }
        assert_eq!(free_port(&(65_526..=65_535), false, open), None);
        assert_eq!(
            taken.borrow().iter().copied().collect::<Vec<u16>>(),
            (65_526..=65_535).collect::<Vec<_>>()
        );
    }

    #[test]
    fn an_even_port_is_even() {
        for _ in 0..20 {
            assert_eq!(free_port(&(7..=9), true, Ok), Some(8));
        }
        assert_eq!(free_port(&(7..=7), true, Ok), None);
    }

    #[test]
    fn another_error_is_not_tried_again() {
        let tries = RefCell::new(0);
        let open = |_| -> io::Result<()> {
            *tries.borrow_mut() += 1;
            Err(io::ErrorKind::AddrNotAvailable.into())
        };
        assert_eq!(free_port(&(1..=10), false, open), None);
        assert_eq!(*tries.borrow(), 1);
    }
}
