//! The weights as a table, and the goals beside them.

use crate::measured::Goal;

/// The most crates that ours may bring.
const MAX_CRATES: usize = 45;
/// The most bytes of a program with ours, as a part of the first peer's.
const MAX_PART: f64 = 0.5;

/// What one client, or one program, weighs.
pub(super) struct Weight {
    pub(super) name: &'static str,
    /// The crates that it brings, without itself.
    pub(super) n_crates: usize,
    /// The size of the program.
    pub(super) bytes: u64,
}

/// Returns one line for each, ours first, and one for each goal, which is about the second.
pub(super) fn table(weights: &[Weight]) -> String {
    let mut text = format!(
        "{:<26}{:>7}{:>12}{:>14}\n",
        "client", "crates", "bytes", "ours of it"
    );
    let Some((ours, peers)) = weights.split_first() else {
        return text;
    };
    let part = |peer: &Weight| ours.bytes as f64 / peer.bytes as f64;
    for weight in weights {
        text.push_str(&format!(
            "{:<26}{:>7}{:>12}{:>14.2}\n",
            weight.name,
            weight.n_crates,
            weight.bytes,
            part(weight)
        ));
    }
    let met = |is_met: bool| if is_met { "met" } else { "NOT MET" };
    text.push_str(&format!(
        "goal: at most {MAX_CRATES} crates: {}, {}\n",
        ours.n_crates,
        met(ours.n_crates <= MAX_CRATES)
    ));
    if let Some(peer) = peers.first() {
        let part = part(peer);
        text.push_str(&format!(
            "goal: at most {MAX_PART} of the bytes with {}: {part:.2}, {}\n",
            peer.name,
            met(part <= MAX_PART)
        ));
    }
    text
}

/// Returns the goals: a bound on the crates, and the bytes beside a peer's.
pub(super) fn goals(ours: &Weight, peer: &Weight) -> Vec<Goal> {
    vec![
        Goal::at_most("transport/crates", ours.n_crates as f64, MAX_CRATES as f64),
        Goal::at_least(
            "transport/program bytes/reqwest",
            ours.bytes as f64,
            peer.bytes as f64,
            1.0 / MAX_PART,
        ),
    ]
}

/// Returns a table of the program itself, in the same columns.
pub(super) fn program(weight: &Weight) -> String {
    format!(
        "{:<26}{:>7}{:>12}\n{:<26}{:>7}{:>12}\n",
        "program", "crates", "bytes", weight.name, weight.n_crates, weight.bytes
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_program_below_in_the_same_columns() {
        let text = program(&Weight {
            name: "ours",
            n_crates: 120,
            bytes: 4_000_000,
        });
        assert_eq!(
            text,
            "program                    crates       bytes\n\
             ours                          120     4000000\n"
        );
    }

    #[test]
    fn shows_ours_beside_its_peers_and_whether_the_goals_are_met() {
        let weight = |name, n_crates, bytes| Weight {
            name,
            n_crates,
            bytes,
        };
        let text = table(&[
            weight("ours", 46, 1_000_000),
            weight("peer", 89, 2_500_000),
            weight("other", 30, 800_000),
        ]);
        assert_eq!(
            text,
            "client                     crates       bytes    ours of it\n\
             ours                           46     1000000          1.00\n\
             peer                           89     2500000          0.40\n\
             other                          30      800000          1.25\n\
             goal: at most 45 crates: 46, NOT MET\n\
             goal: at most 0.5 of the bytes with peer: 0.40, met\n"
        );
    }
}
