use turn::Framer;

/// A stream of anything is cut into packets or given up, wherever its reads end; the first byte says where.
pub(crate) fn stream(bytes: &[u8]) {
    let Some((size, bytes)) = bytes.split_first() else {
        return;
    };
    let whole = cut(bytes, bytes.len().max(1));
    assert_eq!(cut(bytes, usize::from(*size).max(1)), whole);
}

/// The packets of a stream that comes in reads of `size`, and whether it was given up.
fn cut(bytes: &[u8], size: usize) -> (Vec<Vec<u8>>, bool) {
    let mut framer = Framer::default();
    let mut packets = Vec::new();
    for read in bytes.chunks(size) {
        framer.push(read);
        loop {
            match framer.next_packet() {
                Ok(Some(packet)) => packets.push(packet.to_vec()),
                Ok(None) => break,
                Err(_) => return (packets, true),
            }
        }
    }
    (packets, false)
}
