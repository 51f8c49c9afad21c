//! How often something is measured, as the caller wants it.

use crate::failure::Failure;

/// Reads the arguments of a command that takes a number of runs, or none.
pub(crate) fn parse_runs(command: &str, arguments: &[String]) -> Result<Option<usize>, Failure> {
    match arguments {
        [] => Ok(None),
        [runs] => match runs.parse() {
            Ok(n_runs) if n_runs > 0 => Ok(Some(n_runs)),
            _ => Err(Failure::usage(format!(
                "RUNS is a number from 1 on, but got `{runs}`"
            ))),
        },
        _ => Err(Failure::usage(format!(
            "`{command}` takes one number, but got `{}`",
            arguments.join(" ")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Option<usize>, Failure> {
        let arguments: Vec<String> = arguments.iter().copied().map(str::to_owned).collect();
        parse_runs("measure", &arguments)
    }

    #[test]
    fn reads_the_number_of_runs() {
        assert_eq!(parsed(&[]).expect("fine"), None);
        assert_eq!(parsed(&["20"]).expect("fine"), Some(20));
    }

    #[test]
    fn what_is_no_number_of_runs_is_a_usage_error() {
        for arguments in [&["0"][..], &["-1"], &["many"], &["1", "2"]] {
            assert_eq!(parsed(arguments).expect_err("refused").exit_code(), 2);
        }
    }
}
