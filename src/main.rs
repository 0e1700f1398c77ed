//! The program: arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(name = "cja")]
enum Command {
    Sandbox(cja_lsp::cli::sandbox::Args),
}

fn main() -> ExitCode {
    if std::env::args_os().nth(1).is_some_and(|command| command == "sandbox") {
        let Command::Sandbox(args) = Command::parse();
        return cja_lsp::cli::sandbox::run(args);
    }
    match cja_lsp::lsp::run() {
        Ok(code) => code.into(),
        Err(_) => 1.into(),
    }
}
