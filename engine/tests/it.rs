//! The server starts, is reached, survives a crash, and is gone in the end.

use std::net::TcpStream;

use grok_video_engine::Engine;

#[test]
fn it_starts_crashes_and_ends() {
    let mut engine = Engine::start().expect("PostgreSQL is installed");
    let first = engine.pid();
    let port = engine.port();
    let reach = || TcpStream::connect(("127.0.0.1", port));
    assert!(reach().is_ok());
    engine.crash().expect("it starts again");
    assert_ne!(engine.pid(), first);
    assert!(reach().is_ok());
    drop(engine);
    assert!(reach().is_err());
}
