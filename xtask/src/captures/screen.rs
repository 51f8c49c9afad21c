//! What stands on a screen: whether something is there, and how it is written down.

/// What the shell shows when it waits for a command, less its last space.
const PROMPT: &str = "$";
/// The port that is shown in place of the real one, or as much of it as the real one is long.
const PORT: &str = "40123";
/// The name of the folder that is shown; as long as the real one.
pub(super) const FOLDER_NAME: &str = "grok-video";
/// The time until which a URL lives, behind its name.
const EXPIRES: (&str, &str) = ("expires=", "1795568041");

/// Returns whether a text is there, on one line or over the end of a full one.
///
/// A space at the end of a line can't be seen, so none counts.
pub(super) fn shows(screen: &str, text: &str) -> bool {
    let without_space = |text: &str| text.split_whitespace().collect::<String>();
    without_space(screen).contains(&without_space(text))
}

/// Returns whether the shell waits for a command.
pub(super) fn is_at_prompt(screen: &str) -> bool {
    screen
        .trim_end()
        .lines()
        .last()
        .is_some_and(|line| line.trim_end() == PROMPT)
}

/// Returns the screen as it is written down: without what is empty at the ends, and with fixed words
/// for what differs from run to run.
pub(super) fn tidy(screen: &str, port: u16, folder_name: &str) -> String {
    let lines: Vec<&str> = screen.lines().map(str::trim_end).collect();
    let text = lines.join("\n");
    let port = port.to_string();
    let text = replace(text.trim_matches('\n'), &format!(":{port}"), |_| {
        format!(":{}", &PORT[..port.len()])
    });
    let text = replace(&text, folder_name, |_| FOLDER_NAME.to_owned());
    let (before, time) = EXPIRES;
    let text = replace(&text, before, |rest| {
        let n_digits = rest.chars().take_while(char::is_ascii_digit).count();
        format!("{before}{}", &time[..n_digits.min(time.len())])
    });
    text + "\n"
}

/// Writes something else over each place of a text, which may go over the end of a line.
///
/// What is written is made of what stands behind that place, less the ends of lines.
fn replace(screen: &str, text: &str, with: impl Fn(&str) -> String) -> String {
    let mut chars: Vec<char> = screen.chars().collect();
    let places: Vec<usize> = (0..chars.len()).filter(|n| chars[*n] != '\n').collect();
    let joined: String = places.iter().map(|place| chars[*place]).collect();
    for (start, found) in joined.match_indices(text) {
        let with = with(&joined[start + found.len()..]);
        let n_before = joined[..start].chars().count();
        for (place, char) in places[n_before..].iter().zip(with.chars()) {
            chars[*place] = char;
        }
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_text_over_the_end_of_a_line() {
        let screen = "$ go on with: grok-vi\ndeo resume\nvideo_1";
        assert!(shows(screen, "grok-video resume video_1"));
        assert!(shows(screen, "go on"));
        assert!(!shows(screen, "saved"));
    }

    #[test]
    fn a_prompt_without_a_command_is_the_end() {
        assert!(is_at_prompt("$ true\n$\n\n\n"));
        assert!(is_at_prompt("$ "));
        assert!(!is_at_prompt("$ true\n\n"));
        assert!(!is_at_prompt("costs 5 $\n"));
        assert!(!is_at_prompt(""));
    }

    #[test]
    fn what_differs_from_run_to_run_is_fixed() {
        let screen = "$ x   \nhttp://127.0.0.1:363\n81/a?sig=1&expires=17957268\n54\nin /tmp/gv-0012345/kite.mp4\n\n\n";
        assert_eq!(
            tidy(screen, 36381, "gv-0012345"),
            "$ x\nhttp://127.0.0.1:401\n23/a?sig=1&expires=17955680\n41\nin /tmp/grok-video/kite.mp4\n"
        );
    }

    #[test]
    fn other_numbers_stay() {
        let screen = "36381 bytes, expires=none, ⠄ 12s";
        assert_eq!(tidy(screen, 36381, "gv-0012345"), format!("{screen}\n"));
    }
}
