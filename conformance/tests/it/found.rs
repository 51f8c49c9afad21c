//! Bodies that the fuzzer found.

use conformance::check::check;

#[test]
fn a_code_is_cut_behind_the_white_space_before_it() {
    let mut body = br#"{"error":{"code":"  valid_"#.to_vec();
    body.extend([0xff; 18]);
    body.extend(br#"request"}}"#);
    assert!(check(200, &body).is_err());
}
