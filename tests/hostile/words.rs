//! Words that try to steer whoever shows them.

use crate::area::{Case, VIEW};

const WORDS: &str =
    "\\u001b]0;x\\u0007\\u001b[2J\\n::error::forged\\n##[add-matcher]x\\u202e\\u009b1m\\u2028::warning::y";

pub(crate) const CASES: &[Case] = &[
    Case("names, ids and values", |area| {
        area.write("views/web.dataview.json", area.view(WORDS).replace("edited here", WORDS));
        area.write("views/id.dataview.json", area.view("Id").replace(VIEW, &format!("dv_{WORDS}")));
        area.write(
            "views/member.dataview.json",
            area.view("Member").replace("\"description\"", &format!("\"{WORDS}\"")),
        );
    }),
    Case("names of files", |area| {
        for name in [
            "views/a\u{1b}[2J\n::error::forged.dataview.json",
            "views/##[group]\u{202e}x.dataview.json",
            "\n::x::.dataview.json",
        ] {
            area.write(name, area.view("Named"));
        }
        area.link("../outside/profile", "views/l\u{1b}[2J\n::error::link.dataview.json");
    }),
    Case("names of profiles and organizations", |area| {
        area.settings(&format!(
            ", \"defaultProfile\": \"{WORDS}\", \"profiles\": {{\"{WORDS}\": {{\"org\": \"{WORDS}\"}}}}, \"{WORDS}\": 1"
        ));
    }),
];
