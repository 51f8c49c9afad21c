//! What stands in for `tokio` in a program: its runtime, with the clock paused and the simulated service inside.

pub(super) use tokio::main;

pub(super) mod runtime {
    use std::future::Future;
    use std::io;

    use grok_video::{BaseUrl, Client};
    use grok_video_mock::MockServer;

    pub(in super::super) struct Builder(tokio::runtime::Builder);

    pub(in super::super) struct Runtime(tokio::runtime::Runtime);

    impl Builder {
        pub(in super::super) fn new_current_thread() -> Self {
            Self(tokio::runtime::Builder::new_current_thread())
        }

        pub(in super::super) fn enable_all(mut self) -> Self {
            self.0.enable_all().start_paused(true);
            self
        }

        pub(in super::super) fn build(mut self) -> io::Result<Runtime> {
            self.0.build().map(Runtime)
        }
    }

    impl Runtime {
        /// Runs the program beside the service, and then says what that was asked for.
        #[expect(
            clippy::print_stdout,
            reason = "the test that started this process reads it"
        )]
        pub(in super::super) fn block_on<F: Future>(&self, program: F) -> F::Output {
            self.0.block_on(async {
                let server = start().await;
                let output = program.await;
                let counts = server.counts();
                let (creates, downloads) = (counts.creates, counts.downloads);
                println!("served {creates} creates, {downloads} downloads");
                output
            })
        }
    }

    /// Starts the service where the environment says that it is.
    async fn start() -> MockServer {
        let base = std::env::var(Client::BASE_URL_ENV).unwrap();
        let base: BaseUrl = base.parse().unwrap();
        let base = base.to_string();
        let place = base.strip_prefix("http://").unwrap();
        let place = place.split('/').next().unwrap();
        let server = MockServer::builder().listen(place.parse().unwrap());
        match server.start().await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                std::process::exit(super::super::PORT_TAKEN)
            }
            started => started.unwrap(),
        }
    }
}
