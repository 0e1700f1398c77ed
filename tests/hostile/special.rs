//! What is no ordinary file: pipes, devices, loops, and names of other encodings.

use crate::area::Case;
use std::os::unix::ffi::OsStrExt as _;

pub(crate) const CASES: &[Case] = &[
    Case("a JSON file is a pipe", |area| area.pipe("p.json")),
    Case("a data view is a pipe", |area| area.pipe("views/p.dataview.json")),
    Case("the settings are a pipe", |area| area.pipe("cja.config.json")),
    Case("a schema is a pipe", |area| {
        area.pipe("s.json");
        area.settings(", \"schema\": \"s.json\"");
    }),
    Case("a schema and a data view are devices", |area| {
        area.link("/dev/zero", "s.json");
        area.link("/dev/zero", "views/z.dataview.json");
        area.link("/dev/tty", "views/t.dataview.json");
        area.settings(", \"schema\": \"s.json\"");
    }),
    Case("a data view leads to a pipe", |area| {
        area.pipe("pipe");
        area.link("../pipe", "views/p.dataview.json");
    }),
    Case("rules for git are a pipe", |area| {
        area.pipe("views/.gitignore");
        area.link("/dev/zero", "more/.gitignore");
        area.write("more/a.dataview.json", "{}");
    }),
    Case("folders go round", |area| {
        area.link("..", "views/up");
        area.link("round.dataview.json", "views/round.dataview.json");
    }),
    Case("names are in another encoding", |area| {
        let name = std::ffi::OsStr::from_bytes(b"views/gr\xfcn.dataview.json");
        // Some file systems know no such names.
        let _ = std::fs::write(area.clone().join(name), area.view("Green"));
    }),
];
