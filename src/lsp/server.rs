//! The handlers: each takes a message, has the pool answer it, and waits for nobody else.

use super::session::Session;
use super::wire::Outgoing;
use super::{
    actions, client_process, commands, completion, content, definition, folding, from_proto, hints, hover, lens, links,
    order, progress, pull, references, symbols, tokens,
};
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::request::{RegisterCapability, WorkspaceConfiguration};
use tower_lsp::lsp_types::{
    CodeAction, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, CodeActionResponse, CodeLens,
    CodeLensOptions, CodeLensParams, CompletionOptions, CompletionParams, CompletionResponse, ConfigurationItem,
    ConfigurationParams, DiagnosticOptions, DiagnosticServerCapabilities, DidChangeConfigurationParams,
    DidChangeWatchedFilesParams, DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams,
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult, DocumentLink,
    DocumentLinkOptions, DocumentLinkParams, DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandOptions,
    ExecuteCommandParams, FileSystemWatcher, FoldingRange, FoldingRangeParams, FoldingRangeProviderCapability,
    GlobPattern, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, HoverProviderCapability,
    InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams, Location, OneOf,
    ReferenceParams, Registration, RegistrationParams, RelatedFullDocumentDiagnosticReport, SelectionRange,
    SelectionRangeParams, SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult,
    ServerCapabilities, ServerInfo, SymbolInformation, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, WorkDoneProgressCancelParams, WorkDoneProgressOptions, WorkspaceFoldersServerCapabilities,
    WorkspaceServerCapabilities, WorkspaceSymbolParams,
};
use tower_lsp::{Client, LanguageServer};

pub(super) struct Server {
    pub(super) session: Arc<Session>,
}

impl Server {
    pub(super) fn new(client: Client, out: Outgoing, options: super::Options) -> Self {
        Server { session: Session::new(client, out, options) }
    }

    /// The text of a document that is no file.
    pub(super) async fn content(&self, params: content::ContentParams) -> Result<Option<content::Content>> {
        let drafts = order::drafts();
        let text = self.session.answer_all(move |s, cancel| content::text(s, &drafts, &params.uri, cancel)).await?;
        Ok(text.map(|text| content::Content { text }))
    }

    /// The user has called work off that the client shows the progress of.
    pub(super) async fn call_off(&self, params: WorkDoneProgressCancelParams) {
        progress::call_off(&self.session, &params.token);
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
            // A client that has no such section says nothing of what it was started with.
            let settings = answer.and_then(|a| a.into_iter().next()).filter(|s| !s.is_null());
            if let Some(settings) = settings
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
        let agreed = from_proto::agreed(&params, self.session.capabilities());
        self.session.newsrooms.set_folders(from_proto::folders(&params));
        if let Some(options) = params.initialization_options {
            self.session.newsrooms.set_settings(from_proto::section(options));
        }
        self.session.agree(agreed);
        if let Some(id) = params.process_id {
            client_process::follow(id);
        }
        let capabilities = ServerCapabilities {
            position_encoding: Some(agreed.encoding.kind()),
            text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::INCREMENTAL),
                ..TextDocumentSyncOptions::default()
            })),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_symbol_provider: Some(OneOf::Left(true)),
            workspace_symbol_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
                code_action_kinds: Some(actions::kinds()),
                resolve_provider: Some(true),
                ..CodeActionOptions::default()
            })),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
            document_link_provider: Some(DocumentLinkOptions {
                resolve_provider: Some(false),
                work_done_progress_options: WorkDoneProgressOptions::default(),
            }),
            inlay_hint_provider: Some(OneOf::Left(true)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(["\"", "“", "„", "«", " "].map(str::to_owned).to_vec()),
                ..CompletionOptions::default()
            }),
            semantic_tokens_provider: Some(
                SemanticTokensOptions {
                    legend: tokens::legend(),
                    range: Some(true),
                    full: Some(SemanticTokensFullOptions::Bool(true)),
                    ..SemanticTokensOptions::default()
                }
                .into(),
            ),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
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
                commands: commands::ALL.map(str::to_owned).to_vec(),
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
            .answer(&params.text_document.uri, move |s, d, cancel| pull::report(s, d, previous.as_deref(), cancel))
            .await?;
        // A draft that is not open has no findings.
        let nothing = || DocumentDiagnosticReport::Full(RelatedFullDocumentDiagnosticReport::default());
        Ok(DocumentDiagnosticReportResult::Report(answer.unwrap_or_else(nothing)))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        commands::execute(&self.session, &params.command, params.arguments).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let at = params.text_document_position;
        let (position, own) = (at.position, params.context.include_declaration);
        self.session.answer(&at.text_document.uri, move |s, d, _| references::references(s, d, position, own)).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let answer = self.session.answer(&params.text_document.uri, |s, d, _| symbols::document(s, d)).await?;
        Ok(answer.map(DocumentSymbolResponse::Nested))
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<Vec<SymbolInformation>>> {
        self.session.answer_all(move |s, cancel| symbols::workspace(s, &params.query, cancel)).await?.map(Some)
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let (range, context) = (params.range, params.context);
        let uri = params.text_document.uri;
        self.session.answer(&uri, move |s, d, cancel| actions::actions(s, d, range, &context, cancel)).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let Some(uri) = actions::draft_of(&action) else { return Ok(action) };
        let resolved = self.session.answer(&uri, move |s, d, cancel| actions::resolve(s, d, &action, cancel)).await?;
        // The draft is another one by now.
        resolved.ok_or_else(Error::content_modified)
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.session.answer(&params.text_document.uri, lens::lenses).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.session.answer(&params.text_document.uri, links::links).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let part = params.range;
        self.session.answer(&params.text_document.uri, move |s, d, _| hints::hints(s, d, part)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let at = params.text_document_position;
        let position = at.position;
        self.session.answer(&at.text_document.uri, move |s, d, _| completion::completion(s, d, position)).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        let answer =
            self.session.answer(&params.text_document.uri, |s, d, cancel| tokens::tokens(s, d, None, cancel)).await?;
        Ok(answer.map(SemanticTokensResult::Tokens))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let part = Some(params.range);
        let answer = self
            .session
            .answer(&params.text_document.uri, move |s, d, cancel| tokens::tokens(s, d, part, cancel))
            .await?;
        Ok(answer.map(SemanticTokensRangeResult::Tokens))
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.session.answer(&params.text_document.uri, |s, d, _| folding::folds(s, d)).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        let positions = params.positions;
        self.session.answer(&params.text_document.uri, move |s, d, _| folding::selections(s, d, &positions)).await
    }
}
