//! An archive on a search server: found as in the embedded index, and silent, never wrong, when it does not answer.
//!
//! The server is a stand-in of the tests' own on loopback (`server/stand_in.rs`), which can be told to fail in every way
//! that matters. The same look-ups run against real nodes too where `tests/opensearch/install.sh` has put them.

#[path = "lsp/client.rs"]
mod client;
#[path = "server/editor.rs"]
mod editor;
#[path = "server/faults.rs"]
mod faults;
#[path = "server/keyring.rs"]
mod keyring;
#[path = "server/lookups.rs"]
mod lookups;
#[path = "cli/newsroom.rs"]
mod newsroom;
#[path = "server/real.rs"]
mod real;
#[path = "server/stand_in.rs"]
mod stand_in;
#[path = "server/writing.rs"]
mod writing;
