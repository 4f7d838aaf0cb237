//! The language server: the only place that knows LSP.
//!
//! ```text
//! wire → order → desk            edits, in the order of the wire, never waiting
//!              ↘ server → pool   everything else, on snapshots of the drafts
//! ```
//!
//! * [`wire`]: frames, threads for reading and writing, `exit`.
//! * [`order`]: edits are applied before any handler runs.
//! * [`desk`]: the open drafts, each an immutable snapshot.
//! * [`session`]: from an edit to its diagnostics; what handlers share.
//! * [`server`]: the handlers, each a line; what they answer stands in a file per capability.
//!
//! Invariants: no handler waits for the client; nothing reads, checks or looks up on the task that takes
//! messages off the wire; protocol types go no further than this folder.

mod actions;
mod analysis;
mod board;
mod client_process;
mod commands;
mod completion;
mod content;
mod definition;
mod desk;
mod escapes;
mod everywhere;
mod folding;
mod from_proto;
mod hints;
mod hover;
mod intake;
mod lens;
mod links;
mod lookup;
mod newsroom;
mod order;
mod people;
mod places;
mod pool;
mod positions;
mod progress;
mod pull;
mod references;
mod rule_pages;
mod server;
mod session;
mod spot;
mod status;
mod symbols;
mod to_proto;
mod tokens;
mod watch;
mod wire;

use crate::config::Config;
use std::path::PathBuf;
use tower_lsp::LspService;

/// What a client's bytes go through before a handler sees them.
#[cfg(any(test, fuzzing))]
pub(crate) fn hostile_client(bytes: &[u8]) {
    wire::hostile(bytes);
}

/// The client's settings section.
const SECTION: &str = "onrecord";
/// Threads for reading, checking and looking up; the pool's permits keep fewer of them busy.
const BLOCKING_THREADS: usize = 16;

/// What the command line says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The configuration for all drafts; otherwise the nearest `onrecord.toml` above each.
    pub config_file: Option<PathBuf>,
    /// Over the file's and the client's settings.
    pub over: Config,
}

/// Serves on standard input and output until `exit` or the end of the input.
///
/// The process's exit status: 0 after `shutdown`, else 1, as the protocol has it.
///
/// # Errors
/// Where the system gives no threads.
pub fn run(options: Options) -> std::io::Result<u8> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(BLOCKING_THREADS)
        .enable_time()
        .build()?;
    let status = {
        let _entered = runtime.enter();
        let out = wire::Outgoing::to(std::io::stdout());
        let to_client = out.clone();
        let (service, socket) = LspService::build(|client| server::Server::new(client, to_client, options))
            .custom_method("workspace/textDocumentContent", server::Server::content)
            .custom_method("window/workDoneProgress/cancel", server::Server::call_off)
            .finish();
        wire::serve(runtime.handle(), std::io::stdin().lock(), order::Ordered::new(service), socket, out)
    };
    // Work that is still going on is for nobody.
    runtime.shutdown_background();
    Ok(status)
}
