//! What must not be shown, wherever it stood.

use conformance::body::Body;
use conformance::choices::Choices;
use grok_video_types::{decode, decode_redacting};
use proptest::prelude::*;

const KEY: &str = "sk-canary-0123456789";

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

    #[test]
    fn a_key_spliced_in_anywhere_is_not_shown(
        bytes in prop::collection::vec(any::<u8>(), 0..96),
        places in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let mut body = Body::choose(&mut Choices::new(&bytes));
        for place in places {
            let at = place.index(body.bytes.len() + 1);
            body.bytes.splice(at..at, KEY.bytes());
        }
        let shown = match decode_redacting(body.http_status, &body.bytes, KEY) {
            Ok(task) => format!("{task} {task:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        prop_assert!(!shown.contains(KEY), "{}", shown);
    }

    #[test]
    fn a_signature_is_not_shown(bytes in prop::collection::vec(any::<u8>(), 0..96)) {
        let body = Body::choose(&mut Choices::new(&bytes));
        let task = decode(body.http_status, &body.bytes).ok();
        if let Some(video) = task.as_ref().and_then(|task| task.video())
            // A second URL that lost its mark of a query would show what stands there.
            && video.last_frame_url().is_none_or(|still| still == video.url())
            && let Some((_, signature)) = video.url().as_str().split_once(['?', '#'])
        {
            let shown = format!("{task:?} {video} {video:?}");
            prop_assert!(signature.is_empty() || !shown.contains(signature), "{}", shown);
        }
    }

    #[test]
    fn what_is_written_is_read_again(bytes in prop::collection::vec(any::<u8>(), 0..96)) {
        let body = Body::choose(&mut Choices::new(&bytes));
        if let Ok(task) = decode(body.http_status, &body.bytes) {
            let written = serde_json::to_string(&task).unwrap();
            prop_assert_eq!(&serde_json::from_str(&written).ok(), &Some(task.clone()));
            prop_assert_eq!(decode(200, written.as_bytes()), Ok(task));
        }
    }
}
