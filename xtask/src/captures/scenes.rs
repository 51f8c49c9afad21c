//! The scenes.

use super::scene::Scene;
use super::scene::Step::{Clear, Ends, Press, Shows, Type};

/// What a person types who makes one video.
const GENERATE: &str =
    "grok-video generate --model grok_video3 --prompt 'a red kite over the sea' --save kite.mp4";

/// All scenes.
pub(super) const SCENES: [Scene; 5] = [
    // One task is waited for, and a part of its time is over.
    Scene {
        name: "wait",
        time_scale: 1,
        takes_key: true,
        files: &[],
        tasks: &["a red kite over the sea [mock:after 12s 3m]"],
        steps: &[
            Type("grok-video wait {0} --save kite.mp4"),
            Shows(&["processing"]),
        ],
    },
    // Several at once: one is saved, one has failed, others go on or wait for their turn.
    Scene {
        name: "many",
        time_scale: 1,
        takes_key: true,
        files: &[(
            "kites.jsonl",
            r#"{"model":"grok_video3","prompt":"a red kite over the sea [mock:after 3s 9s]"}
{"model":"grok_video3","prompt":"a green kite over a city [mock:after 2s 6s] [mock:fail the prompt was refused]"}
{"model":"grok_video3","prompt":"a blue kite in the rain [mock:after 8s 3m]"}
{"model":"grok_video3","prompt":"a white kite at night [mock:after 4s 3m]"}
{"model":"grok_video3_pro","prompt":"a black kite in the snow [mock:after 2m 3m]"}
"#,
        )],
        tasks: &[],
        steps: &[
            Type("grok-video generate --from kites.jsonl --save . --interval 5s"),
            Shows(&["saved", "failed", "processing", "queued"]),
        ],
    },
    // A key that the service refuses.
    Scene {
        name: "error",
        time_scale: 1,
        takes_key: false,
        files: &[],
        tasks: &[],
        steps: &[Type(GENERATE), Ends],
    },
    // Somebody has no more time: what is paid for is not lost, and it is told how to go on.
    Scene {
        name: "interrupt",
        time_scale: 3,
        takes_key: true,
        files: &[],
        tasks: &[],
        steps: &[Type(GENERATE), Shows(&["processing"]), Press("C-c"), Ends],
    },
    // The same, some time later.
    Scene {
        name: "resume",
        time_scale: 8,
        takes_key: true,
        files: &[],
        tasks: &[],
        steps: &[
            Type(GENERATE),
            Shows(&["queued"]),
            Press("C-c"),
            Ends,
            Clear,
            Type("grok-video resume"),
            Shows(&["saved"]),
            Ends,
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scene_has_a_name_of_its_own_and_ends_with_a_wait() {
        for (n, scene) in SCENES.iter().enumerate() {
            assert!(SCENES[..n].iter().all(|other| other.name != scene.name));
            let last = scene.steps.last();
            assert!(matches!(last, Some(Shows(_) | Ends)), "{}", scene.name);
        }
    }
}
