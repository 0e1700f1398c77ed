//! One file a method: from the protocol, ask `ide`, to the protocol.

pub(super) mod code_action;
pub(super) mod code_lens;
pub(super) mod completion;
pub(super) mod configuration;
pub(super) mod definition;
pub(super) mod diagnostic;
pub(super) mod document_highlight;
pub(super) mod document_link;
pub(super) mod document_symbol;
pub(super) mod execute_command;
pub(super) mod folding_range;
pub(super) mod formatting;
pub(super) mod hover;
pub(super) mod inlay_hint;
pub(super) mod lifecycle;
pub(super) mod own;
pub(super) mod references;
pub(super) mod rename;
pub(super) mod selection_range;
pub(super) mod sync;
pub(super) mod type_definition;
pub(super) mod workspace_diagnostic;
pub(super) mod workspace_symbol;
