//! The program: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    if std::env::args_os().nth(1).is_some_and(|command| command != "lsp" && command != "--stdio") {
        return cja_lsp::cli::main();
    }
    match cja_lsp::lsp::run() {
        Ok(code) => code.into(),
        Err(_) => 1.into(),
    }
}
