//! Paths that a journal, an image of a write, a link, the settings or a view names.

use crate::area::{Area, Case, OP, ORG, VIEW};
use serde_json::{Value, json};

/// A create of which it is not known what became of it.
fn interrupted(area: &Area, path: &str) {
    area.own();
    let body = json!({"name": "Mobile app"});
    let entry = json!({"event": "intent", "op": OP, "time": "2026-11-03T10:11:12Z", "profile": "default", "org": ORG,
        "command": "create", "deed": "create", "path": path, "body": body});
    area.write(".cja/journal/2026-11.jsonl", format!("{entry}\n"));
}

/// A write that can be undone, as the journal and its images tell it.
fn done(area: &Area, op: &str, images: Value) {
    area.own();
    let line = |event: &str, more: Value| {
        let mut entry = json!({"event": event, "op": op, "time": "2026-11-03T10:11:12Z", "profile": "default",
            "org": ORG, "command": "delete", "deed": "delete", "view": VIEW});
        entry.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        format!("{entry}\n")
    };
    let journal = line("intent", json!({})) + &line("outcome", json!({"outcome": "done"}));
    area.write(".cja/journal/2026-11.jsonl", journal);
    area.write(&format!(".cja/undo/{}.json", cja_lsp::api::request::segment(op)), images.to_string());
}

fn deleted(op: &str) -> Value {
    json!({"op": op, "deed": "delete", "view": VIEW, "path": null, "fields": [], "post": null,
        "pre": {"id": VIEW, "name": "../../outside/pwn", "description": "planted"}})
}

pub(crate) const CASES: &[Case] = &[
    Case("an interrupted create names a file above", |area| {
        interrupted(area, "../outside/folder/view.dataview.json");
    }),
    Case("an interrupted create names an absolute file", |area| {
        let path = area.at("outside/folder/view.dataview.json");
        interrupted(area, path.to_str().unwrap());
    }),
    Case("an interrupted create names a file behind a link", |area| {
        area.link("../outside/folder", "far");
        interrupted(area, "far/view.dataview.json");
    }),
    Case("a restored view has the name of a link", |area| {
        area.link("../outside/profile", &format!("restored-{OP}.dataview.json"));
        done(area, OP, deleted(OP));
    }),
    Case("a restored view has the name of a link to nothing", |area| {
        area.link("../outside/new", &format!("restored-{OP}.dataview.json"));
        done(area, OP, deleted(OP));
    }),
    Case("an operation is called like a path", |area| {
        area.write("restored-../kept", "");
        done(area, "../../../outside/pwn", deleted("../../../outside/pwn"));
    }),
    Case("a link of the settings is absolute", |area| {
        let path = area.at("outside/new.dataview.json");
        area.settings(&format!(", \"links\": {{\"{}\": {{\"default\": \"{VIEW}\"}}}}", path.display()));
        std::fs::remove_file(area.clone().join("views/web.dataview.json")).unwrap();
    }),
    Case("a link of the settings goes above", |area| {
        area.settings(&format!(", \"links\": {{\"../outside/new.dataview.json\": {{\"default\": \"{VIEW}\"}}}}"));
        std::fs::remove_file(area.clone().join("views/web.dataview.json")).unwrap();
    }),
    Case("a link of the settings goes through a link", |area| {
        area.link("../outside", "out");
        area.settings(&format!(", \"links\": {{\"out/.new\": {{\"default\": \"{VIEW}\"}}}}"));
        std::fs::remove_file(area.clone().join("views/web.dataview.json")).unwrap();
    }),
    Case("a root goes above", |area| area.settings(", \"roots\": [\"../outside/folder\"]")),
    Case("a root is absolute", |area| {
        area.settings(&format!(", \"roots\": [\"{}\"]", area.at("outside/folder").display()));
    }),
    Case("the folder of views leads out", |area| {
        area.settings(", \"roots\": [\"views\"]");
        area.link("../outside/folder", "views");
    }),
    Case("a view leads out", |area| {
        area.settings("");
        area.link("../../outside/folder/view.dataview.json", "views/web.dataview.json");
        area.link("../outside/profile", "profile.dataview.json");
    }),
    Case("the settings lead out", |area| area.link("../outside/profile", "cja.config.json")),
    Case("the schema lies above", |area| area.settings(", \"schema\": \"../outside/profile\"")),
    Case("views have ids and names that are paths", |area| {
        for (number, text) in ["../../../outside/pwn", "/etc/pwn", "..", "a/../../outside/profile"].iter().enumerate() {
            let view = area.view(text).replace(VIEW, text);
            area.write(&format!("views/{number}.dataview.json"), view);
        }
    }),
];
