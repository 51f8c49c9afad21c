//! What stands below the options in the help.

/// Defines a macro that is the text where the program is built with the feature, and nothing where it is not.
macro_rules! where_built {
    ($name:ident, $feature:literal, $text:literal) => {
        #[cfg(feature = $feature)]
        macro_rules! $name {
            () => {
                $text
            };
        }
        #[cfg(not(feature = $feature))]
        macro_rules! $name {
            () => {
                ""
            };
        }
    };
}
where_built!(postgres, "postgres", ", PostgreSQL");
where_built!(objects, "objects", ", object storage");

/// The version, and what this program was built with.
pub(super) const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nTLS:       rustls with ring, Mozilla's roots",
    "\nledger:    SQLite, in memory",
    postgres!(),
    "\nresults:   files",
    objects!(),
    "\nschedules: provider, fixed, adaptive",
);

pub(super) const PROGRAM: &str = "\
The API key is never an argument: other users of this machine can read those.

Try it without a key:
  grok-video demo

Make a video:
  export GROK_VIDEO_API_KEY=...
  grok-video generate --model grok_video3 --prompt 'a red kite over the sea' --save kite.mp4

Exit codes:
    0  all asked for is done
    2  usage or configuration; nothing was sent
    3  a task failed at the service
    4  the key is refused, or there is no balance
    5  no such task
    6  not over at the deadline; the same command can go on later
    7  the result could not be saved
    8  network, server or protocol
    9  perhaps created and paid: see `grok-video list`
  130  interrupted";

pub(super) const CREATE: &str = "\
Examples:
  grok-video create --model grok_video3 --prompt 'a red kite over the sea' --duration 10
  grok-video create --model grok_video3_pro --prompt 'it takes off' --image https://example.com/kite.png

Each call is a new task, and paid. A script keeps what it prints, and looks at the exit code before it waits:
  created=$(grok-video create --model grok_video3 --prompt 'a kite') || exit $?
  printf '%s\\n' \"$created\" | grok-video wait - --save videos/";

pub(super) const QUERY: &str = "\
Examples:
  grok-video query video_1 video_2
  grok-video list --state active --output json | grok-video query -";

pub(super) const WAIT: &str = "\
Examples:
  grok-video wait video_1 --save kite.mp4
  grok-video wait video_1 video_2 --save videos/ --timeout 1h
  grok-video wait - --save videos/ --rate 5 < ids.txt";

pub(super) const GENERATE_USAGE: &str = "\
grok-video generate --model <M> --prompt <TEXT> --save <FILE|DIR|URL> [OPTIONS]
       grok-video generate --from <FILE|-> --save <DIR> [OPTIONS]";

pub(super) const GENERATE: &str = "\
Examples:
  grok-video generate --model grok_video3 --prompt 'a red kite over the sea' --save kite.mp4
  grok-video generate --from requests.jsonl --save videos/ --max-in-flight 20

A line of the file is what a create call takes, and may have a `name` and a `file` of its own:
  {\"model\":\"grok_video3\",\"prompt\":\"a red kite\",\"duration\":10,\"file\":\"kite.mp4\"}

The same command again, once this one has ended, goes on with what is unfinished and pays for nothing twice.";

pub(super) const SAVE: &str = "\
Examples:
  grok-video save video_1 --to kite.mp4
  grok-video save video_1 --to videos/";

pub(super) const RESUME: &str = "\
It sends what was not sent, waits for what was created, and saves what is completed. What may have been created
without an answer is told and not touched: see `grok-video resolve --help`.

Examples:
  grok-video resume
  grok-video resume 7 9 --timeout 1h";

pub(super) const SUBMIT: &str = "\
Examples:
  grok-video submit --from requests.jsonl --save videos/
  grok-video submit --from - --save s3://bucket/videos/ --account team-a --ledger postgres://videos@db/videos

A line of the file is what a create call takes, and may have a `name` and a `file` of its own; the same line again, in
this file or later, is the same task. All lines are checked before the first is submitted.";

pub(super) const WORKER: &str = "\
Any number of workers may share a ledger. All of an account together make --rate calls a second, which should be the
same for all, and all of them halt where the service says that there are too many.

The first SIGTERM or Ctrl-C lets create calls and saves that are under way end, gives everything else back to the
ledger, and ends with 0. The second one ends at once.

Examples:
  grok-video worker
  grok-video worker --ledger postgres://videos@db/videos --listen 127.0.0.1:9090
  grok-video worker --account team-a=TEAM_A_KEY --account team-b=TEAM_B_KEY --rate 5";

pub(super) const LIST: &str = "\
Examples:
  grok-video list
  grok-video list --state unknown --state failed --output json
  grok-video list --last 20 --svg videos.svg";

pub(super) const RESOLVE: &str = "\
A create call that broke off may have been taken and paid. Look at the provider's site, and say what you found.

Examples:
  grok-video resolve 7 --id video_1
  grok-video resolve 7 --send
  grok-video resolve 7 --drop";

pub(super) const DEMO: &str = "\
Examples:
  grok-video demo
  grok-video demo --outcome failed --output json";

pub(super) const COMPLETIONS: &str = "\
Examples:
  grok-video completions bash > ~/.local/share/bash-completion/completions/grok-video
  grok-video completions zsh > \"${fpath[1]}/_grok-video\"
  grok-video completions fish > ~/.config/fish/completions/grok-video.fish
  grok-video completions powershell >> $PROFILE";

pub(super) const MAN: &str = "\
Examples:
  grok-video man | man -l -
  grok-video man generate | man -l -
  grok-video man --dir ~/.local/share/man/man1";
