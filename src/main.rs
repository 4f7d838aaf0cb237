//! Parses the command line and hands over to [`onrecord::cli`].

fn main() -> std::process::ExitCode {
    onrecord::cli::main()
}
