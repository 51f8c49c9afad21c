//! Every body decodes as the specification says, into an owned and into a borrowed task.

#![no_main]

use conformance::body::Body;
use conformance::check::check;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let body = Body::fuzzed(data);
    let _ = check(body.http_status, &body.bytes);
});
