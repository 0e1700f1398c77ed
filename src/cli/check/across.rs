//! What files have in common that should be their own: ids and names, as the editor shows them over a whole workspace.

use super::Checked;
use crate::cli::inspect::{Source, Workspace, in_parallel};
use crate::ide::{DocumentKind, FileIndex, Index, clashes, silence};
use crate::text::Encoding;
use std::collections::HashMap;
use std::sync::Arc;

/// Adds the findings of each file that come from the others.
pub(super) fn compare(checked: &mut [Checked], sources: &[Source], workspace: &Workspace) {
    let of = |one: &Checked| {
        let document = &one.report.document;
        (document.kind == DocumentKind::DataView).then(|| Arc::new(FileIndex::of(document, Encoding::Utf16)))
    };
    let each = in_parallel(checked, of);
    let mut index = Index::default();
    for (one, file) in checked.iter().zip(each) {
        index.put(&Arc::from(one.report.name.as_str()), file);
    }
    let by_name: HashMap<&str, &Source> = sources.iter().map(|source| (source.name.as_str(), source)).collect();
    for one in checked {
        let Some(source) = by_name.get(one.report.name.as_str()) else { continue };
        let settings = &workspace.of(&source.full).settings;
        let level = |code: &str, default| match settings.is_ignored(&source.full, code) {
            true => None,
            false => settings.level(code, default),
        };
        let mut found = clashes(&index, &one.report.name, &one.report.document.tree, level);
        silence(&one.report.document.tree, settings, &source.full, &mut found);
        if !found.is_empty() {
            one.report.found.append(&mut found);
            one.report.found.sort_by_key(|found| (found.range, found.severity));
        }
    }
}
