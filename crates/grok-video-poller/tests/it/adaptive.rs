//! What a learned schedule knows, plans, keeps and forgets.

use std::time::Duration;

use grok_video_poller::{
    Adaptive, Forecast, InvalidAdaptive, JobClass, Plan, Profile, Took, UsualTime,
};
use grok_video_types::Model;
use proptest::prelude::*;

use super::simulation::seconds;

/// The provider's longest interval, and so the longest wait of a plan with a small gap.
const CAP: Duration = Duration::from_secs(60);

fn short() -> JobClass {
    JobClass::new(Model::GrokVideo3, 10, 0)
}

fn between(after: u64, by: u64) -> Took {
    Took::between(seconds(after), seconds(by))
}

fn stored<T: serde::Serialize + serde::de::DeserializeOwned>(value: &T) -> T {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

/// Returns the longest wait that a plan may have, and the latest first poll.
fn bounds(min_gap: Duration, usual: UsualTime) -> (Duration, Duration) {
    // A gap is rounded up to whole steps of the plan's grid, by a thousandth at most.
    let first = CAP.max(min_gap).max(usual.most() * 2) + min_gap / 1000;
    (CAP.max(min_gap * 2), first)
}

/// Lets a task be over after so long, as a plan's polls show it, and the provider's behind its end.
fn found(plan: &Plan, time: Duration) -> Took {
    let mut after = Duration::ZERO;
    let wait = CAP.max(plan.min_gap());
    let behind = (1..).map(|n| plan.last() + wait * n);
    for age in plan.iter().chain(behind) {
        if age >= time {
            return Took::between(after, age);
        }
        after = age;
    }
    unreachable!("the ages never end")
}

/// Learns from tasks that take from 100 % to 150 % of a time, in some order.
fn learn_from(adaptive: &mut Adaptive, class: &JobClass, time: Duration, n_tasks: u32) {
    for n in 0..n_tasks {
        let time = time + time * (n * 37 % 100) / 200;
        let took = found(&adaptive.plan(class), time);
        adaptive.learn(class, took);
    }
}

#[test]
fn an_unlearned_plan_keeps_the_providers_interval() {
    let plan = Adaptive::default().plan(&short());
    assert_eq!(plan.min_gap(), seconds(30));
    assert!(
        plan.first() >= seconds(30) && plan.first() <= seconds(120),
        "{plan:?}"
    );
}

#[test]
fn a_learned_plan_begins_shortly_before_the_first_are_over() {
    for (gap, time) in [(5, 150), (5, 400), (30, 150), (30, 400)] {
        let mut adaptive = Adaptive::new(seconds(gap), seconds(1)).unwrap();
        learn_from(&mut adaptive, &short(), seconds(time), 100);
        let first = adaptive.plan(&short()).first();
        assert!(first > seconds(time) * 8 / 10, "{gap} {time}: {first:?}");
        assert!(first < seconds(time) * 115 / 100, "{gap} {time}: {first:?}");
    }
}

#[test]
fn a_service_that_is_quicker_or_slower_of_late_is_followed() {
    for (before, after) in [(300, 150), (300, 100), (150, 300)] {
        let mut adaptive = Adaptive::default();
        learn_from(&mut adaptive, &short(), seconds(before), 200);
        learn_from(&mut adaptive, &short(), seconds(after), 20);
        let forecast = adaptive.forecast(&short());
        let median = forecast.quantile(0.5).as_secs_f64() / after as f64;
        assert!((1.1..1.5).contains(&median), "{before} {after}: {median}");
    }
}

#[test]
fn tasks_that_were_given_up_count_as_long_ones() {
    let mut adaptive = Adaptive::default();
    for _ in 0..20 {
        adaptive.learn(&short(), Took::longer_than(seconds(1800)));
    }
    assert!(adaptive.forecast(&short()).quantile(0.5) > seconds(1800));
    assert!(adaptive.plan(&short()).first() <= short().usual().most() * 2);
}

#[test]
fn two_kinds_of_tasks_in_one_class_are_told_apart() {
    let mut adaptive = Adaptive::new(seconds(5), seconds(1)).unwrap();
    for n in 0..200 {
        let time = if n % 3 == 0 { 400 } else { 100 } + n % 7;
        let took = found(&adaptive.plan(&short()), seconds(time));
        adaptive.learn(&short(), took);
    }
    let forecast = adaptive.forecast(&short());
    let over = |age| forecast.over_at(seconds(age));
    assert!((0.5..0.75).contains(&over(150)), "{}", over(150));
    assert!(over(350) - over(150) < 0.1, "{}", over(350) - over(150));
    let polls_between = adaptive.plan(&short());
    let polls_between = polls_between
        .iter()
        .filter(|age| *age > seconds(150) && *age < seconds(350));
    assert!(polls_between.count() < 12);
}

#[test]
fn a_poll_that_is_late_moves_the_next_and_skips_none() {
    let plan = Adaptive::default().plan(&short());
    let ages: Vec<Duration> = plan.iter().collect();
    let pair = ages
        .windows(2)
        .find(|pair| pair[1] - pair[0] == seconds(30))
        .unwrap();
    let late = pair[0] + Duration::from_millis(400);
    assert_eq!(plan.next_after(pair[0]), Some(pair[1]));
    assert_eq!(plan.next_after(late), Some(late + seconds(30)));
    assert_eq!(plan.next_after(plan.last()), None);
    assert_eq!(plan.next_after(Duration::MAX), None);
}

#[test]
fn plans_are_shared_until_enough_was_learned() {
    let mut adaptive = Adaptive::default();
    let before = adaptive.plan(&short());
    assert_eq!(adaptive.plan(&short()), before);
    adaptive.learn(&short(), between(400, 430));
    assert_ne!(adaptive.plan(&short()), before);
}

#[test]
fn what_makes_no_schedule_is_refused() {
    let new = |gap, cost| Adaptive::new(gap, cost).unwrap_err();
    assert_eq!(
        new(Duration::from_nanos(999_999), CAP),
        InvalidAdaptive::GapTooShort
    );
    assert_eq!(new(seconds(3601), CAP), InvalidAdaptive::GapTooLong);
    assert_eq!(new(CAP, Duration::MAX), InvalidAdaptive::PollTooDear);
    insta::assert_snapshot!(new(Duration::ZERO, CAP), @"the least gap between polls is too short; give at least a millisecond");
}

#[test]
fn what_is_stored_is_small_and_has_a_version() {
    let mut adaptive = Adaptive::new(seconds(5), Duration::from_millis(700)).unwrap();
    let _ = adaptive.plan(&JobClass::new(Model::GrokVideo3Pro, 10, 0));
    adaptive.learn(&short(), between(150, 180));
    adaptive.learn(&short(), Took::longer_than(seconds(1800)));
    let json = serde_json::to_string(&adaptive).unwrap();
    insta::assert_snapshot!(json, @r#"{"version":1,"min_gap_ns":5000000000,"poll_cost_ns":700000000,"profiles":[{"class":{"model":"grok_video3","seconds":10,"has_images":false},"profile":{"version":1,"least_ms":120000,"most_ms":240000,"took_ms":[[150000,180000],[1800000,null]]}}]}"#);
    let error = |json: &str| {
        serde_json::from_str::<Adaptive>(json)
            .unwrap_err()
            .to_string()
    };
    insta::assert_snapshot!(error(&json.replacen("\"version\":1", "\"version\":2", 1)), @"what is stored has version 2, and this program reads version 1; use the program that wrote it, or begin anew at line 1 column 12");
    insta::assert_snapshot!(error(&json.replace("120000", "240001")), @"a quick task takes longer than a slow one by the stored figures at line 1 column 241");
    insta::assert_snapshot!(error(&json.replace("5000000000", "0")), @"the least gap between polls is too short; give at least a millisecond");
}

#[test]
fn memory_is_bounded() {
    let class = |n: u32| {
        JobClass::new(
            Model::from(format!("grok_video{}", n / 10).as_str()),
            n % 10,
            0,
        )
    };
    let mut adaptive = Adaptive::default();
    for n in 0..100_000_u32 {
        adaptive.learn(&class(n % 10_000), between(150, 180));
    }
    assert_eq!(adaptive.classes().count(), Adaptive::MAX_CLASSES);
    for n in 0..2000 {
        adaptive.learn(&short(), between(n, n + 30));
    }
    assert_eq!(adaptive.profile(&short()).unwrap().n_seen(), Profile::CAP);
    // Plans for what nothing is known of take no place of what is known.
    for n in 0..300 {
        let _ = adaptive.plan(&class(20_000 + n));
    }
    assert_eq!(adaptive.classes().count(), Adaptive::MAX_CLASSES - 1);
    assert!(adaptive.profile(&short()).is_some());
    // Stored and read again, the same are forgotten first.
    let mut back = stored(&adaptive);
    for _ in 0..2 {
        let next = class(30_000 + back.classes().count() as u32);
        back.learn(&next, between(1, 2));
        adaptive.learn(&next, between(1, 2));
    }
    assert!(back.classes().eq(adaptive.classes()));
}

fn ages() -> impl Strategy<Value = Duration> {
    prop_oneof![
        8 => (0..1_500_000_u64).prop_map(Duration::from_millis),
        2 => (0..200_000_000_u64).prop_map(Duration::from_millis),
        1 => any::<Duration>(),
    ]
}

fn took() -> impl Strategy<Value = Took> {
    prop_oneof![
        8 => (ages(), 0..60_000_u64).prop_map(|(after, ms)| {
            Took::between(after, after.saturating_add(Duration::from_millis(ms)))
        }),
        1 => (ages(), ages()).prop_map(|(after, by)| Took::between(after, by)),
        1 => ages().prop_map(Took::longer_than),
    ]
}

fn classes() -> impl Strategy<Value = JobClass> {
    let models = prop::sample::select(Model::KNOWN);
    (models, 6..=30_u32, 0..2_usize)
        .prop_map(|(model, seconds, n)| JobClass::new(model, seconds, n))
}

/// Any figures, and mostly tasks that resemble each other.
fn profiles() -> impl Strategy<Value = Profile> {
    let alike = (ages(), prop::collection::vec(0..200_u32, 0..300)).prop_map(|(age, parts)| {
        let took = |part| {
            let after = age.min(Duration::MAX / 400) * (100 + part) / 100;
            Took::between(after, after + Duration::from_secs(20))
        };
        parts.into_iter().map(took).collect()
    });
    let seen = prop_oneof![alike, prop::collection::vec(took(), 0..300)];
    (ages(), ages(), seen).prop_map(|(least, most, seen)| {
        let mut profile = Profile::usual(UsualTime::between(least, most));
        seen.into_iter().for_each(|took| profile.learn(took));
        profile
    })
}

fn adaptives() -> impl Strategy<Value = Adaptive> {
    let gap = prop_oneof![1..60_000_u64, 1..=3_600_000_u64].prop_map(Duration::from_millis);
    let cost = prop_oneof![0..5000_u64, 0..=3_600_000_u64].prop_map(Duration::from_millis);
    (gap, cost).prop_map(|(gap, cost)| Adaptive::new(gap, cost).unwrap())
}

fn check_forecast(forecast: &Forecast, ages: &[Duration]) -> Result<(), TestCaseError> {
    let mut ages = ages.to_vec();
    ages.sort_unstable();
    for age in &ages {
        let remaining = forecast.remaining(*age);
        prop_assert!(remaining >= *age / 10);
        prop_assert!((0.0..=1.0).contains(&forecast.over_at(*age)));
        prop_assert!((0.0..0.92).contains(&forecast.share_done(*age)));
    }
    for pair in ages.windows(2) {
        prop_assert!(forecast.over_at(pair[0]) <= forecast.over_at(pair[1]));
        prop_assert!(forecast.share_done(pair[0]) <= forecast.share_done(pair[1]));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_two_polls_are_too_near_or_too_far(
        adaptive in adaptives(), class in classes(), profile in profiles(), age: Duration
    ) {
        let mut adaptive = adaptive;
        let (longest, first) = bounds(adaptive.min_gap(), profile.usual_time());
        adaptive.insert(&class, profile);
        let plan = adaptive.plan(&class);
        prop_assert_eq!(plan.len(), plan.iter().count());
        prop_assert!(plan.len() <= 4096);
        prop_assert!(plan.first() >= adaptive.min_gap());
        prop_assert!(plan.first() <= first, "{:?}", plan.first());
        let ages: Vec<Duration> = plan.iter().collect();
        for pair in ages.windows(2) {
            let gap = pair[1] - pair[0];
            prop_assert!(gap >= adaptive.min_gap(), "{gap:?}");
            prop_assert!(gap <= longest, "{gap:?}");
            // A caller that asks the plan for the next age gets the same.
            prop_assert_eq!(plan.next_after(pair[0]), Some(pair[1]));
        }
        if let Some(next) = plan.next_after(age) {
            prop_assert!(next >= age + plan.min_gap());
        }
    }

    #[test]
    fn whatever_was_learned_no_task_is_found_late(
        adaptive in adaptives(), class in classes(), profile in profiles(), time in 0..20_000_u64
    ) {
        let mut adaptive = adaptive;
        let usual = profile.usual_time();
        adaptive.insert(&class, profile);
        let (longest, first) = bounds(adaptive.min_gap(), usual);
        let by = found(&adaptive.plan(&class), seconds(time)).by().unwrap();
        let delay = by - seconds(time);
        prop_assert!(delay <= longest || by <= first, "{delay:?}");
    }

    #[test]
    fn estimates_are_finite_and_never_go_back(
        profile in profiles(), ages in prop::collection::vec(ages(), 1..20), share: f64
    ) {
        let forecast = profile.forecast();
        check_forecast(&forecast, &ages)?;
        prop_assert!(forecast.quantile(share) <= seconds(7 * 3600));
        let quantiles = [0.0, 0.1, 0.5, 0.9, 1.0].map(|share| forecast.quantile(share));
        prop_assert!(quantiles.is_sorted());
    }

    #[test]
    fn what_is_stored_plans_alike(
        adaptive in adaptives(), seen in prop::collection::vec((0..3_usize, took()), 0..40)
    ) {
        let mut adaptive = adaptive;
        let classes = [6, 15, 30].map(|seconds| JobClass::new(Model::GrokVideo3Max, seconds, 1));
        for (n, took) in seen {
            adaptive.learn(&classes[n], took);
        }
        let mut back = stored(&adaptive);
        prop_assert_eq!(back.min_gap(), adaptive.min_gap());
        prop_assert_eq!(back.poll_cost(), adaptive.poll_cost());
        prop_assert!(back.classes().eq(adaptive.classes()));
        for class in &classes {
            prop_assert_eq!(back.plan(class), adaptive.plan(class));
        }
    }

    #[test]
    fn merging_is_commutative(one in profiles(), other in profiles()) {
        let (mut both, mut turned) = (one.clone(), other.clone());
        both.merge(&other);
        turned.merge(&one);
        prop_assert_eq!(&both, &turned);
        prop_assert_eq!(both.n_seen(), Profile::CAP.min(one.n_seen() + other.n_seen()));
        prop_assert_eq!(both.forecast(), turned.forecast());

        let class = short();
        let [mut both, mut turned] = [Adaptive::default(), Adaptive::default()];
        both.insert(&class, one);
        turned.insert(&class, other.clone());
        turned.insert(&JobClass::new(Model::GrokVideo3Pro, 10, 0), other);
        let first = both.clone();
        both.merge(&turned);
        turned.merge(&first);
        prop_assert_eq!(serde_json::to_string(&both).unwrap(), serde_json::to_string(&turned).unwrap());
    }

    #[test]
    fn merging_nothing_changes_nothing(profile in profiles()) {
        let mut merged = profile.clone();
        merged.merge(&Profile::usual(profile.usual_time()));
        prop_assert_eq!(merged, profile);
    }

    #[test]
    fn no_stored_numbers_panic(
        numbers in prop::collection::vec(prop_oneof![Just(0), Just(u64::MAX), any::<u64>(), any::<u32>().prop_map(u64::from)], 6),
        took in prop::collection::vec((any::<u32>(), any::<Option<u32>>()), 0..300)
    ) {
        let mut adaptive = Adaptive::default();
        adaptive.learn(&short(), between(1, 2));
        let mut form = serde_json::to_value(&adaptive).unwrap();
        form["min_gap_ns"] = (numbers[0] % 10_000_000_000_000).into();
        form["poll_cost_ns"] = (numbers[1] % 10_000_000_000_000).into();
        let profile = &mut form["profiles"][0];
        profile["class"]["seconds"] = (numbers[2] as u32).into();
        profile["profile"]["least_ms"] = (numbers[3] as u32).into();
        profile["profile"]["most_ms"] = (numbers[4] as u32).into();
        profile["profile"]["took_ms"] = serde_json::to_value(&took).unwrap();
        let Ok(mut adaptive) = serde_json::from_value::<Adaptive>(form.clone()) else { return Ok(()) };
        let class = JobClass::new(Model::GrokVideo3, numbers[2] as u32, 0);
        let plan = adaptive.plan(&class);
        prop_assert!(plan.first() >= adaptive.min_gap());
        check_forecast(&adaptive.forecast(&class), &[Duration::ZERO, seconds(100), Duration::MAX])?;
        adaptive.merge(&adaptive.clone());
        form["min_gap_ns"] = numbers[5].into();
        drop(serde_json::from_value::<Adaptive>(form));
    }
}
