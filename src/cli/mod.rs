//! The command line: the only place that knows terminals.

mod read;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Holds a news draft against the record.
#[derive(Parser)]
#[command(name = "onrecord", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prints the reading of each document: its quotes, dates, people and claims
    Read(read::ReadArguments),
}

/// Could not do its job: bad options, unreadable input, broken record.
const FAILED: u8 = 2;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Read(arguments) => read::run(&arguments),
    };
    match result {
        Ok(code) => code,
        Err(e) => {
            eprintln!("onrecord: {e}");
            ExitCode::from(FAILED)
        }
    }
}
