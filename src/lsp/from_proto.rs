//! The client's capabilities and settings in our terms.

use super::positions::Encoding;
use super::session::Agreed;
use serde_json::Value;
use std::path::PathBuf;
use tower_lsp::lsp_types::{InitializeParams, Url, WorkspaceFolder};

/// What both sides can do.
///
/// `all` are the capabilities as they were sent.
pub(super) fn agreed(params: &InitializeParams, all: &Value) -> Agreed {
    let can = |path: &str| all.pointer(path).and_then(Value::as_bool);
    let offered = params.capabilities.general.as_ref().and_then(|g| g.position_encodings.as_deref());
    let lists = |path: &str, word: &str| {
        all.pointer(path).and_then(Value::as_array).is_some_and(|list| list.iter().any(|v| v == word))
    };
    let pulls = all.pointer("/textDocument/diagnostic").is_some_and(Value::is_object);
    let versioned_edits = can("/workspace/workspaceEdit/documentChanges") == Some(true);
    // The protocol's own schema and its prose spell it differently, and so do clients.
    let refreshes = ["/workspace/diagnostics/refreshSupport", "/workspace/diagnostic/refreshSupport"];
    Agreed {
        encoding: Encoding::agree(offered.unwrap_or_default()),
        // A client that cannot be told to pull again would never see the record's findings.
        pull: pulls && refreshes.iter().any(|path| can(path) == Some(true)),
        // Sent unless the client says that it cannot: a client that says nothing ignores what it does not know.
        related_information: can("/textDocument/publishDiagnostics/relatedInformation") != Some(false),
        code_description: can("/textDocument/publishDiagnostics/codeDescriptionSupport") != Some(false),
        progress: can("/window/workDoneProgress") == Some(true),
        configuration: can("/workspace/configuration") == Some(true),
        watch_configuration: can("/workspace/didChangeConfiguration/dynamicRegistration") == Some(true),
        watch_files: can("/workspace/didChangeWatchedFiles/dynamicRegistration") == Some(true),
        refresh_inlay_hints: can("/workspace/inlayHint/refreshSupport") == Some(true),
        refresh_code_lenses: can("/workspace/codeLens/refreshSupport") == Some(true),
        refresh_semantic_tokens: can("/workspace/semanticTokens/refreshSupport") == Some(true),
        show_document: can("/window/showDocument/support") == Some(true),
        location_links: can("/textDocument/definition/linkSupport") == Some(true),
        lazy_actions: can("/textDocument/codeAction/dataSupport") == Some(true)
            && lists("/textDocument/codeAction/resolveSupport/properties", "edit"),
        versioned_edits,
        create_files: versioned_edits && lists("/workspace/workspaceEdit/resourceOperations", "create"),
        // The protocol's own capability is of 3.18; the other is ours, for clients that are older.
        virtual_documents: all.pointer("/workspace/textDocumentContent").is_some_and(Value::is_object)
            || can("/experimental/onrecord/virtualDocuments") == Some(true),
    }
}

/// The workspace's folders, or the older root where the client knows only that.
pub(super) fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    match &params.workspace_folders {
        Some(folders) => paths(folders),
        None => {
            #[allow(deprecated)] // Older clients send nothing else.
            let root = params.root_uri.as_ref().and_then(path);
            root.into_iter().collect()
        }
    }
}

pub(super) fn paths(folders: &[WorkspaceFolder]) -> Vec<PathBuf> {
    folders.iter().filter_map(|f| path(&f.uri)).collect()
}

fn path(uri: &Url) -> Option<PathBuf> {
    uri.to_file_path().ok()
}

/// The `onrecord` section out of whatever the client sends: the section itself, or all settings.
pub(super) fn section(settings: Value) -> Value {
    match settings {
        Value::Object(mut all) if all.contains_key(super::SECTION) => all.remove(super::SECTION).unwrap_or_default(),
        other => other,
    }
}
