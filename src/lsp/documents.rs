//! Open documents: the text under edit, and immutable versions of it for everybody else.

use crate::diagnostic::Diagnostic;
use crate::ide::{Document, DocumentKind};
use crate::text::{Encoding, Splice, TextRange, offset};
use ropey::Rope;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

/// An open document. Its current version is replaced as a whole, so that who holds one never sees it change.
pub(super) struct OpenDocument {
    pub(super) uri: Uri,
    /// The file behind it, if it is one.
    pub(super) path: Option<PathBuf>,
    /// The language that the editor gave it.
    pub(super) language: String,
    /// Tells this opening of the document from an earlier one in result ids.
    pub(super) opening: u32,
    /// The version whose findings the editor has.
    pub(super) published: tokio::sync::Mutex<Option<i32>>,
    /// Whether it was said that some folds are left out.
    pub(super) folds_left_out: AtomicBool,
    current: Mutex<Arc<Version>>,
    latest: AtomicI32,
}

/// A document at one version. The tree is made when it is first asked for, once: from that of an earlier version, if
/// one was made.
pub(super) struct Version {
    pub(super) number: i32,
    /// The text as it came, when it came whole; the parsed document shares it.
    whole: Option<Arc<String>>,
    /// The text for edits; made of the whole when the first one comes.
    rope: OnceLock<Rope>,
    document: OnceLock<Arc<Document>>,
    /// An earlier version that was parsed, and what became of its text; until it is taken to make this one.
    earlier: Mutex<Option<Earlier>>,
    found: Mutex<Option<Found>>,
}

#[derive(Clone)]
struct Earlier {
    document: Arc<Document>,
    splice: Splice,
}

/// What was found in a version, and under which settings.
pub(super) struct Found {
    pub(super) generation: u64,
    pub(super) diagnostics: Arc<Vec<Diagnostic>>,
}

impl Version {
    fn new(number: i32, text: String) -> Version {
        Version { whole: Some(Arc::new(text)), ..Version::empty(number) }
    }

    fn after(number: i32, rope: Rope, earlier: Option<Earlier>) -> Version {
        Version { rope: OnceLock::from(rope), earlier: Mutex::new(earlier), ..Version::empty(number) }
    }

    fn empty(number: i32) -> Version {
        let (rope, document) = (OnceLock::new(), OnceLock::new());
        Version { number, whole: None, rope, document, earlier: Mutex::new(None), found: Mutex::new(None) }
    }

    /// The text for edits. Whoever has time makes it before the first one comes.
    pub(super) fn rope(&self) -> &Rope {
        self.rope.get_or_init(|| Rope::from_str(self.whole.as_deref().map_or("", String::as_str)))
    }

    /// What a version that comes after this one by an edit may begin with.
    fn earlier_for(&self, splice: Splice) -> Option<Earlier> {
        // When this version is being parsed at this moment there is neither, and the next one is parsed whole.
        match (held(&self.earlier).clone(), self.document.get()) {
            (Some(earlier), None) => Some(Earlier { splice: earlier.splice.then(splice), ..earlier }),
            (_, document) => document.map(|document| Earlier { document: Arc::clone(document), splice }),
        }
    }

    /// The text, whole.
    pub(super) fn text(&self) -> String {
        self.whole.as_deref().cloned().unwrap_or_else(|| String::from(self.rope()))
    }

    /// How many bytes it has: parsing a large one does not belong on the thread that reads messages.
    pub(super) fn len(&self) -> usize {
        self.whole.as_ref().map_or_else(|| self.rope().len_bytes(), |whole| whole.len())
    }

    /// The parsed document.
    pub(super) fn document(&self, kind: DocumentKind) -> Arc<Document> {
        let make = || {
            let earlier = held(&self.earlier).take().filter(|earlier| earlier.document.kind == kind);
            let Some(Earlier { document, splice }) = earlier else {
                let text = self.whole.clone().unwrap_or_else(|| Arc::new(self.text()));
                return Arc::new(Document::shared(text, kind));
            };
            // Nobody else has the earlier one as a rule; then nothing is copied.
            let mut document = Arc::unwrap_or_clone(document);
            let inserted = self.rope().byte_slice(splice.range.start as usize..splice.new_end() as usize);
            document.edit(splice, &inserted.to_string());
            Arc::new(document)
        };
        Arc::clone(self.document.get_or_init(make))
    }

    /// What was found under the settings of a generation, when somebody looked already and nobody is looking now.
    pub(super) fn known(&self, generation: u64) -> Option<Arc<Vec<Diagnostic>>> {
        let known = self.found.try_lock().ok()?;
        known.as_ref().filter(|found| found.generation == generation).map(|found| Arc::clone(&found.diagnostics))
    }

    /// What is wrong with it under the settings of a generation: looked for once. Who asks meanwhile waits for that
    /// answer, which is what they would need as long for themselves. None when the search was given up.
    pub(super) fn found(
        &self,
        generation: u64,
        find: impl FnOnce() -> Option<Vec<Diagnostic>>,
    ) -> Option<Arc<Vec<Diagnostic>>> {
        let mut known = held(&self.found);
        if let Some(found) = known.as_ref().filter(|found| found.generation == generation) {
            return Some(Arc::clone(&found.diagnostics));
        }
        let diagnostics = Arc::new(find()?);
        *known = Some(Found { generation, diagnostics: Arc::clone(&diagnostics) });
        Some(diagnostics)
    }
}

impl OpenDocument {
    /// A document as it is opened; `path` is that of its file, as [`Session::in_folder`](super::session::Session::in_folder)
    /// has it.
    pub(super) fn new(
        uri: Uri,
        path: Option<PathBuf>,
        language: String,
        number: i32,
        text: String,
        opening: u32,
    ) -> OpenDocument {
        OpenDocument {
            uri,
            path,
            language,
            opening,
            published: tokio::sync::Mutex::new(None),
            folds_left_out: AtomicBool::new(false),
            current: Mutex::new(Arc::new(Version::new(number, text))),
            latest: AtomicI32::new(number),
        }
    }

    /// The version of this moment.
    pub(super) fn current(&self) -> Arc<Version> {
        Arc::clone(&held(&self.current))
    }

    /// Whether a version is still the latest.
    pub(super) fn is_latest(&self, number: i32) -> bool {
        self.latest.load(Ordering::Acquire) == number
    }

    /// Applies the changes of one notification, in their order.
    pub(super) fn change(&self, number: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        let mut current = held(&self.current);
        // What comes before a change of everything does not matter.
        let last_whole = changes.iter().rposition(|change| change.range.is_none());
        let mut changes = changes.into_iter().skip(last_whole.unwrap_or(0));
        let mut rope = match last_whole.and_then(|_| changes.next()) {
            Some(whole) if changes.len() == 0 => {
                *current = Arc::new(Version::new(number, whole.text));
                self.latest.store(number, Ordering::Release);
                return;
            }
            Some(whole) => Rope::from_str(&whole.text),
            None => current.rope().clone(),
        };
        let mut all: Option<Splice> = None;
        for change in changes {
            let Some(range) = change.range else { continue };
            let start = char_at(&rope, range.start.line, range.start.character, encoding);
            let end = char_at(&rope, range.end.line, range.end.character, encoding).max(start);
            let replaced = TextRange::new(rope.char_to_byte(start), rope.char_to_byte(end));
            rope.remove(start..end);
            rope.insert(start, &change.text);
            let splice = Splice { range: replaced, len: offset(change.text.len()) };
            all = Some(all.map_or(splice, |all| all.then(splice)));
        }
        let all = all.unwrap_or(Splice { range: TextRange::empty(0), len: 0 });
        let earlier = current.earlier_for(all).filter(|_| last_whole.is_none());
        *current = Arc::new(Version::after(number, rope, earlier));
        self.latest.store(number, Ordering::Release);
    }
}

fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The character of a position; what is past a line's end is its end, past the last line the end of the text.
fn char_at(rope: &Rope, line: u32, character: u32, encoding: Encoding) -> usize {
    let (line, character) = (line as usize, character as usize);
    if line >= rope.len_lines() {
        return rope.len_chars();
    }
    let slice = rope.line(line);
    let mut length = slice.len_chars();
    while length > 0 && matches!(slice.char(length - 1), '\n' | '\r') {
        length -= 1;
    }
    let content = slice.slice(..length);
    let column = match encoding {
        Encoding::Utf8 => content.byte_to_char(character.min(content.len_bytes())),
        Encoding::Utf16 => content.utf16_cu_to_char(character.min(content.len_utf16_cu())),
        Encoding::Utf32 => character.min(length),
    };
    rope.line_to_char(line) + column
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{LineIndex, Position};

    #[test]
    fn a_version_is_looked_through_once_under_the_same_settings() {
        let version = Version::new(1, "{}".to_owned());
        assert!(version.found(1, || None).is_none(), "given up: nothing is kept");
        assert!(version.known(1).is_none());
        assert!(version.found(1, || Some(Vec::new())).is_some());
        assert!(version.found(1, || panic!("asked twice")).is_some());
        assert!(version.known(1).is_some() && version.known(2).is_none());
        assert!(version.found(2, || None).is_none(), "under other settings it is looked through again");
    }

    #[test]
    fn the_rope_and_the_line_table_agree_on_every_position() {
        let text = "a\r\nß🛒x\rb\u{2028}c\n\n🛒";
        let (rope, index) = (Rope::from_str(text), LineIndex::new(text));
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for line in 0..7 {
                for character in 0..12 {
                    let by_rope = rope.char_to_byte(char_at(&rope, line, character, encoding));
                    let by_index = index.offset(text, Position { line, character }, encoding) as usize;
                    assert_eq!(by_rope, by_index, "{encoding:?} {line}:{character}");
                }
            }
        }
    }

    #[test]
    fn a_document_that_follows_changes_is_the_document_of_the_text() {
        let begin =
            "{\r\n  \"name\": \"🛒 Web\",\r\n  \"segmentList\": [\"s1\", \"s2\"],\n  \"description\": \"ß\"\r}\n";
        let pieces = ["x", "\"", "🛒", "\n", "\r\n", "", ", \"a\": [1]", "]", "[", "ß"];
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let uri: Uri = "file:///w/web.dataview.json".parse().unwrap();
            let open = OpenDocument::new(uri, None, "json".into(), 0, begin.into(), 1);
            let mut state = 3u32;
            let mut random = |below: u32| {
                state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                (state >> 16) % below
            };
            for number in 1..400 {
                let change = |random: &mut dyn FnMut(u32) -> u32| {
                    let (line, character) = (random(7), random(24));
                    let at = |more| tower_lsp::ls_types::Position { line, character: character + more };
                    let range = tower_lsp::ls_types::Range { start: at(0), end: at([0, 0, 1, 5][random(4) as usize]) };
                    let text = pieces[random(10) as usize].to_owned();
                    TextDocumentContentChangeEvent { range: Some(range), range_length: None, text }
                };
                let changes = (0..=random(2)).map(|_| change(&mut random)).collect();
                open.change(number, changes, encoding);
                // Sometimes several changes come before anybody looks.
                if random(3) > 0 {
                    let version = open.current();
                    let held = (random(4) == 0).then(|| version.document(DocumentKind::DataView));
                    let (document, text) = (version.document(DocumentKind::DataView), version.text());
                    assert_eq!(document.text(), text);
                    assert_eq!(
                        format!("{:?}", document.tree.errors()),
                        format!("{:?}", Document::new(text.as_str(), document.kind).tree.errors())
                    );
                    let end = document.tree.end();
                    assert_eq!(document.position(end, encoding), LineIndex::new(&text).position(&text, end, encoding));
                    drop(held);
                }
                if number % 100 == 0 {
                    open.change(
                        number,
                        vec![TextDocumentContentChangeEvent { range: None, range_length: None, text: begin.into() }],
                        encoding,
                    );
                }
            }
        }
    }
}
