//! What a whole MP4 is, said of all its bytes at once; the fuzz target `walk` says it too.

/// Tells whether `body` is boxes from its start to its end, the first of them `ftyp`, one `moov`, and one
/// `mdat` or `moof`.
pub(crate) fn is_whole(mut body: &[u8]) -> bool {
    let mut kinds = Vec::new();
    while !body.is_empty() {
        let Some((kind, len)) = first_box(body) else {
            return false;
        };
        kinds.push(kind);
        body = &body[len..];
    }
    let has = |kind: &[u8; 4]| kinds.contains(kind);
    kinds.first() == Some(b"ftyp") && has(b"moov") && (has(b"mdat") || has(b"moof"))
}

/// Returns the kind and the length of the first box, if all of it is there.
fn first_box(body: &[u8]) -> Option<([u8; 4], usize)> {
    let size = u32::from_be_bytes(*body.first_chunk()?);
    let kind = *body.get(4..)?.first_chunk()?;
    let (header_len, len) = match size {
        0 => (8, body.len()),
        1 => {
            let size = u64::from_be_bytes(*body.get(8..)?.first_chunk()?);
            (16, usize::try_from(size).ok()?)
        }
        size => (8, usize::try_from(size).ok()?),
    };
    (header_len <= len && len <= body.len()).then_some((kind, len))
}
