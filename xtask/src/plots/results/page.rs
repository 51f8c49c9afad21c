//! The page of the results.

use std::fmt::Write;

use crate::measured::Record;

const HEAD: &str = "\
# Results

Made by `cargo xtask bench --record`, from [results.jsonl](results.jsonl); `cargo xtask plots --check`, which `ci` runs, holds this
page to that file. Ours and its peers are measured in turn, in one run, on one machine, after they have given equal
answers. Times differ from machine to machine: **the ratio is what counts**, the peer's figure by ours. Where a goal is
a bound, the bound stands in the peer's place, and the goal is 1.

![How near each goal is](results.svg)
";

/// Returns the page.
pub(in super::super) fn page(records: &[Record]) -> String {
    let goals = records.iter().flat_map(|record| &record.goals);
    let n_missed = goals.clone().filter(|goal| !goal.met).count();
    let mut page = format!(
        "{HEAD}\n{} of {} goals are met.\n",
        goals.clone().count() - n_missed,
        goals.count()
    );
    for record in records {
        let machine = &record.machine;
        let peers = match machine.peers.is_empty() {
            true => String::new(),
            false => format!(" Peers: {}.", machine.peers.join(", ")),
        };
        // Writing to a string does not fail.
        let _ = write!(
            page,
            "\n## {}\n\n{}, {}, {}.{peers}\n\n| goal | ours | peer | ratio | goal | met |\n\
             | --- | ---: | ---: | ---: | ---: | --- |\n",
            record.name, machine.day, machine.processor, machine.compiler
        );
        for goal in &record.goals {
            let met = if goal.met { "yes" } else { "**no**" };
            let _ = writeln!(
                page,
                "| {} | {} | {} | {:.2} | {:.2} | {met} |",
                goal.name,
                figure(goal.ours),
                figure(goal.peer),
                goal.ratio,
                goal.goal_ratio
            );
        }
    }
    page
}

/// Shows a figure with three digits at least.
fn figure(number: f64) -> String {
    match number.abs() {
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measured::{Goal, Machine};

    #[test]
    fn a_section_has_its_machine_and_a_row_for_each_goal() {
        let machine = Machine {
            day: "2026-01-02".to_owned(),
            processor: "Fast, 2 cores".to_owned(),
            compiler: "rustc 1".to_owned(),
            peers: vec!["a 1.0.0".to_owned()],
        };
        let goals = [
            Goal::at_least("one/a", 150.0, 600.0, 3.5),
            Goal::at_most("one/b", 46.0, 45.0),
        ];
        let page = page(&[Record::new("one", machine, &goals)]);
        assert!(page.contains("1 of 2 goals are met."), "{page}");
        assert!(
            page.contains("\n2026-01-02, Fast, 2 cores, rustc 1. Peers: a 1.0.0.\n"),
            "{page}"
        );
        assert!(
            page.contains("\n| one/a | 150 | 600 | 4.00 | 3.50 | yes |\n"),
            "{page}"
        );
        assert!(
            page.ends_with("| one/b | 46.0 | 45.0 | 0.98 | 1.00 | **no** |\n"),
            "{page}"
        );
    }
}
