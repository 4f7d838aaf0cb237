//! The wire: frames on standard input and output, and the loop between them and the service.
//!
//! tower-lsp's own transport ends the session on the first malformed message (its `FramedRead` yields
//! `None` after an error), answers on the reader's task, and keeps reading after `exit`; this one does
//! not. Reading and writing have a thread each, so neither waits for the other or for an answer. Edits are applied on
//! the thread that reads them: each thread that a keystroke is handed to costs it the time to wake one.

use super::order::Ordered;
use super::pool;
use futures_util::{FutureExt, SinkExt, StreamExt};
use serde::Serialize;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::panic::AssertUnwindSafe;
use std::sync::mpsc;
use std::time::Duration;
use tokio::runtime::Handle;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};
use tower_lsp::lsp_types::notification::Notification;
use tower_service::Service;

/// Longest message body taken in, in bytes: no draft comes near it, and a wild length must not allocate.
const MAX_BODY: u64 = 512 << 20;
/// Longest header line, in bytes; what is longer is garbage.
const MAX_HEADER: u64 = 8 << 10;
/// What a pipe takes at once, in bytes.
const PIECE: usize = 64 << 10;
/// How long the last answers may take to leave when the process ends: a client that has gone does not read.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// What comes in.
pub(super) enum Incoming {
    Request(Request),
    Response(Response),
    /// Not a message; the answer says why.
    Malformed(Response),
}

/// What goes out; cheap to clone, never blocks.
#[derive(Clone)]
pub(super) struct Outgoing {
    messages: mpsc::Sender<Out>,
}

/// Written as it is: findings of a long draft are many, and one keystroke's.
#[derive(Serialize)]
struct Notice<'a, P> {
    jsonrpc: &'static str,
    method: &'static str,
    params: &'a P,
}

enum Out {
    Body(Vec<u8>),
    /// Told when all that was sent before has left.
    Flush(mpsc::Sender<()>),
}

/// A message as it goes over the wire.
pub(super) struct Message(Vec<u8>);

impl Message {
    fn of(message: &impl Serialize) -> Option<Self> {
        let body = serde_json::to_vec(message);
        body.inspect_err(|e| tracing::error!("a message could not be written as JSON: {e}")).ok().map(Message)
    }

    pub(super) fn notice<N: Notification>(params: &N::Params) -> Option<Self> {
        Message::of(&Notice { jsonrpc: "2.0", method: N::METHOD, params })
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Outgoing {
    /// Starts the thread that writes to `stream`.
    pub(super) fn to(stream: impl Write + Send + 'static) -> Self {
        let (messages, queue) = mpsc::channel();
        std::thread::spawn(move || {
            // The client has gone when this fails; its end of the input will say so.
            let _ = write_all(stream, &queue);
        });
        Outgoing { messages }
    }

    pub(super) fn send(&self, message: &impl Serialize) {
        Message::of(message).into_iter().for_each(|m| self.send_message(m));
    }

    pub(super) fn send_message(&self, message: Message) {
        // The writer has gone when the client has.
        let _ = self.messages.send(Out::Body(message.0));
    }

    pub(super) fn notify<N: Notification>(&self, params: &N::Params) {
        Message::notice::<N>(params).into_iter().for_each(|m| self.send_message(m));
    }

    /// Waits until all that was sent has left, or for [`LAST_WORDS`].
    fn flush(&self) {
        let (done, wait) = mpsc::channel();
        if self.messages.send(Out::Flush(done)).is_ok() {
            let _ = wait.recv_timeout(LAST_WORDS);
        }
    }
}

fn write_all(stream: impl Write, queue: &mpsc::Receiver<Out>) -> std::io::Result<()> {
    // A long draft's findings leave in one piece: the reader is woken once.
    let mut stream = std::io::BufWriter::with_capacity(PIECE, stream);
    while let Ok(first) = queue.recv() {
        let mut next = Some(first);
        while let Some(out) = next {
            match out {
                Out::Body(body) => {
                    write!(stream, "Content-Length: {}\r\n\r\n", body.len())?;
                    stream.write_all(&body)?;
                }
                Out::Flush(done) => {
                    stream.flush()?;
                    let _ = done.send(());
                }
            }
            next = queue.try_recv().ok();
        }
        stream.flush()?;
    }
    Ok(())
}

/// The next message's body; `None` at the end of the input.
///
/// What is no header is skipped, so that one bad frame costs one frame.
fn next_body(input: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut length: Option<u64> = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let header = String::from_utf8_lossy(&line).to_ascii_lowercase();
        let header = header.trim_end();
        if let Some(at) = header.rfind("content-length:") {
            length = header[at + "content-length:".len()..].trim().parse().ok().filter(|n| *n <= MAX_BODY);
        } else if header.is_empty()
            && let Some(length) = length
        {
            let mut body = Vec::new();
            let read = input.by_ref().take(length).read_to_end(&mut body)?;
            return Ok((read as u64 == length).then_some(body));
        }
    }
}

fn parse(body: &[u8]) -> Incoming {
    let mut value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(e) => return Incoming::Malformed(Response::from_error(Id::Null, error(ErrorCode::ParseError, e))),
    };
    let id = value.get("id").cloned().and_then(|id| serde_json::from_value(id).ok()).unwrap_or(Id::Null);
    let invalid = |e: &dyn std::fmt::Display| {
        Incoming::Malformed(Response::from_error(id.clone(), error(ErrorCode::InvalidRequest, e)))
    };
    let Some(object) = value.as_object_mut() else { return invalid(&"not an object") };
    if object.contains_key("method") {
        // Some clients say `"params": null` where there are none; tower-lsp refuses that.
        if object.get("params").is_some_and(Value::is_null) {
            object.remove("params");
        }
        return serde_json::from_value(value).map_or_else(|e| invalid(&e), Incoming::Request);
    }
    serde_json::from_value(value).map_or_else(|e| invalid(&e), Incoming::Response)
}

/// A client's bytes, as [`serve`] takes them, and what its first message says of itself.
#[cfg(any(test, fuzzing))]
pub(super) fn hostile(mut bytes: &[u8]) {
    while let Ok(Some(body)) = next_body(&mut bytes) {
        let Incoming::Request(request) = parse(&body) else { continue };
        let Some(params) = request.params() else { continue };
        let _ = crate::config::Config::from_client(super::from_proto::section(params.clone()));
        if let Ok(initialize) = serde_json::from_value(params.clone()) {
            let _ = super::from_proto::agreed(&initialize, params);
            let _ = super::from_proto::folders(&initialize);
        }
    }
}

fn error(code: ErrorCode, message: impl std::fmt::Display) -> Error {
    Error { code, message: message.to_string().into(), data: None }
}

/// Serves what comes from `stream` until `exit` or its end; the process's exit status. Blocks: for a thread that is
/// none of the runtime's.
pub(super) fn serve(
    runtime: &Handle,
    stream: impl Read,
    mut service: Ordered,
    socket: ClientSocket,
    out: Outgoing,
) -> u8 {
    let (mut requests, mut responses) = socket.split();
    let forward = out.clone();
    runtime.spawn(async move {
        while let Some(request) = requests.next().await {
            forward.send(&request);
        }
    });
    let mut input = BufReader::with_capacity(PIECE, stream);
    let mut shut_down = false;
    while let Ok(Some(body)) = next_body(&mut input) {
        match parse(&body) {
            Incoming::Request(request) => {
                let (method, is_notice) = (request.method().to_owned(), request.id().is_none());
                if method == "exit" {
                    break;
                }
                // tower-lsp passes over all that begins so, as the protocol has it of notifications only.
                if let Some(id) = request.id().filter(|_| method.starts_with("$/")) {
                    out.send(&Response::from_error(id.clone(), Error::method_not_found()));
                    continue;
                }
                let answer = answer(&mut service, request, out.clone());
                match method.as_str() {
                    // Both are quick and wait for nobody; what follows them on the wire relies on them.
                    "initialize" => runtime.block_on(answer),
                    "shutdown" => {
                        runtime.block_on(answer);
                        shut_down = true;
                    }
                    // Settings and folders change in order, too: what follows goes by them.
                    _ if is_notice => pool::begin(runtime, answer),
                    _ => drop(runtime.spawn(answer)),
                }
            }
            // Fails only after `exit`.
            Incoming::Response(response) => drop(runtime.block_on(responses.send(response))),
            Incoming::Malformed(response) => {
                tracing::warn!("malformed message: {:?}", response.error());
                out.send(&response);
            }
        }
    }
    out.flush();
    u8::from(!shut_down)
}

/// Calls the service now, in wire order; the future that answers may run whenever it likes.
fn answer(service: &mut Ordered, request: Request, out: Outgoing) -> impl Future<Output = ()> + Send + 'static {
    let id = request.id().cloned();
    // tower-lsp's `poll_ready` waits only while `initialize` runs, which `serve` awaits.
    let future = service.call(request);
    async move {
        match AssertUnwindSafe(future).catch_unwind().await {
            Ok(Ok(Some(response))) => out.send(&response),
            Ok(Ok(None)) => {}
            // tower-lsp's "has exited".
            Ok(Err(e)) => tracing::warn!("{e}"),
            Err(_) => {
                if let Some(id) = id {
                    out.send(&Response::from_error(id, error(ErrorCode::InternalError, "the handler panicked")));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(input: &[u8]) -> Vec<String> {
        let mut input = BufReader::new(input);
        let mut out = Vec::new();
        while let Ok(Some(body)) = next_body(&mut input) {
            out.push(String::from_utf8_lossy(&body).into_owned());
        }
        out
    }

    #[test]
    fn a_bad_frame_costs_one_frame() {
        let input = b"garbage\r\nfooContent-Length: 2\r\n\r\n{}Content-Length: x\r\n\r\ncontent-length:4\r\nContent-Type: a/b\r\n\r\nnull";
        assert_eq!(bodies(input), ["{}", "null"]);
    }

    #[test]
    fn a_body_cut_off_is_the_end() {
        assert!(bodies(b"Content-Length: 10\r\n\r\n{}").is_empty());
    }

    #[test]
    fn a_wild_length_allocates_nothing() {
        assert_eq!(bodies(b"Content-Length: 99999999999999\r\n\r\nContent-Length: 2\r\n\r\n[]"), ["[]"]);
    }
}
