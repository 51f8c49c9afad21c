use std::collections::VecDeque;
use std::time::Duration;

use super::{Fault, Occasion, Replies, RuleOverview, Scope, ScriptOverview, Trigger};
use crate::world::Random;

/// Sets the faults' draws apart from those of the world.
const SALT: u64 = 0xfa17_5eed;

/// Every fault that is to happen: scripts of replies, and rules.
#[derive(Debug)]
pub(crate) struct Faults {
    random: Random,
    scripts: VecDeque<Scripted>,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Scripted {
    scope: Scope,
    replies: Replies,
    n_given: u64,
    random: Random,
}

#[derive(Debug)]
struct Rule {
    scope: Scope,
    trigger: Trigger,
    fault: Fault,
    n_seen: u64,
    n_struck: u64,
    random: Random,
}

/// What becomes of a request.
#[derive(Debug)]
pub(crate) enum Choice {
    /// The service answers as ever.
    Live,
    Struck(Box<Struck>),
    /// A script had nothing more to say, and nothing said what then.
    RanOut {
        explanation: String,
    },
}

/// A request that something goes wrong with.
#[derive(Debug)]
pub(crate) struct Struck {
    pub(crate) fault: Fault,
    pub(crate) delay: Duration,
    /// What brought it about.
    pub(crate) cause: String,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed ^ SALT),
            scripts: VecDeque::new(),
            rules: Vec::new(),
        }
    }

    pub(crate) fn script(&mut self, scope: Scope, replies: Replies) {
        let random = self.random.fork();
        self.scripts.push_back(Scripted {
            scope,
            replies,
            n_given: 0,
            random,
        });
    }

    pub(crate) fn rule(&mut self, scope: Scope, trigger: Trigger, fault: Fault) {
        let random = self.random.fork();
        self.rules.push(Rule {
            scope,
            trigger,
            fault,
            n_seen: 0,
            n_struck: 0,
            random,
        });
    }

    /// Lets nothing go wrong any more.
    pub(crate) fn clear(&mut self) {
        self.scripts.clear();
        self.rules.clear();
    }

    pub(crate) fn n_rules(&self) -> usize {
        self.rules.len()
    }

    pub(crate) fn n_scripts(&self) -> usize {
        self.scripts.len()
    }

    /// Returns all rules and all scripts in words, oldest first.
    pub(crate) fn overview(&self) -> (Vec<RuleOverview>, Vec<ScriptOverview>) {
        let rules = self.rules.iter().map(|rule| RuleOverview {
            scope: rule.scope.to_string(),
            trigger: rule.trigger.to_string(),
            fault: rule.fault.to_string(),
            n_seen: rule.n_seen,
            n_struck: rule.n_struck,
        });
        let scripts = self.scripts.iter().map(|script| ScriptOverview {
            scope: script.scope.to_string(),
            n_given: script.n_given,
            n_left: script.replies.n_left(),
            then_live: script.replies.is_live_then,
        });
        (rules.collect(), scripts.collect())
    }

    /// Decides over one request: the oldest script that has a reply for it
    /// has the first word, then the oldest rule that strikes.
    pub(crate) fn choose(&mut self, occasion: &Occasion<'_>) -> Choice {
        // Every rule counts and draws, so that none depends on another.
        let mut struck = None;
        for rule in &mut self.rules {
            if let Some(found) = rule.strike(occasion)
                && struck.is_none()
            {
                struck = Some(found);
            }
        }
        if !self.scripts.is_empty()
            && let Some(scripted) = self.scripted(occasion)
        {
            return scripted;
        }
        struck.map_or(Choice::Live, |struck| Choice::Struck(Box::new(struck)))
    }

    fn scripted(&mut self, occasion: &Occasion<'_>) -> Option<Choice> {
        let mut ran_out = None;
        let mut at = 0;
        while let Some(script) = self.scripts.get_mut(at) {
            if !script.scope.covers(occasion) {
                at += 1;
                continue;
            }
            match script.replies.next() {
                Some(reply) => {
                    script.n_given += 1;
                    return Some(match reply {
                        Some(fault) => Choice::Struck(Box::new(script.struck(fault))),
                        None => Choice::Live,
                    });
                }
                None if script.replies.is_live_then => {
                    self.scripts.remove(at);
                }
                None => {
                    ran_out.get_or_insert_with(|| script.explanation());
                    at += 1;
                }
            }
        }
        ran_out.map(|explanation| Choice::RanOut { explanation })
    }
}

impl Scripted {
    fn struck(&mut self, fault: Fault) -> Struck {
        Struck {
            delay: fault.draw_delay(&mut self.random),
            fault,
            cause: format!("{}: reply {}", self.scope, self.n_given),
        }
    }

    fn explanation(&self) -> String {
        format!(
            "the script for {} had {} replies and all of them are given",
            self.scope, self.n_given
        )
    }
}

impl Rule {
    fn strike(&mut self, occasion: &Occasion<'_>) -> Option<Struck> {
        if !self.scope.covers(occasion) {
            return None;
        }
        self.n_seen += 1;
        if !self.trigger.strikes(self.n_seen, &mut self.random) {
            return None;
        }
        self.n_struck += 1;
        Some(Struck {
            delay: self.fault.draw_delay(&mut self.random),
            fault: self.fault.clone(),
            cause: format!("{}: {}", self.scope, self.trigger),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Place;
    use super::*;

    const QUERY: Occasion<'_> = Occasion {
        place: Place::Query,
        task: Some("video_1"),
        key: Some("k"),
    };

    /// Returns what each of `n` queries gets.
    fn chosen(faults: &mut Faults, n: usize) -> Vec<String> {
        (0..n)
            .map(|_| match faults.choose(&QUERY) {
                Choice::Live => "live".to_owned(),
                Choice::Struck(struck) => struck.fault.to_string(),
                Choice::RanOut { .. } => "ran out".to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_script_says_when_it_ran_out() {
        let mut faults = Faults::new(1);
        let replies = Replies::new()
            .then_times(2, Fault::status(503))
            .then_times(0, Fault::end())
            .then_live_times(1)
            .then(Fault::reset());
        faults.script(Scope::queries(), replies);
        assert_eq!(
            chosen(&mut faults, 6),
            [
                "503 Service Unavailable",
                "503 Service Unavailable",
                "live",
                "reset before the head",
                "ran out",
                "ran out"
            ]
        );
    }

    #[test]
    fn a_later_script_takes_over_and_rules_come_last() {
        let mut faults = Faults::new(1);
        faults.rule(Scope::api(), Trigger::nth(4), Fault::stall());
        faults.script(Scope::queries(), Replies::from([Fault::end()]).then_live());
        faults.script(Scope::queries().of_task("video_2"), Replies::new());
        faults.script(
            Scope::queries(),
            Replies::from([Fault::reset()]).then_live(),
        );
        assert_eq!(
            chosen(&mut faults, 5),
            [
                "end before the head",
                "reset before the head",
                "live",
                "stall before the head",
                "live"
            ]
        );
    }

    #[test]
    fn a_rule_draws_the_same_whatever_stands_beside_it() {
        let rule = |faults: &mut Faults| {
            faults.rule(Scope::api(), Trigger::probability(0.5), Fault::end());
        };
        let mut alone = Faults::new(9);
        rule(&mut alone);
        let mut beside = Faults::new(9);
        rule(&mut beside);
        beside.script(
            Scope::api(),
            Replies::from([Fault::stale(), Fault::stale()]).then_live(),
        );
        assert_eq!(chosen(&mut alone, 40)[2..], chosen(&mut beside, 40)[2..]);
    }
}
