//! What schedules cost, as a file tells it: polls and delays, for each workload.

use crate::plots::csv;

/// How many workloads a picture has room for.
const MOST: usize = 4;

/// Begins the name of a schedule that is drawn as a curve.
const CURVE: &str = "curve ";

/// Begin the names of schedules that keep a gap, and say whose they are.
const KEEPERS: [(&str, Maker); 3] = [
    ("ours", Maker::Ours),
    ("planned", Maker::Ours),
    ("oracle", Maker::Oracle),
];

/// Workloads, in the order of the file; at least one schedule of them is a point.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) workloads: Vec<Workload>,
}

/// The schedules for one kind of task.
#[derive(Debug)]
pub(super) struct Workload {
    pub(super) name: String,
    pub(super) schedules: Vec<Schedule>,
    pub(super) curves: Vec<Curve>,
}

/// One schedule.
#[derive(Debug, PartialEq)]
pub(super) struct Schedule {
    pub(super) name: String,
    pub(super) maker: Maker,
    /// The gap between polls that it keeps; empty where the name tells none.
    pub(super) gap: String,
    pub(super) cost: Cost,
}

/// Who made a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maker {
    Ours,
    /// Who knows beforehand how long tasks take, as nobody does.
    Oracle,
    Peer,
}

/// What one schedule costs when a poll costs more and more.
#[derive(Debug, PartialEq)]
pub(super) struct Curve {
    pub(super) maker: Maker,
    pub(super) gap: String,
    /// By the number of polls, no two alike.
    pub(super) costs: Vec<Cost>,
}

/// Returns what a gap means, in words.
pub(super) fn told(gap: &str) -> String {
    if gap.starts_with(|begin: char| begin.is_ascii_digit()) {
        format!("gaps of {gap} or more")
    } else {
        gap.to_owned()
    }
}

/// What a task costs, in the mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Cost {
    /// More than none.
    pub(super) polls: f64,
    /// From the end to its discovery, in seconds.
    pub(super) delay: f64,
}

impl Comparison {
    /// Reads a comparison; what is wrong with it is said with the number of the line.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut workloads: Vec<Workload> = Vec::new();
        for row in csv::rows(text, ["schedule", "workload", "polls", "delay"])? {
            let (name, workload) = (row.text(0)?, row.text(1)?);
            let cost = Cost {
                polls: row.number(2)?,
                delay: row.number(3)?,
            };
            if cost.polls <= 0.0 {
                return Err(row.complain("a schedule polls more than 0 times"));
            }
            let index = match workloads.iter().position(|it| it.name == workload) {
                Some(index) => index,
                None if workloads.len() == MOST => {
                    let complaint = format!("`{workload}` is one of more than {MOST} workloads");
                    return Err(row.complain(complaint));
                }
                None => {
                    workloads.push(Workload::new(workload));
                    workloads.len() - 1
                }
            };
            workloads[index]
                .add(name, cost)
                .map_err(|complaint| row.complain(complaint))?;
        }
        let comparison = Self { workloads };
        if comparison.schedules().next().is_none() {
            return Err("2: has curves alone: name a schedule".to_owned());
        }
        Ok(comparison)
    }

    /// Returns the schedules of all workloads.
    pub(super) fn schedules(&self) -> impl Iterator<Item = &Schedule> {
        self.workloads.iter().flat_map(|it| &it.schedules)
    }

    /// Returns the gaps of all curves of ours, each once.
    pub(super) fn gaps(&self) -> Vec<&str> {
        let mut gaps = Vec::new();
        let curves = self.workloads.iter().flat_map(|it| &it.curves);
        for curve in curves.filter(|curve| curve.maker == Maker::Ours) {
            if !gaps.contains(&&*curve.gap) {
                gaps.push(&*curve.gap);
            }
        }
        gaps
    }

    /// Returns whether there is a curve of the oracle.
    pub(super) fn has_oracle(&self) -> bool {
        let mut curves = self.workloads.iter().flat_map(|it| &it.curves);
        curves.any(|curve| curve.maker == Maker::Oracle)
    }
}

impl Workload {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            schedules: Vec::new(),
            curves: Vec::new(),
        }
    }

    fn add(&mut self, name: &str, cost: Cost) -> Result<(), String> {
        if let Some(name) = name.strip_prefix(CURVE) {
            // A curve without a maker is ours.
            let (maker, gap) = kept(name).unwrap_or((Maker::Ours, name));
            self.add_to_curve(maker, gap, cost);
            return Ok(());
        }
        if self.schedules.iter().any(|schedule| schedule.name == name) {
            return Err(format!("has `{name}` of `{}` once more", self.name));
        }
        let (maker, gap) = kept(name).unwrap_or((Maker::Peer, ""));
        self.schedules.push(Schedule {
            name: name.to_owned(),
            maker,
            gap: gap.to_owned(),
            cost,
        });
        Ok(())
    }

    fn add_to_curve(&mut self, maker: Maker, gap: &str, cost: Cost) {
        let is_known = |curve: &Curve| curve.maker == maker && curve.gap == gap;
        let index = self.curves.iter().position(is_known).unwrap_or_else(|| {
            self.curves.push(Curve {
                maker,
                gap: gap.to_owned(),
                costs: Vec::new(),
            });
            self.curves.len() - 1
        });
        let costs = &mut self.curves[index].costs;
        if !costs.contains(&cost) {
            let behind = costs.partition_point(|it| it.polls <= cost.polls);
            costs.insert(behind, cost);
        }
    }
}

/// Returns who made a schedule that keeps a gap, and that gap.
fn kept(name: &str) -> Option<(Maker, &str)> {
    KEEPERS.iter().find_map(|(begin, maker)| {
        let gap = name.strip_prefix(begin)?.trim_start_matches([',', ' ']);
        Some((*maker, gap.strip_prefix("gap ").unwrap_or(gap)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "schedule,workload,polls,delay\n";

    #[test]
    fn reads_peers_ours_and_curves_of_each_workload() {
        let comparison = Comparison::parse(&format!(
            "{HEAD}fixed 5 s,short,36.6,2.5\n5 % quantile,pro,4.5,15.2\nplanned 5 s,pro,9.5,5.6\n\
             ours,pro,5,6\noracle gap 5 s,pro,4,6\ncurve 5 s,pro,9,5\ncurve 5 s,pro,3,20\n\
             curve ours gap 5 s,pro,3,20\ncurve ours gap 30 s,pro,3,21\n\
             curve oracle gap 5 s,pro,3,19\n"
        ))
        .expect("it is a comparison");
        let [short, pro] = &*comparison.workloads else {
            panic!("there are two workloads: {comparison:?}");
        };
        assert_eq!(short.schedules[0].name, "fixed 5 s");
        let makers = |it: &Schedule| (it.maker, it.gap.clone());
        let makers: Vec<_> = pro.schedules.iter().map(makers).collect();
        let expected = [
            (Maker::Peer, ""),
            (Maker::Ours, "5 s"),
            (Maker::Ours, ""),
            (Maker::Oracle, "5 s"),
        ];
        assert_eq!(makers, expected.map(|(maker, gap)| (maker, gap.to_owned())));
        let polls: Vec<f64> = pro.curves[0].costs.iter().map(|it| it.polls).collect();
        assert_eq!(polls, [3.0, 9.0]);
        assert_eq!(pro.curves.len(), 3);
        assert_eq!(comparison.gaps(), ["5 s", "30 s"]);
        assert!(comparison.has_oracle());
        assert_eq!(comparison.schedules().count(), 5);
    }

    #[test]
    fn a_gap_is_told_as_the_least_one() {
        assert_eq!(told("30 s"), "gaps of 30 s or more");
        assert_eq!(told("learned"), "learned");
    }

    #[test]
    fn says_what_is_no_comparison_and_where() {
        let refused = |rows: &str| {
            Comparison::parse(&format!("{HEAD}{rows}")).expect_err("it is no comparison")
        };
        let twice = "fixed 5 s,pro,1,2\nfixed 5 s,pro,3,4\n";
        assert_eq!(refused(twice), "3: has `fixed 5 s` of `pro` once more");
        assert_eq!(
            refused("a,b,0,1\n"),
            "2: a schedule polls more than 0 times"
        );
        assert_eq!(refused("a,b,1,soon\n"), "2: `soon` is no number of delay");
        assert_eq!(
            refused("curve 5 s,b,1,2\n"),
            "2: has curves alone: name a schedule"
        );
        let many = "a,1,1,1\na,2,1,1\na,3,1,1\na,4,1,1\na,5,1,1\n";
        assert_eq!(refused(many), "6: `5` is one of more than 4 workloads");
    }
}
