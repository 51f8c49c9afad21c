//! The ledger on PostgreSQL beside two queues on the same server, in turns: same durability, as many connections, as many
//! clients. `graphile_worker` goes by its own worker, and by its statements alone; apalis by its statements. Prints a line
//! for each goal, in nanoseconds of a life or a poll; `cargo xtask bench scale` runs it.
//!
//! The server's files stand in memory where the system offers that, for all contestants alike, so no disk tells them apart.

mod apalis;
mod fault;
mod goal;
mod graphile;
mod lives;
mod options;
mod ours;
mod polls;
mod runner;
mod server;
mod turn;

use crate::fault::Fault;
use crate::goal::Goal;
use crate::options::Options;
use crate::server::Server;

const LIVES: Goal = Goal {
    name: "scale/lives/graphile_worker",
    ratio: 8.0,
};
/// The same without the peer's worker: its statements one after another, which is what a worker of one's own would cost.
const LIVES_STATEMENTS: Goal = Goal {
    name: "scale/lives/graphile_worker's statements",
    ratio: 8.0,
};
const POLLS_GRAPHILE: Goal = Goal {
    name: "scale/lease a poll/graphile_worker",
    ratio: 4.5,
};
const POLLS_STATEMENTS: Goal = Goal {
    name: "scale/lease a poll/graphile_worker's statements",
    ratio: 4.5,
};
const POLLS_APALIS: Goal = Goal {
    name: "scale/lease a poll/apalis's statements",
    ratio: 10.0,
};
const CPU: Goal = Goal {
    name: "scale/cpu of the server/held",
    ratio: 10.0,
};
const SNAPSHOT: Goal = Goal {
    name: "scale/lives/snapshot",
    ratio: 0.4,
};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> Result<(), Fault> {
    let options = Options::parse(std::env::args().skip(1))?;
    let server = Server::start().await?;
    let lives = lives::measure(&server, options).await?;
    println!("{}", LIVES.line(lives.ours, lives.graphile));
    println!("{}", LIVES_STATEMENTS.line(lives.ours, lives.statements));
    let polls = polls::measure(&server, options).await?;
    println!("{}", POLLS_GRAPHILE.line(polls.ours, polls.graphile));
    println!("{}", POLLS_STATEMENTS.line(polls.ours, polls.statements));
    println!("{}", POLLS_APALIS.line(polls.ours, polls.apalis));
    println!("{}", CPU.line(polls.held, polls.leased));
    let (with, without) = lives::measure_snapshot(&server, options).await?;
    println!("{}", SNAPSHOT.line(with, without));
    Ok(())
}
