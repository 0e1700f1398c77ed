//! The program: arguments in, exit code out.

fn main() -> std::process::ExitCode {
    match cja_lsp::lsp::run() {
        Ok(code) => code.into(),
        Err(_) => 1.into(),
    }
}
