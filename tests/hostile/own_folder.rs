//! The folder of records, `.cja`: one that came along, and one made here in which a link was planted.

use crate::area::{Area, Case, ORG, VIEW};

/// Where the base of the view lies.
fn base() -> String {
    format!(".cja/base/{}/{VIEW}.json", cja_lsp::api::request::segment(ORG))
}

fn planted(area: &Area) {
    area.write(".cja/.gitignore", "*\n");
    area.write(".cja/journal/2026-11.jsonl", "");
}

pub(crate) const FOREIGN: &[Case] = &[
    Case(".cja leads to a folder outside", |area| area.link("../outside/folder", ".cja")),
    Case(".cja leads to a file outside", |area| area.link("../outside/profile", ".cja")),
    Case(".cja is a file", |area| area.write(".cja", "no folder")),
    Case(".cja is a pipe", |area| area.pipe(".cja")),
    Case("a committed lock leads to a file of the user", |area| {
        planted(area);
        area.link("../../outside/profile", ".cja/lock");
        area.commit();
    }),
    Case("a base that came along leads to a file of the user", |area| {
        planted(area);
        area.link("../../../../outside/profile", &base());
    }),
    Case("a journal that came along leads to a file of the user", |area| {
        area.link("../../../outside/profile", ".cja/journal/2026-11.jsonl");
    }),
    Case("an id that nobody gave", |area| {
        planted(area);
        area.write(".cja/workspace", "00112233445566778899aabbccddeeff\n");
        area.link("../../outside/profile", ".cja/lock");
    }),
    Case("an id that is a path", |area| {
        planted(area);
        area.write(".cja/workspace", "../../outside/profile");
        area.link("../../outside/profile", ".cja/lock");
    }),
    Case("an id that leads to a file outside", |area| {
        planted(area);
        area.link("../../outside/profile", ".cja/workspace");
        area.link("../../outside/profile", ".cja/.gitignore");
    }),
    Case("a folder made here that git tracks by now", |area| {
        area.own();
        area.link("../../outside/profile", ".cja/lock");
        area.commit();
    }),
];

pub(crate) const LINKED: &[Case] = &[
    Case("the lock is a link", |area| {
        area.own();
        area.link("../../outside/profile", ".cja/lock");
    }),
    Case("the lock is a second name", |area| {
        area.own();
        std::fs::hard_link(area.at("outside/profile"), area.clone().join(".cja/lock")).unwrap();
    }),
    Case("the lock is a pipe", |area| {
        area.own();
        area.pipe(".cja/lock");
    }),
    Case("the bases are a link", |area| {
        area.own();
        area.link("../../outside/folder", ".cja/base");
    }),
    Case("a base is a link", |area| {
        area.own();
        area.link("../../../../outside/profile", &base());
    }),
    Case("a base is a device", |area| {
        area.own();
        area.link("/dev/zero", &base());
    }),
    Case("the journal is a link", |area| {
        area.own();
        area.link("../../outside/folder", ".cja/journal");
    }),
    Case("every month of the journal is a link", |area| {
        area.own();
        for (year, month) in (2020..2040).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            area.link("../../../outside/profile", &format!(".cja/journal/{year}-{month:02}.jsonl"));
        }
    }),
    Case("a month of the journal is a pipe", |area| {
        area.own();
        area.pipe(".cja/journal/2026-11.jsonl");
    }),
    Case("the images are a link", |area| {
        area.own();
        area.link("../../outside/folder", ".cja/undo");
    }),
    Case("names and previews are links", |area| {
        area.own();
        area.link("../../outside/folder", ".cja/cache");
        area.link("../../outside/folder", ".cja/preview");
    }),
];
