//! `grok-video-transport`, which is given an id and makes the request itself.

use std::net::SocketAddr;

use bytes::Bytes;
use grok_video_transport::{ApiKey, Client, Connector, Http1, Roots};
use grok_video_types::TaskId;

use crate::doubles::ID;

/// Our client; its timeouts are the defaults, which the peers are given too.
#[derive(Clone, Debug)]
pub struct Ours {
    client: Client<Http1>,
    id: TaskId,
}

impl Ours {
    pub(super) fn new(addr: SocketAddr) -> Self {
        let base = format!("http://{addr}/kyyReactApiServer");
        let base = base.parse().expect("a base URL");
        let key = ApiKey::new("sk-of-the-benchmark").expect("a key");
        // No TLS is used, and without roots nothing is read that takes memory.
        let connector = Connector::new(Roots::from_der::<&[u8]>([]).expect("no roots"));
        Self {
            client: Client::builder(base, key, connector).build(),
            id: TaskId::new(ID).expect("an id"),
        }
    }

    pub(super) async fn ask(&self) -> Bytes {
        self.ask_for(&self.id).await
    }

    async fn ask_for(&self, id: &TaskId) -> Bytes {
        let answer = self.client.query_raw(id).await.expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.into_body()
    }
}

/// Our client, which never asks for the same task twice in a row.
#[derive(Clone, Debug)]
pub struct InTurn {
    ours: Ours,
    ids: [TaskId; 2],
}

impl InTurn {
    pub(super) fn new(addr: SocketAddr) -> Self {
        let other = ID.replace('a', "b");
        Self {
            ours: Ours::new(addr),
            ids: [ID, &*other].map(|id| TaskId::new(id).expect("an id")),
        }
    }

    pub(super) async fn ask(&self, turn: usize) -> Bytes {
        self.ours.ask_for(&self.ids[turn % 2]).await
    }
}
