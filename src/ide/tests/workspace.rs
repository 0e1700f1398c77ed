//! Features over several files: `//- name` begins a file, `$0` is the cursor, what comes out is drawn under the lines.

use super::super::*;
use crate::diagnostic::Severity;
use crate::testing::{cursor, draw_notes};
use crate::text::{TextEdit, apply};
use std::sync::Arc;

const ENCODING: Encoding = Encoding::Utf16;

struct Desk {
    files: Vec<(Arc<str>, Document)>,
    index: Index,
    /// The file with the cursor, and where it is.
    at: (usize, u32),
}

impl Desk {
    fn new(fixture: &str) -> Desk {
        let mut desk = Desk { files: Vec::new(), index: Index::default(), at: (0, 0) };
        for (number, part) in fixture.split("//- ").skip(1).enumerate() {
            let (name, text) = part.split_once('\n').unwrap();
            let mut text = text.trim_end().to_owned();
            if text.contains("$0") {
                let (plain, at) = cursor(&text);
                (text, desk.at) = (plain, (number, at));
            }
            let kind = if name == "cja.config.json" { DocumentKind::Config } else { DocumentKind::DataView };
            desk.put(name, Document::new(text, kind));
        }
        desk
    }

    fn put(&mut self, name: &str, document: Document) -> Vec<Arc<str>> {
        let name: Arc<str> = name.into();
        let touched = self.index.put(&name, Some(Arc::new(FileIndex::of(&document, ENCODING))));
        self.files.retain(|(other, _)| *other != name);
        self.files.push((name, document));
        touched
    }

    fn here(&self) -> &Document {
        &self.files[self.at.0].1
    }

    /// The files in which something is, with it.
    fn draw(&self, places: &[(Place, String)]) -> String {
        let mut out = String::new();
        for (name, document) in &self.files {
            let of_file = places.iter().filter(|(place, _)| place.file == *name);
            let range = |span: Span| document.range(span.start, span.end, ENCODING);
            let notes: Vec<_> = of_file.map(|(place, note)| (range(place.span), note.clone())).collect();
            if !notes.is_empty() {
                out.push_str(&format!("//- {name}\n{}", draw_notes(document.text(), &notes)));
            }
        }
        out
    }

    fn definition(&self) -> String {
        let found = definition(&self.index, self.here(), ENCODING, self.at.1);
        let places = found.map(|found| found.places).unwrap_or_default();
        self.draw(&places.into_iter().map(|place| (place, String::new())).collect::<Vec<_>>())
    }

    fn references(&self, all: bool) -> String {
        let found = references(&self.index, self.here(), ENCODING, self.at.1, all).unwrap_or_default();
        self.draw(&found.into_iter().map(|place| (place, String::new())).collect::<Vec<_>>())
    }

    /// The files that are changed, as they are then.
    fn rename(&self, new: &str) -> Result<String, String> {
        let renamed = rename(&self.index, self.here(), ENCODING, self.at.1, new)?;
        let mut out = String::new();
        for (name, document) in &self.files {
            let Some(renamed) = renamed.iter().find(|renamed| renamed.file == *name) else { continue };
            let edits: Vec<_> =
                renamed.edits.iter().map(|(mark, text)| TextEdit::replace(mark.range, text.clone())).collect();
            out.push_str(&format!("//- {name}\n{}\n", apply(document.text(), &edits)));
        }
        Ok(out)
    }

    fn clashes(&self, file: usize) -> Vec<crate::diagnostic::Diagnostic> {
        let (name, document) = &self.files[file];
        clashes(&self.index, name, &document.tree, |_, severity| Some(severity))
    }
}

const SHOP: &str = r#"
//- cja.config.json
{ "links": { "web.json": { "prod": "dv_1" } },
  "maps": { "parentDataGroupId": [{ "as": "web", "dev": "dg_ab" }] } }
//- web.json
{ "id": "dv_1", "name": "Läden 🛒", "parentDataGroupId": "dg_ab", "segmentList": ["s1_a"],
  "externalData": { "externalParentId": "ab" },
  "curatedComponents": [{ "componentId": "metrics/orders" }] }
//- app.json
{ "id": "dv_2", "name": "App", "parentDataGroupId": "dg_ab", "segmentList": ["s1_a", "s1_b"],
  "sessionDefinition": [{ "func": "BEFORE_EVENTS", "events": ["metrics/orders"] }] }
"#;

fn shop(cursor_at: &str) -> Desk {
    Desk::new(&SHOP.replacen(cursor_at, &format!("{}$0{}", &cursor_at[..2], &cursor_at[2..]), 1))
}

#[test]
fn an_id_leads_to_what_it_stands_for() {
    assert_eq!(
        shop("\"dg_ab\", \"segmentList\": [\"s1_a\", \"s1_b").definition(),
        r#"//- cja.config.json
{ "links": { "web.json": { "prod": "dv_1" } },
  "maps": { "parentDataGroupId": [{ "as": "web", "dev": "dg_ab" }] } }
                                                         ^^^^^ 
"#
    );
    let view = "//- web.json\n{ \"id\": \"dv_1\", \"name\": \"Läden 🛒\", \"parentDataGroupId\": \"dg_ab\", \"segmentList\": [\"s1_a\"],\n         ^^^^ \n";
    assert!(shop("dv_1\" } }").definition().starts_with(view), "{}", shop("dv_1\" } }").definition());
    assert!(shop("metrics/orders\"] }] }").definition().contains("componentId\": \"metrics/orders\" }] }\n"));
    // Nothing says what a segment is: the other places of its id are the answer.
    let segment = shop("s1_a\", \"s1_b").definition();
    assert!(segment.starts_with("//- web.json\n") && !segment.contains("app.json"), "{segment}");
    assert_eq!(shop("App").definition(), "");
}

#[test]
fn every_place_of_an_id_is_found_in_both_forms() {
    assert_eq!(
        shop("ab\" },").references(true),
        r#"//- cja.config.json
{ "links": { "web.json": { "prod": "dv_1" } },
  "maps": { "parentDataGroupId": [{ "as": "web", "dev": "dg_ab" }] } }
                                                         ^^^^^ 
//- web.json
{ "id": "dv_1", "name": "Läden 🛒", "parentDataGroupId": "dg_ab", "segmentList": ["s1_a"],
                                                         ^^^^^ 
  "externalData": { "externalParentId": "ab" },
                                         ^^ 
  "curatedComponents": [{ "componentId": "metrics/orders" }] }
//- app.json
{ "id": "dv_2", "name": "App", "parentDataGroupId": "dg_ab", "segmentList": ["s1_a", "s1_b"],
                                                     ^^^^^ 
  "sessionDefinition": [{ "func": "BEFORE_EVENTS", "events": ["metrics/orders"] }] }
"#
    );
    assert!(!shop("ab\" },").references(false).contains("cja.config.json"));
}

#[test]
fn a_connection_is_renamed_everywhere_in_the_form_of_each_place() {
    let renamed = r#"//- cja.config.json
{ "links": { "web.json": { "prod": "dv_1" } },
  "maps": { "parentDataGroupId": [{ "as": "web", "dev": "dg_cd" }] } }
//- web.json
{ "id": "dv_1", "name": "Läden 🛒", "parentDataGroupId": "dg_cd", "segmentList": ["s1_a"],
  "externalData": { "externalParentId": "cd" },
  "curatedComponents": [{ "componentId": "metrics/orders" }] }
//- app.json
{ "id": "dv_2", "name": "App", "parentDataGroupId": "dg_cd", "segmentList": ["s1_a", "s1_b"],
  "sessionDefinition": [{ "func": "BEFORE_EVENTS", "events": ["metrics/orders"] }] }
"#;
    let desk = shop("ab\" },");
    assert_eq!(desk.rename("dg_cd").unwrap(), renamed);
    assert_eq!(desk.rename("cd").unwrap(), renamed);
}

#[test]
fn what_is_no_id_and_what_would_be_none_is_refused() {
    assert!(shop("App").rename("x").unwrap_err().starts_with("Here stands no id."));
    let no_name = shop("App");
    assert!(prepare_rename(no_name.here(), ENCODING, no_name.at.1).is_err());
    let view = shop("dv_1\" } }");
    for blank in ["", " ", "dv 9", "dv_\n"] {
        assert!(view.rename(blank).unwrap_err().contains("not blank"), "{blank:?}");
    }
    assert_eq!(view.rename("dv_2").unwrap_err(), "Another data view has the id `dv_2`: app.json");
    assert_eq!(prepare_rename(view.here(), ENCODING, view.at.1).unwrap().written(), "dv_1");
}

#[test]
fn the_id_under_the_cursor_is_marked_in_its_document() {
    let desk = shop("ab\" },");
    let notes: Vec<_> = highlights(desk.here(), ENCODING, desk.at.1)
        .into_iter()
        .map(|(range, defines)| (range, if defines { "defined" } else { "named" }.to_owned()))
        .collect();
    assert_eq!(
        draw_notes(desk.here().text(), &notes),
        r#"{ "id": "dv_1", "name": "Läden 🛒", "parentDataGroupId": "dg_ab", "segmentList": ["s1_a"],
                                                        ^^^^^^^ named
  "externalData": { "externalParentId": "ab" },
                                        ^^^^ named
  "curatedComponents": [{ "componentId": "metrics/orders" }] }
"#
    );
}

#[test]
fn data_views_are_found_by_letters_of_name_or_id() {
    let desk = Desk::new(SHOP);
    let names = |query: &str| {
        let found = workspace_symbols(&desk.index, query).into_iter();
        found
            .map(|symbol| format!("{} ({}) {}", symbol.name, symbol.other.unwrap(), symbol.place.file))
            .collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["App (dv_2) app.json", "Läden 🛒 (dv_1) web.json"]);
    assert_eq!(names("ldn"), ["Läden 🛒 (dv_1) web.json"]);
    assert_eq!(names("DV_2"), ["dv_2 (App) app.json"]);
    assert_eq!(names("zzz"), Vec::<String>::new());
}

#[test]
fn the_same_id_or_name_in_two_files_is_told_in_both() {
    let mut desk = Desk::new(
        "//- a.json\n{ \"id\": \"dv_1\", \"name\": \"Web\", \"parentDataGroupId\": \"dg_1\" }\n//- b.json\n{ \"id\": \"dv_1\", \"name\": \"Web\", \"parentDataGroupId\": \"dg_1\" }\n//- page.json\n{ \"content\": [{ \"id\": \"dv_1\" }] }",
    );
    let found = desk.clashes(0);
    assert_eq!(
        crate::testing::draw(desk.files[0].1.text(), &found),
        "{ \"id\": \"dv_1\", \"name\": \"Web\", \"parentDataGroupId\": \"dg_1\" }\n                        ^^^^^ hint[duplicate-name]: Another data view of this connection, in `b.json`, is called `Web` too.\n        ^^^^^^ warning[duplicate-view-id]: Another data view in `b.json` has the id `dv_1` too; the one that is pushed last counts.\n"
    );
    let others: Vec<_> = found.iter().flat_map(|one| &one.elsewhere).map(|place| place.file.as_ref()).collect();
    assert_eq!(others, ["b.json", "b.json"], "an answer page is a copy of what the service has");
    let off = |_: &str, _: Severity| None;
    assert_eq!(clashes(&desk.index, "a.json", &desk.files[0].1.tree, off), []);
    // Who is concerned by a change is told.
    let touched = desk.put("b.json", Document::new("{ \"id\": \"dv_3\" }", DocumentKind::DataView));
    assert_eq!(touched, ["a.json".into()]);
    assert_eq!(desk.clashes(0), []);
    assert_eq!(desk.put("b.json", Document::new("{ \"id\":   \"dv_3\" }", DocumentKind::DataView)), []);
}
