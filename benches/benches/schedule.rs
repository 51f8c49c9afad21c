//! When to poll: the learned schedule beside fixed ones and one that knows all, on simulated tasks.
//!
//! Everything but the times at the end is the same in every run. Tasks to learn from and tasks to try on
//! are drawn with different seeds. The cost of a schedule is its mean delay in seconds plus what its polls
//! are worth, which is fixed in [`Workload`]. A ratio is the peer's figure by ours, so a goal of "within
//! 1.10 of the oracle" reads 0.909.
//!
//! The first rows are: a poll every 5 s; every 30 s; after 5 s, and each wait half as long again, up to 60 s;
//! when 5 % of the tasks are over, and every 30 s from then on; and by gap ours, which has learned from 300
//! completions that its own polls found, and the best possible.
//!
//! `--csv` prints points to draw instead, which are kept in `schedules.csv`: a picture is drawn from them. In
//! `cargo test` each schedule is tried on a few tasks.

#![expect(clippy::print_stdout, reason = "the goals are printed")]

use std::env;
use std::hint::black_box;
use std::ops::Range;
use std::time::Duration;

use benches::clients::Way;
use benches::compare::{Comparison, compare};
use benches::doubles::{BODY, Double, runtime, serve};
use benches::goal::Goal;
use benches::polling::learning::{ages, train};
use benches::polling::rivals::{exponential, fixed, waiting};
use benches::polling::score::{Sample, Score};
use benches::polling::workload::{GAPS, Point, Workload};
use benches::random::Random;
use grok_video_poller::Took;

const N_TASKS: usize = 1_000_000;
const TEST_SEED: u64 = 99;
const TRAINING_SEED: u64 = 1_000;
const N_TRAININGS: u64 = 24;
const SEEDS: Range<u64> = TRAINING_SEED..TRAINING_SEED + N_TRAININGS;

/// At least 45 % fewer polls than every 30 s at a gap of 30 s, for at most 1 % more delay.
const FEWER_POLLS: [Goal; 3] = [
    goal("schedule/gap 30/polls/6-10 s", 1.818),
    goal("schedule/gap 30/polls/20-30 s", 1.818),
    goal("schedule/gap 30/polls/pro", 1.818),
];
const AS_SOON: [Goal; 3] = [
    goal("schedule/gap 30/delay/6-10 s", 0.990),
    goal("schedule/gap 30/delay/20-30 s", 0.990),
    goal("schedule/gap 30/delay/pro", 0.990),
];
/// At least 60 % less delay than every 30 s at a gap of 5 s, for as many polls.
const SOONER: [Goal; 3] = [
    goal("schedule/gap 5/delay/6-10 s", 2.5),
    goal("schedule/gap 5/delay/20-30 s", 2.5),
    goal("schedule/gap 5/delay/pro", 2.5),
];
const AS_FEW_POLLS: [Goal; 3] = [
    goal("schedule/gap 5/polls/6-10 s", 1.0),
    goal("schedule/gap 5/polls/20-30 s", 1.0),
    goal("schedule/gap 5/polls/pro", 1.0),
];
/// Within 1.2 and 1.08 of the oracle at a gap of 30 s, and within 1.10 and 1.03 at one of 5 s, after so
/// many completions: wherever it starts, and whatever it learns.
const LEARNED: [[(Goal, usize); 2]; 2] = [
    [
        (goal("schedule/gap 30/cost after 20", 0.833), 20),
        (goal("schedule/gap 30/cost after 100", 0.926), 100),
    ],
    [
        (goal("schedule/gap 5/cost after 20", 0.909), 20),
        (goal("schedule/gap 5/cost after 100", 0.971), 100),
    ],
];
/// At most 1.5 times the delay of every 30 s, 20 completions after the service became twice as fast.
const FASTER: [Goal; 2] = [
    goal("schedule/gap 30/delay 20 after twice as fast", 0.667),
    goal("schedule/gap 5/delay 20 after twice as fast", 0.667),
];
/// At most a millisecond a plan.
const PLAN: Goal = goal("schedule/time/plan of 1 ms", 1.0);

/// The points that a picture is drawn from.
const KEPT: &str = include_str!("../schedules.csv");

const fn goal(name: &'static str, ratio: f64) -> Goal {
    Goal { name, ratio }
}

fn main() {
    let is_asked = |flag: &str| env::args().any(|argument| argument == flag);
    if is_asked("--csv") {
        print_points(&Workload::all(N_TASKS, TEST_SEED));
    } else if is_asked("--goals") || is_asked("--bench") {
        // `cargo bench` says so; `cargo test` does not.
        measure(&Workload::all(N_TASKS, TEST_SEED));
    } else {
        for workload in Workload::all(1000, TEST_SEED) {
            for point in rows(&workload, 1).iter().filter(|it| !is_oracle(it)) {
                let start = format!("\n{},{},", point.schedule, point.workload);
                assert!(KEPT.contains(&start), "no{start}is kept");
            }
        }
    }
}

fn measure(workloads: &[Workload; 3]) {
    print_table(workloads);
    for (gap, goals) in GAPS.into_iter().zip(LEARNED) {
        print_learning(workloads, gap, goals);
    }
    print_misfits(workloads);
    for (gap, goal) in GAPS.into_iter().zip(FASTER) {
        print_faster(workloads, gap, goal);
    }
    print_hedges(workloads);
    print_times(&workloads[0]);
}

/// Prints what each schedule costs, and the goals of ours with a true profile.
fn print_table(workloads: &[Workload; 3]) {
    let rows = workloads
        .each_ref()
        .map(|workload| rows(workload, N_TRAININGS));
    for point in rows.iter().flatten().filter(|point| !is_oracle(point)) {
        let line = line(point);
        let is_kept = KEPT.lines().any(|kept| kept == line);
        assert!(
            is_kept,
            "{line} is not in schedules.csv: write what `--csv` prints"
        );
    }
    println!("polls and mean delay for videos of 6-10 s, of 20-30 s, and of the pro model");
    for n in 0..rows[0].len() {
        let cells = rows.each_ref().map(|rows| {
            let Score { polls, delay } = rows[n].score;
            format!("{polls:5.2} {delay:5.2} s")
        });
        println!("{:42} {}", rows[0][n].schedule, cells.join("   "));
    }
    for (n, rows) in rows.iter().enumerate() {
        let (every_30, sparse, dense) = (rows[1].score, rows[4].score, rows[6].score);
        print_goal(FEWER_POLLS[n], sparse.polls, every_30.polls);
        print_goal(AS_SOON[n], sparse.delay, every_30.delay);
        print_goal(SOONER[n], dense.delay, every_30.delay);
        print_goal(AS_FEW_POLLS[n], dense.polls, every_30.polls);
    }
}

/// Returns what each schedule costs; ours is the mean over some trainings.
fn rows(workload: &Workload, n_trainings: u64) -> Vec<Point> {
    let sample = &workload.sample;
    let mut rows = vec![
        ("fixed 5 s".to_owned(), sample.score(fixed(5.0))),
        ("fixed 30 s".to_owned(), sample.score(fixed(30.0))),
        (
            "exponential 5 s".to_owned(),
            sample.score(exponential(5.0, 1.5, 60.0)),
        ),
        (
            "5 % quantile".to_owned(),
            sample.score(waiting(&workload.truth, 30.0)),
        ),
    ];
    for gap in GAPS {
        let seeds = TRAINING_SEED..TRAINING_SEED + n_trainings;
        let scores: Vec<Score> = seeds
            .map(|seed| workload.score(&mut workload.trained(gap, seed)))
            .collect();
        let mean = |of: fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / scores.len() as f64;
        let ours = Score {
            polls: mean(|score| score.polls),
            delay: mean(|score| score.delay),
        };
        let oracle = workload.oracle(gap, workload.poll_cost(gap));
        rows.push((format!("ours gap {gap} s"), ours));
        rows.push((format!("oracle gap {gap} s"), oracle));
    }
    let point = |(schedule, score)| Point {
        schedule,
        workload: workload.truth.name,
        score,
    };
    rows.into_iter().map(point).collect()
}

/// Prints how near the oracle's cost ours is after so many completions.
fn print_learning(workloads: &[Workload; 3], gap: f64, goals: [(Goal, usize); 2]) {
    println!("cost by the oracle's, gap {gap} s, {N_TRAININGS} trainings: mean (worst)");
    let mut worst = [Comparison {
        ours: 0.0,
        peer: 1.0,
        ratio: f64::MAX,
    }; 2];
    for workload in workloads {
        for start in workloads {
            let oracle = workload.oracle(gap, workload.poll_cost(gap));
            let oracle = oracle.cost(workload.poll_cost(gap));
            let after = [0, goals[0].1, goals[1].1];
            let costs = workload.costs(&start.class, gap, &after, SEEDS);
            let shown =
                costs.map(|(mean, worst)| format!("{:.3} ({:.3})", mean / oracle, worst / oracle));
            println!(
                "{:>8} learned from the figures for {:>8}: {} at once, {} after {}, {} after {}",
                workload.truth.name,
                start.truth.name,
                shown[0],
                shown[1],
                after[1],
                shown[2],
                after[2]
            );
            for (worst, (ours, _)) in worst.iter_mut().zip(&costs[1..]) {
                let ratio = oracle / ours;
                if ratio < worst.ratio {
                    *worst = Comparison {
                        ours: *ours,
                        peer: oracle,
                        ratio,
                    };
                }
            }
        }
    }
    for ((goal, _), worst) in goals.into_iter().zip(worst) {
        println!("{}", goal.line(&worst));
    }
}

/// Prints how ours learns what no shape fits, for information.
fn print_misfits(workloads: &[Workload; 3]) {
    let [short, ..] = workloads;
    let truth = short.truth.with_two_humps();
    let humps = Workload {
        truth,
        class: short.class.clone(),
        sparse_poll_cost: short.sparse_poll_cost,
        dense_poll_cost: short.dense_poll_cost,
        sample: Sample::new(&truth, N_TASKS, TEST_SEED),
    };
    for gap in GAPS {
        let oracle = humps
            .oracle(gap, humps.poll_cost(gap))
            .cost(humps.poll_cost(gap));
        let after = [20, 100, 250];
        let costs = humps.costs(&humps.class, gap, &after, SEEDS);
        let shown =
            costs.map(|(mean, worst)| format!("{:.3} ({:.3})", mean / oracle, worst / oracle));
        println!(
            "two humps, cost by the oracle's, gap {gap} s: {} after {after:?}",
            shown.join(", ")
        );
    }
}

/// Prints the delays while ours learns that the service has become twice as fast.
fn print_faster(workloads: &[Workload; 3], gap: f64, goal: Goal) {
    const N: usize = 20;
    let mut worst = Comparison {
        ours: 0.0,
        peer: 1.0,
        ratio: f64::MAX,
    };
    for workload in workloads {
        let truth = workload.truth.slower(0.5);
        let sample = Sample::new(&truth, N_TASKS, TEST_SEED);
        let every_30 = sample.score(fixed(30.0)).delay;
        let mut delays = [0.0; N + 1];
        for seed in SEEDS {
            let mut random = Random::new(seed);
            let mut ours = workload.adaptive(gap);
            train(
                &mut ours,
                &workload.class,
                &workload.truth,
                200,
                &mut random,
            );
            for (n, delay) in delays.iter_mut().enumerate() {
                train(&mut ours, &workload.class, &truth, n.min(1), &mut random);
                *delay +=
                    sample.score(ages(&ours.plan(&workload.class))).delay / N_TRAININGS as f64;
            }
        }
        let shown = delays.map(|delay| format!("{delay:.0}"));
        println!(
            "{:>8} twice as fast, gap {gap} s: mean delay after 0 to {N} completions: {} s",
            workload.truth.name,
            shown.join(" ")
        );
        let ratio = every_30 / delays[N];
        if ratio < worst.ratio {
            worst = Comparison {
                ours: delays[N],
                peer: every_30,
                ratio,
            };
        }
    }
    println!("{}", goal.line(&worst));
}

/// Prints what a plan costs that has learned nothing and is wrong, for information.
fn print_hedges([short, long, _]: &[Workload; 3]) {
    for gap in GAPS {
        for times in [0.5, 1.0, 2.0] {
            let truth = long.truth.slower(times);
            let sample = Sample::new(&truth, N_TASKS, TEST_SEED);
            for plan_of in [short, long] {
                let plan = plan_of.adaptive(gap).plan(&plan_of.class);
                let Score { polls, delay } = sample.score(ages(&plan));
                let every_30 = sample.score(fixed(30.0));
                println!(
                    "tasks of {:.0}-{:.0} s by the unlearned plan for {:>7}, gap {gap} s: {polls:.1} polls, \
                     {delay:.1} s; every 30 s: {:.1}, {:.1} s",
                    truth.least, truth.most, plan_of.truth.name, every_30.polls, every_30.delay
                );
            }
        }
    }
}

/// Prints how long it takes to plan and to learn, beside decoding an answer and getting one.
fn print_times(workload: &Workload) {
    const N_ROUNDS: usize = 51;
    let mut ours = workload.trained(5.0, TRAINING_SEED);
    let profile = ours
        .profile(&workload.class)
        .expect("it has learned")
        .clone();
    let decode = || {
        let answer = grok_video_types::decode(200, black_box(BODY.as_bytes()));
        drop(black_box(answer));
    };
    let mut planning = ours.clone();
    let plan = || {
        planning.insert(&workload.class, profile.clone());
        drop(black_box(planning.plan(&workload.class)));
    };
    let measured = compare(N_ROUNDS, 1, plan, decode);
    print_goal(PLAN, measured.ours, 1e6);
    println!(
        "a plan by the decoding of an answer: {:.0} ns, {:.0} ns",
        measured.ours, measured.peer
    );

    let took = Took::between(Duration::from_secs(170), Duration::from_secs(175));
    let learn = || ours.learn(&workload.class, black_box(took));
    let learned = compare(N_ROUNDS, 1, learn, decode);
    println!(
        "learning by the decoding of an answer: {:.0} ns, {:.0} ns",
        learned.ours, learned.peer
    );

    let (runtime, addr) = (runtime(), serve(Double::Hyper));
    let client = Way::Ours.client(addr).expect("a client for many tasks");
    let query = || drop(runtime.block_on(client.ask(1)));
    let queried = compare(N_ROUNDS, 1, query, decode);
    println!(
        "a query over loopback by the decoding of its answer: {:.0} ns, {:.0} ns",
        queried.ours, queried.peer
    );
}

fn print_points(workloads: &[Workload; 3]) {
    println!("schedule,workload,polls,delay");
    for workload in workloads {
        let mut points = rows(workload, N_TRAININGS);
        for gap in GAPS {
            points.extend(workload.curve(gap, TRAINING_SEED));
        }
        // Of the oracle, the curve says all.
        points.retain(|point| !is_oracle(point));
        for point in &points {
            println!("{}", line(point));
        }
    }
}

fn is_oracle(point: &Point) -> bool {
    point.schedule.starts_with("oracle")
}

fn line(point: &Point) -> String {
    let Score { polls, delay } = point.score;
    format!(
        "{},{},{polls:.3},{delay:.3}",
        point.schedule, point.workload
    )
}

fn print_goal(goal: Goal, ours: f64, peer: f64) {
    let ratio = peer / ours;
    println!("{}", goal.line(&Comparison { ours, peer, ratio }));
}
