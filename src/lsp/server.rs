//! The handlers: each takes a message, has the pool answer it, and waits for nobody else.

use super::session::Session;
use super::wire::Outgoing;
use super::{definition, from_proto, hover, pull};
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::request::{RegisterCapability, WorkspaceConfiguration};
use tower_lsp::lsp_types::{
    ConfigurationItem, ConfigurationParams, DiagnosticOptions, DiagnosticServerCapabilities,
    DidChangeConfigurationParams, DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions,
    DidChangeWorkspaceFoldersParams, DocumentDiagnosticParams, DocumentDiagnosticReport,
    DocumentDiagnosticReportResult, ExecuteCommandOptions, ExecuteCommandParams, FileSystemWatcher, GlobPattern,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, HoverProviderCapability, InitializeParams,
    InitializeResult, InitializedParams, OneOf, Registration, RegistrationParams, RelatedFullDocumentDiagnosticReport,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use tower_lsp::{Client, LanguageServer};

/// Reads the whole record anew.
const REINDEX: &str = "onrecord.reindex";

pub(super) struct Server {
    pub(super) session: Arc<Session>,
}

impl Server {
    pub(super) fn new(client: Client, out: Outgoing, options: super::Options) -> Self {
        Server { session: Session::new(client, out, options) }
    }

    /// Asks for the client's settings, detached.
    fn pull_settings(&self) {
        if !self.session.agreed().is_some_and(|a| a.configuration) {
            return;
        }
        let session = self.session.clone();
        self.session.spawn(async move {
            let items = vec![ConfigurationItem { scope_uri: None, section: Some(super::SECTION.to_owned()) }];
            let answer = session.clone().ask::<WorkspaceConfiguration>(ConfigurationParams { items }).await;
            if let Some(settings) = answer.and_then(|a| a.into_iter().next())
                && session.newsrooms.set_settings(from_proto::section(settings))
            {
                session.recheck();
            }
        });
    }

    /// Has the client tell when settings or configuration files change, detached.
    fn register(&self) {
        let Some(agreed) = self.session.agreed() else { return };
        let mut registrations = Vec::new();
        if agreed.watch_configuration {
            registrations.push(Registration {
                id: "onrecord/settings".to_owned(),
                method: "workspace/didChangeConfiguration".to_owned(),
                register_options: Some(serde_json::json!({ "section": super::SECTION })),
            });
        }
        if agreed.watch_files {
            let glob_pattern = GlobPattern::String("**/onrecord.toml".to_owned());
            let watchers = vec![FileSystemWatcher { glob_pattern, kind: None }];
            registrations.push(Registration {
                id: "onrecord/files".to_owned(),
                method: "workspace/didChangeWatchedFiles".to_owned(),
                register_options: serde_json::to_value(DidChangeWatchedFilesRegistrationOptions { watchers }).ok(),
            });
        }
        if !registrations.is_empty() {
            self.session.ask_and_forget::<RegisterCapability>(RegistrationParams { registrations });
        }
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let agreed = from_proto::agreed(&params);
        self.session.newsrooms.set_folders(from_proto::folders(&params));
        if let Some(options) = params.initialization_options {
            self.session.newsrooms.set_settings(from_proto::section(options));
        }
        self.session.agree(agreed);
        let capabilities = ServerCapabilities {
            position_encoding: Some(agreed.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            diagnostic_provider: agreed.pull.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some(super::SECTION.to_owned()),
                    // A change of the record changes the findings.
                    inter_file_dependencies: true,
                    workspace_diagnostics: false,
                    ..DiagnosticOptions::default()
                })
            }),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![REINDEX.to_owned()],
                ..ExecuteCommandOptions::default()
            }),
            workspace: Some(WorkspaceServerCapabilities {
                workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                    supported: Some(true),
                    change_notifications: Some(OneOf::Left(true)),
                }),
                file_operations: None,
            }),
            ..ServerCapabilities::default()
        };
        let server_info =
            ServerInfo { name: "onrecord".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) };
        Ok(InitializeResult { capabilities, server_info: Some(server_info) })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.register();
        self.pull_settings();
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.session.agreed().is_some_and(|a| a.configuration) {
            self.pull_settings();
        } else if self.session.newsrooms.set_settings(from_proto::section(params.settings)) {
            self.session.recheck();
        }
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        self.session.newsrooms.forget();
        self.session.recheck();
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let (added, removed) = (from_proto::paths(&params.event.added), from_proto::paths(&params.event.removed));
        self.session.newsrooms.change_folders(added, &removed);
        self.session.recheck();
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let at = params.text_document_position_params;
        let position = at.position;
        self.session.answer(&at.text_document.uri, move |s, d, _| hover::hover(s, d, position)).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let at = params.text_document_position_params;
        let position = at.position;
        self.session.answer(&at.text_document.uri, move |s, d, _| definition::definition(s, d, position)).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        let previous = params.previous_result_id;
        let answer = self
            .session
            .answer(&params.text_document.uri, move |s, d, _| pull::report(s, d, previous.as_deref()))
            .await?;
        // A draft that is not open has no findings.
        let nothing = || DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport::default());
        Ok(DocumentDiagnosticReportResult::Report(answer.unwrap_or_else(nothing)))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        match params.command.as_str() {
            REINDEX => {
                for shelf in self.session.newsrooms.shelves() {
                    self.session.open_record(shelf, true);
                }
                Ok(None)
            }
            other => Err(Error::invalid_params(format!("no command is called {other}"))),
        }
    }
}
