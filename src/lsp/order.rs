//! Order: drafts change while a message is taken off the wire, before any handler runs.
//!
//! tower-lsp runs handlers concurrently, so an edit that is applied inside a handler may overtake another.
//! This service stands around `LspService` and applies edits in [`Service::call`] itself, which is called
//! in wire order and cannot wait. Every other request is given the drafts as they stood at its turn.

use super::desk::Drafts;
use super::server::Server;
use super::session::Session;
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::task::{Context, Poll};
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ExitedError, LspService};
use tower_service::Service;

tokio::task_local! {
    static DRAFTS: Drafts;
}

/// The drafts as they stood when the request that is being answered came off the wire.
pub(super) fn drafts() -> Drafts {
    DRAFTS.try_with(Arc::clone).unwrap_or_default()
}

pub(super) struct Ordered {
    service: LspService<Server>,
    session: Arc<Session>,
}

impl Ordered {
    pub(super) fn new(service: LspService<Server>) -> Self {
        let session = service.inner().session.clone();
        Ordered { service, session }
    }
}

impl Service<Request> for Ordered {
    type Response = Option<Response>;
    type Error = ExitedError;
    type Future = BoxFuture<'static, Result<Option<Response>, ExitedError>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ExitedError>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let done: Self::Future = Box::pin(std::future::ready(Ok(None)));
        // Before `initialize` there is no agreed encoding, and a draft is not to be opened.
        if request.id().is_none() && self.session.agreed().is_some() {
            match request.method() {
                "textDocument/didOpen" => {
                    if let Some(params) = params(&request) {
                        self.session.open(params);
                    }
                    return done;
                }
                "textDocument/didChange" => {
                    if let Some(params) = params(&request) {
                        self.session.change(params);
                    }
                    return done;
                }
                "textDocument/didClose" => {
                    if let Some(params) = params(&request) {
                        self.session.close(&params);
                    }
                    return done;
                }
                _ => {}
            }
        }
        if request.method() == "initialize" {
            // As it was sent: `lsp-types` knows some capabilities under another name than the protocol does.
            let capabilities = request.params().and_then(|p| p.get("capabilities"));
            self.session.hear_capabilities(capabilities.cloned().unwrap_or_default());
        }
        let drafts = self.session.desk.drafts();
        Box::pin(DRAFTS.scope(drafts, self.service.call(request)))
    }
}

fn params<P: DeserializeOwned>(request: &Request) -> Option<P> {
    match P::deserialize(request.params().unwrap_or(&serde_json::Value::Null)) {
        Ok(params) => Some(params),
        Err(e) => {
            tracing::warn!("{}: {e}", request.method());
            None
        }
    }
}
