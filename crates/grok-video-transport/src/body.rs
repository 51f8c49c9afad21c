//! An answer's body, read whole and never beyond a cap.

use std::future::poll_fn;
use std::pin::pin;

use bytes::{Bytes, BytesMut};
use http_body::Body;

use crate::{BoxError, Error, ErrorKind};

/// Reads `body` whole; a body of one frame is not copied.
pub(crate) async fn read<B>(body: B, cap: usize) -> Result<Bytes, Error>
where
    B: Body<Data = Bytes, Error: Into<BoxError>>,
{
    let too_large = || {
        Error::new(
            ErrorKind::TooLarge,
            format!("the answer is larger than {cap} bytes"),
        )
    };
    let mut body = pin!(body);
    if body.size_hint().lower() > cap as u64 {
        return Err(too_large());
    }
    let mut first = Bytes::new();
    let mut gathered = BytesMut::new();
    while !body.is_end_stream()
        && let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await
    {
        let frame = frame.map_err(|error| {
            Error::new(ErrorKind::Broken, "the connection broke within the answer")
                .with_source(error)
        })?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if first.len() + gathered.len() + data.len() > cap {
            return Err(too_large());
        }
        if first.is_empty() && gathered.is_empty() {
            first = data;
        } else {
            gathered.extend_from_slice(&std::mem::take(&mut first));
            gathered.extend_from_slice(&data);
        }
    }
    if gathered.is_empty() {
        Ok(first)
    } else {
        Ok(gathered.freeze())
    }
}
