//! Texts into files that an editor may hold open: by an edit of the editor, one undo step; else to the disk.

use super::convert;
use super::documents::OpenDocument;
use super::extras;
use super::session::Session;
use crate::files;
use crate::ide::{Document, DocumentKind};
use crate::sync::writer::{Writer, Writing, Written, to_disk_over};
use crate::text::{TextEdit, TextRange};
use std::borrow::Cow;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tower_lsp::ls_types as lsp;
use tower_lsp::ls_types::Uri;

/// What some programs put before a text; editors keep it from the buffer.
const MARK: char = '\u{feff}';

/// Whether a buffer and a file hold the same text. Neovim ends a file with a line break when it saves, Emacs and Sublime
/// have a file's line breaks as `\n`, and none of them tells.
pub(super) fn same(buffer: &str, file: &str) -> bool {
    fn lines(text: &str) -> impl Iterator<Item = &str> {
        bare(text).split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line))
    }
    lines(buffer).eq(lines(file))
}

/// A text without that mark and without its last line break.
fn bare(text: &str) -> &str {
    let text = text.strip_prefix(MARK).unwrap_or(text);
    text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text))
}

/// A text with the mark, the line breaks and the end that another has: a file's as its buffer has it, or the reverse.
pub(super) fn as_in(model: &str, text: &str) -> String {
    let (before, after) = model.split_once(bare(model)).unwrap_or_default();
    format!("{before}{}{after}", with_breaks_of(model, bare(text)))
}

/// A text that breaks its lines as another does, where that one has a way.
fn with_breaks_of<'t>(model: &str, text: &'t str) -> Cow<'t, str> {
    let (breaks, with_return) = (model.matches('\n').count(), model.matches("\r\n").count());
    match (breaks, with_return) {
        (1.., 0) => text.replace("\r\n", "\n").into(),
        (1.., _) if breaks == with_return => text.replace("\r\n", "\n").replace('\n', "\r\n").into(),
        _ => text.into(),
    }
}

/// The files of a session.
pub(super) struct Buffers(pub(super) Arc<Session>);

impl Writer for Buffers {
    fn write<'a>(&'a self, path: &'a Path, old: Option<&'a str>, new: &'a str) -> Writing<'a> {
        Box::pin(async move {
            match (self.0.open_at(path), old) {
                (Some(open), _) => self.change(&open, path, old.unwrap_or_default(), new).await,
                (None, None) if self.0.abilities().creates_files => self.create(path, new).await,
                (None, _) => to_disk_over(path, old, new),
            }
        })
    }
}

impl Buffers {
    async fn change(&self, open: &OpenDocument, path: &Path, old: &str, new: &str) -> io::Result<Written> {
        let session = &self.0;
        let version = open.current();
        let text = version.text();
        if !same(&text, old) {
            return Err(io::Error::other("it was edited meanwhile"));
        }
        // What was typed and not saved stays so: the person saves it.
        let was_saved = is_saved(path, &text);
        let target = as_in(&text, new);
        if target == text {
            return Ok(if was_saved { Written::Saved } else { self.staged(path) });
        }
        let document = Document::new(text.clone(), DocumentKind::DataView);
        let edits = convert::edits(&document, &[difference(&text, &target)], session.abilities());
        let edit = convert::workspace_edit(&open.uri, version.number, edits, session.abilities());
        self.apply(edit).await?;
        if was_saved { self.saved(&open.uri, path, new).await } else { Ok(self.staged(path)) }
    }

    async fn create(&self, path: &Path, new: &str) -> io::Result<Written> {
        let Some(uri) = Uri::from_file_path(path) else { return to_disk_over(path, None, new) };
        if std::fs::symlink_metadata(path).is_ok() {
            return Err(io::Error::other("a file of this name was made meanwhile"));
        }
        path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
        let files = vec![(uri.clone(), new.to_owned())];
        self.apply(convert::edit_with_files(&uri, 0, Vec::new(), files)).await?;
        self.saved(&uri, path, new).await
    }

    async fn apply(&self, edit: lsp::WorkspaceEdit) -> io::Result<()> {
        match self.0.client.apply_edit(edit).await {
            Ok(answer) if answer.applied => Ok(()),
            Ok(answer) => Err(io::Error::other(match answer.failure_reason {
                Some(why) => format!("the editor did not take the edit: {why}"),
                None => "the editor did not take the edit".into(),
            })),
            Err(error) => Err(io::Error::other(format!("the editor did not take the edit: {error}"))),
        }
    }

    /// Has it saved where the client can; else the person does.
    async fn saved(&self, uri: &Uri, path: &Path, new: &str) -> io::Result<Written> {
        let asked = self.0.save(uri).await;
        Ok(if asked && is_saved(path, new) { Written::Saved } else { self.staged(path) })
    }

    fn staged(&self, path: &Path) -> Written {
        self.0.note_pulled(path);
        Written::Staged
    }
}

/// Whether a file has this text.
fn is_saved(path: &Path, text: &str) -> bool {
    files::read(path).is_ok_and(|disk| disk.fault.is_none() && same(text, &disk.text))
}

impl Session {
    /// The open document of a file.
    pub(super) fn open_at(&self, path: &Path) -> Option<Arc<OpenDocument>> {
        self.documents.iter().find(|open| open.path.as_deref() == Some(path)).map(|open| Arc::clone(&open))
    }

    /// Has a document saved; whether it was.
    pub(super) async fn save(&self, uri: &Uri) -> bool {
        self.abilities().extras.save
            && self
                .client
                .send_request::<extras::Save>(extras::Document { uri: uri.clone() })
                .await
                .is_ok_and(|saved| saved)
    }
}

/// The one edit between two texts that leaves alone what is equal at both ends.
fn difference(old: &str, new: &str) -> TextEdit {
    let start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let start = (0..=start).rev().find(|&at| old.is_char_boundary(at) && new.is_char_boundary(at)).unwrap_or(0);
    let most = old.len().min(new.len()) - start;
    let end = old.bytes().rev().zip(new.bytes().rev()).take(most).take_while(|(a, b)| a == b).count();
    let boundary = |&back: &usize| old.is_char_boundary(old.len() - back) && new.is_char_boundary(new.len() - back);
    let end = (0..=end).rev().find(boundary).unwrap_or(0);
    let at = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    let range = TextRange { start: at(start), end: at(old.len() - end) };
    TextEdit { range, text: new.get(start..new.len() - end).unwrap_or_default().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_keeps_its_beginning_and_its_end() {
        for (buffer, file) in
            [("{}", "{}\n"), ("{}\r\n", "{}"), ("{}", "\u{feff}{}"), ("\u{feff}{}\n", "{}\r\n"), ("", "\n")]
        {
            assert!(same(buffer, file), "{buffer:?} {file:?}");
            assert_eq!(as_in(buffer, file), buffer);
        }
        assert!(!same("{}\n", "{}\n\n") && !same("{}", "{ }"));
        assert_eq!(as_in("{}", "{\"id\": 1}\n"), "{\"id\": 1}");
    }

    #[test]
    fn a_buffer_keeps_its_line_breaks_whatever_the_file_has() {
        let (unix, windows, mixed) = ("{\n \"a\": 1\n}\n", "{\r\n \"a\": 1\r\n}\r\n", "{\n \"a\": 1\r\n}\n");
        for (buffer, file) in [(unix, windows), (windows, unix), (unix, mixed), (windows, mixed)] {
            assert!(same(buffer, file), "{buffer:?} {file:?}");
            assert_eq!(as_in(buffer, file), buffer);
        }
        assert!(!same(unix, "{\n\n \"a\": 1\n}\n") && !same("a\rb", "a\nb"));
        assert_eq!(as_in("{\"a\": 1}", unix), "{\n \"a\": 1\n}", "a single line says nothing of breaks");
    }

    #[test]
    fn an_edit_covers_what_differs_and_splits_no_character() {
        for (old, new, start, end, text) in [
            ("{\"a\": 1}", "{\"a\": 2}", 6, 7, "2"),
            ("{}", "{\"id\": 1}", 1, 1, "\"id\": 1"),
            ("aa", "aaa", 2, 2, "a"),
            ("", "x", 0, 0, "x"),
            ("x", "", 0, 1, ""),
            // Both begin with the same byte of two different characters.
            ("é", "è", 0, 2, "è"),
        ] {
            let edit = difference(old, new);
            assert_eq!((edit.range.start, edit.range.end, edit.text.as_str()), (start, end, text), "{old} {new}");
            assert_eq!(crate::text::apply(old, &[edit]), new);
        }
    }
}
