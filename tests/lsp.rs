//! The language server as an editor sees it: the real program over its standard input and output.

#[path = "lsp/board.rs"]
mod board;
#[path = "lsp/capabilities.rs"]
mod capabilities;
#[path = "lsp/client.rs"]
mod client;
#[path = "lsp/findings.rs"]
mod findings;
#[path = "lsp/lifecycle.rs"]
mod lifecycle;
#[path = "lsp/long_session.rs"]
mod long_session;
#[path = "lsp/order.rs"]
mod order;
#[path = "lsp/watching.rs"]
mod watching;
