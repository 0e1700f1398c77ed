//! Programs that the settings of a repository name, and answers of git that never come.

use crate::area::{Area, Case};

fn set(area: &Area, settings: &[(&str, &str)]) {
    settings.iter().for_each(|(name, value)| area.git(&["config", name, value]));
}

/// Takes the text of the view out of what git has stored.
fn lose_the_text(area: &Area) {
    let mut git = std::process::Command::new("git");
    git.arg("-C").arg(area.clone()).args(["rev-parse", "HEAD:views/web.dataview.json"]);
    let mut output = String::from_utf8(git.output().unwrap().stdout).unwrap();
    output.truncate(40);
    std::fs::remove_file(area.clone().join(".git/objects").join(&output[..2]).join(&output[2..])).unwrap();
}

pub(crate) const CASES: &[Case] = &[
    Case("filters", |area| {
        area.commit();
        let program = area.program();
        set(area, &[("filter.x.clean", &program), ("filter.x.smudge", &program), ("filter.x.process", &program)]);
        area.write(".gitattributes", "* filter=x\n");
        area.write("views/web.dataview.json", area.view("Changed"));
    }),
    Case("hooks and a watcher of files", |area| {
        area.commit();
        set(area, &[("core.fsmonitor", &area.program())]);
        for hook in ["post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"] {
            std::fs::copy(area.program(), area.clone().join(".git/hooks").join(hook)).unwrap();
        }
    }),
    Case("hooks in a folder of the repository", |area| {
        area.write("hooks/post-index-change", std::fs::read(area.program()).unwrap());
        std::fs::copy(area.program(), area.clone().join("hooks/reference-transaction")).unwrap();
        area.commit();
        set(area, &[("core.hooksPath", "hooks")]);
    }),
    Case("programs for differences, pages and signatures", |area| {
        area.commit();
        let program = area.program();
        let names = [
            "diff.external",
            "diff.x.textconv",
            "diff.x.command",
            "core.pager",
            "pager.cat-file",
            "pager.rev-list",
            "gpg.program",
            "core.editor",
            "core.askPass",
            "credential.helper",
            "alias.cat-file",
            "alias.rev-parse",
        ];
        set(area, &names.map(|name| (name, program.as_str())));
        area.write(".gitattributes", "* diff=x\n");
    }),
    Case("a partial clone whose text is elsewhere", |area| {
        area.commit();
        let program = area.program();
        set(
            area,
            &[
                ("core.repositoryFormatVersion", "1"),
                ("extensions.partialClone", "origin"),
                ("remote.origin.promisor", "true"),
                ("remote.origin.url", "user@127.0.0.1:nowhere"),
                ("core.sshCommand", &program),
                ("core.gitProxy", &program),
            ],
        );
        lose_the_text(area);
    }),
    Case("a partial clone that asks a program", |area| {
        area.commit();
        let url = format!("ext::{}", area.program());
        set(
            area,
            &[
                ("core.repositoryFormatVersion", "1"),
                ("extensions.partialClone", "origin"),
                ("remote.origin.promisor", "true"),
                ("remote.origin.url", &url),
                ("protocol.ext.allow", "always"),
                ("remote.origin.uploadpack", &area.program()),
            ],
        );
        lose_the_text(area);
    }),
    Case("settings of git that never end", |area| {
        area.commit();
        area.pipe("more");
        set(area, &[("include.path", area.clone().join("more").to_str().unwrap())]);
    }),
    Case("a repository in the repository", |area| {
        area.git(&["init", "-q", "--bare", "views"]);
        let settings = area.clone().join("views/config");
        let text = format!("[core]\n bare = true\n fsmonitor = {0}\n sshCommand = {0}\n", area.program());
        std::fs::write(settings, text).unwrap();
    }),
    Case("a file .git that leads to settings elsewhere", |area| {
        area.commit();
        set(area, &[("core.fsmonitor", &area.program()), ("diff.external", &area.program())]);
        std::fs::rename(area.clone().join(".git"), area.clone().join("moved")).unwrap();
        area.write(".git", "gitdir: moved\n");
    }),
];
