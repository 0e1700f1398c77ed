use super::*;
use serde_json::json;

fn named(name: &str) -> Value {
    json!({"id": "dv_1", "name": name, "description": "d"})
}

#[test]
fn an_earlier_base_is_stale_after_a_pull_and_a_revert_after_own_pushes() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    for (name, origin) in [("a", Origin::Pull), ("b", Origin::Push), ("c", Origin::Pull), ("d", Origin::Push)] {
        bases.record("dv_1", &named(name), origin).unwrap();
    }
    let base = bases.read("dv_1").0.unwrap();
    let past = |name: &str| base.past(&Definition::of(&json!({"name": name})));
    assert_eq!((past("a"), past("b"), past("c"), past("x")), (Past::Stale, Past::Stale, Past::OwnPushes, Past::None));
    assert_eq!(bases.ids(), ["dv_1"]);
    assert!(Bases::new(&Own::new(folder.path()), "B@AdobeOrg").read("dv_1").0.is_none());
}

#[test]
fn fifty_bases_are_remembered_and_a_broken_file_counts_as_none() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    for number in 0..60 {
        bases.record("dv_1", &named(&number.to_string()), Origin::Push).unwrap();
    }
    assert_eq!(bases.read("dv_1").0.unwrap().history.len(), 50);
    std::fs::write(folder.path().join(bases.place("dv_1")), "<<<<<<< HEAD\n{").unwrap();
    let (base, note) = bases.read("dv_1");
    assert!(base.is_none() && note.is_some());
}

#[test]
fn a_staged_pull_counts_once_it_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    bases.record("dv_1", &named("old"), Origin::Pull).unwrap();
    bases.stage("dv_1", &named("new")).unwrap();
    let after = |saved: &str| {
        bases.promote("dv_1", &Definition::of(&named(saved)), false);
        bases.read("dv_1").0.unwrap()
    };
    assert_eq!(after("old").document, named("old"));
    let saved = after("new");
    assert_eq!((saved.document, saved.staged), (named("new"), None));
}

#[test]
fn a_first_pull_that_is_not_saved_yet_is_no_base() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    bases.stage("dv_1", &named("new")).unwrap();
    assert!(bases.read("dv_1").0.is_none());
    bases.promote("dv_1", &Definition::of(&named("mine")), false);
    assert!(bases.read("dv_1").0.is_none());
    bases.promote("dv_1", &Definition::of(&named("new")), false);
    assert_eq!(bases.read("dv_1").0.unwrap().document, named("new"));
}

#[test]
fn a_pull_edited_before_its_first_save_counts_in_the_editor_that_pulled() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    let view = |name: &str, description: &str| json!({"id": "dv_1", "name": name, "description": description});
    bases.record("dv_1", &view("old", "d"), Origin::Pull).unwrap();
    bases.stage("dv_1", &view("new", "e")).unwrap();
    let saved = |name: &str, description: &str, here| {
        bases.promote("dv_1", &Definition::of(&view(name, description)), here);
        bases.read("dv_1").0.unwrap().document
    };
    assert_eq!(saved("typed", "e", false), view("old", "d"), "nobody knows over which text it was typed");
    assert_eq!(saved("old", "d", true), view("old", "d"), "the pull was undone");
    assert_eq!(saved("typed", "d", true), view("new", "d"), "one field edited, the other undone");
}

#[test]
fn a_first_pull_edited_before_its_first_save_counts_in_the_editor_that_pulled() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    bases.stage("dv_1", &named("new")).unwrap();
    bases.promote("dv_1", &Definition::of(&named("typed")), true);
    assert_eq!(bases.read("dv_1").0.unwrap().document, named("new"));
}

#[test]
fn of_two_pulls_before_a_save_the_later_one_undone_leaves_an_earlier_version() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    bases.record("dv_1", &named("old"), Origin::Pull).unwrap();
    bases.stage("dv_1", &named("first")).unwrap();
    bases.stage("dv_1", &named("second")).unwrap();
    let base = bases.once_saved("dv_1", &Definition::of(&named("first")), true).unwrap();
    assert_eq!((&base.document, base.past(&Definition::of(&named("first")))), (&named("second"), Past::Stale));
    assert!(bases.once_saved("dv_1", &Definition::of(&named("old")), true).is_none(), "both undone");
}

#[test]
fn what_was_pulled_counts_only_in_fields_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let bases = Bases::new(&Own::new(folder.path()), "A@AdobeOrg");
    let record = |name: &str, description: &str, origin| {
        bases.record("dv_1", &json!({"name": name, "description": description}), origin).unwrap();
    };
    record("a", "d", Origin::Pull);
    record("b", "d", Origin::Push);
    record("b", "changed by another", Origin::Pull);
    let base = bases.read("dv_1").0.unwrap();
    let past = |file: Value| base.past(&Definition::of(&file));
    assert_eq!(past(json!({"name": "a"})), Past::OwnPushes);
    assert_eq!(past(json!({"name": "a", "description": "d"})), Past::Stale);
}
