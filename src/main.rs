//! The program: everything is in the library.

fn main() -> std::process::ExitCode {
    cja_lsp::cli::main()
}
