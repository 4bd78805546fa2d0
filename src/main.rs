//! The command line.

use clap::{Parser, Subcommand};
use loggia::command_line::{self, Failure};
use loggia::config::Config;
use std::path::PathBuf;
use std::process::ExitCode;

/// A self-hosted place for a community. Everything that happens is a fact in one ordered log.
#[derive(Parser)]
#[command(name = "loggia", version)]
struct CommandLine {
    #[command(flatten)]
    config: Config,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run it. Servers without an address are started privately.
    Serve,
    /// Build the read models anew from the log, beside the ones in use, and swap.
    Replay,
    /// Rebuild beside and compare every table with the live one.
    Verify,
    /// Make a believable community to look at.
    Seed(loggia::seed::Options),
    /// Bring a community from elsewhere.
    #[command(subcommand)]
    Import(Import),
    /// Overwrite everything a person wrote, in the log and everywhere.
    Erase {
        /// Their name, with or without @, or their id.
        person: String,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Make a personal token, with which a program acts as that person. It is shown once.
    Token {
        /// Their name, with or without @, or their id.
        person: String,
        /// What it is for; the token that was for the same before is good no longer.
        #[arg(long, default_value = "command line")]
        purpose: String,
    },
    /// Play games with whoever wants to, through the API of a running instance, with a personal token.
    Bot,
    /// Ask a running node whether it is ready; for health checks.
    Health,
}

#[derive(Subcommand)]
enum Import {
    /// Hacker News items in their public JSON shape, one per line.
    Hn { file: PathBuf },
    /// A Slack export, unpacked: users.json, channels.json, a folder for each channel.
    Slack { folder: PathBuf },
}

fn main() -> ExitCode {
    let CommandLine { config, command } = CommandLine::parse();
    let done = match command {
        Command::Serve => command_line::serve(config),
        Command::Replay => command_line::replay(config),
        Command::Verify => command_line::verify(config),
        Command::Seed(options) => command_line::seed(config, options),
        Command::Import(Import::Hn { file }) => command_line::import_hn(config, &file),
        Command::Import(Import::Slack { folder }) => command_line::import_slack(config, &folder),
        Command::Erase { person, yes } => command_line::erase(config, &person, yes),
        Command::Token { person, purpose } => command_line::token(config, &person, &purpose),
        Command::Bot => command_line::bot(&config),
        Command::Health => command_line::health(&config),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(why)) => {
            eprintln!("loggia: {why}");
            ExitCode::FAILURE
        }
    }
}
