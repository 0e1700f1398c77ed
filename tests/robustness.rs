//! Broken text is the common case: whatever is cut or scrambled, nothing panics, every feature answers, ranges lie in
//! the text, and the parser accepts what `serde_json` accepts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "robustness/changes.rs"]
mod changes;
#[path = "support/corpus.rs"]
mod corpus;
#[path = "robustness/edits.rs"]
mod edits;
#[path = "robustness/features.rs"]
mod features;
#[path = "robustness/fixes.rs"]
mod fixes;
#[path = "robustness/foreign.rs"]
mod foreign;
#[path = "robustness/good.rs"]
mod good;
#[path = "robustness/mutate.rs"]
mod mutate;
#[path = "robustness/parallel.rs"]
mod parallel;
#[path = "robustness/sound.rs"]
mod sound;

use cja_lsp::syntax::Tree;
use features::Desk;
use mutate::Random;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// How many scrambled texts the parser reads. The whole number is for the optimised build, as `tests/run suites` makes
/// it; without optimisation a sample is read.
const MUTANTS: usize = if cfg!(debug_assertions) { 4_000 } else { 200_000 };
/// How many of them, evenly spread, the features see as well.
const SHOWN_TO_FEATURES: usize = if cfg!(debug_assertions) { 200 } else { 5_000 };
/// Of the beginnings of files, every how manieth is looked at.
const EVERY: usize = if cfg!(debug_assertions) { 29 } else { 1 };
/// Of the offsets in fifty documents, every how manieth is looked at.
const EVERY_OFFSET: usize = if cfg!(debug_assertions) { 3 } else { 1 };

#[test]
fn every_feature_answers_on_every_beginning_of_good_files() {
    let desk = Desk::new();
    let files = good::files();
    assert!(files.len() >= 20, "{}", files.len());
    let beginnings: Vec<&str> =
        files.iter().flat_map(|text| text.char_indices().map(|(at, _)| &text[..at]).chain([text.as_str()])).collect();
    let beginnings: Vec<&str> = beginnings.into_iter().step_by(EVERY).collect();
    parallel::each(&beginnings, |number, text| {
        let mut random = Random::new(number as u64);
        sound::parsed(text);
        desk.ask_everything(text, &[text.len(), random.boundary(text)]);
    });
}

#[test]
fn every_feature_answers_at_every_offset_of_fifty_documents() {
    let desk = Desk::new();
    let texts = fifty();
    assert!(
        texts.len() >= 50 && texts.iter().any(|text| text.contains('\r')) && texts.iter().any(|text| !text.is_ascii())
    );
    let broken = texts.iter().filter(|text| !Tree::parse(text.as_str()).errors().is_empty()).count();
    assert!((5..40).contains(&broken), "{broken}");
    let places: Vec<(usize, usize)> = texts
        .iter()
        .enumerate()
        .flat_map(|(number, text)| text.char_indices().map(move |(at, _)| (number, at)).chain([(number, text.len())]))
        .collect();
    let places: Vec<_> = places.into_iter().step_by(EVERY_OFFSET).collect();
    parallel::each(&places, |_, (number, at)| desk.ask_everything(&texts[*number], &[*at]));
}

/// Good documents and wrong ones, some with other line ends, some scrambled.
fn fifty() -> Vec<String> {
    let good: Vec<String> = good::small_files().into_iter().chain(good::examples_of_rules()).collect();
    let some = good.iter().step_by(good.len() / 24).take(24);
    let other_ends = good.iter().step_by(9).map(|text| text.replace('\n', "\r\n"));
    let scrambled = (0..24).map(|number| mutate::mutant(number, &good).0);
    some.cloned().chain(other_ends.take(8)).chain(scrambled).collect()
}

#[test]
fn scrambled_text_is_read_as_serde_json_reads_it() {
    let files = good::small_files();
    let numbers: Vec<u64> = (0..MUTANTS as u64).collect();
    parallel::each(&numbers, |_, number| sound::parsed(&mutate::mutant(*number, &files).0));
}

#[test]
fn a_document_that_follows_edits_is_the_one_that_the_text_makes() {
    let files = good::small_files();
    let numbers: Vec<u64> = (0..MUTANTS as u64 / 4).collect();
    let followed = std::sync::atomic::AtomicUsize::new(0);
    parallel::each(&numbers, |_, number| {
        let (text, mut random) = mutate::mutant(*number, &files);
        // A stretch taken out, which may be the mistake or make one; then something else in its place.
        let (one, other) = (random.boundary(&text), random.boundary(&text));
        let (start, end) = (one.min(other), one.max(other).min(one.min(other) + 40));
        let end = (start..=end).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        let without = format!("{}{}", &text[..start], &text[end..]);
        let piece: String = text[other..].chars().take(1).collect();
        let typed = format!("{}{piece}{}", &text[..start], &text[end..]);
        let count = edits::there_and_back(&text, &without) + edits::there_and_back(&text, &typed);
        followed.fetch_add(count, std::sync::atomic::Ordering::Relaxed);
    });
    let followed = followed.into_inner();
    assert!(followed > numbers.len() / 2, "{followed} of {} edits were followed", numbers.len() * 4);
}

#[test]
fn every_feature_answers_on_scrambled_text() {
    let desk = Desk::new();
    let files = good::small_files();
    let numbers: Vec<u64> = (0..MUTANTS as u64).step_by(MUTANTS / SHOWN_TO_FEATURES).collect();
    parallel::each(&numbers, |_, number| {
        let (text, mut random) = mutate::mutant(*number, &files);
        desk.ask_everything(&text, &[random.boundary(&text), random.boundary(&text)]);
    });
}

#[test]
fn scrambling_reaches_both_verdicts_and_most_codes() {
    let files = good::small_files();
    let trees: Vec<Tree> = (0..20_000).map(|number| Tree::parse(mutate::mutant(number, &files).0)).collect();
    let accepted = trees.iter().filter(|tree| tree.errors().is_empty()).count();
    assert!(accepted > 1000 && accepted < 10_000, "{accepted}");
    let unseen = cja_lsp::syntax::CODES.iter().map(|entry| entry.code).filter(|code| {
        !trees.iter().any(|tree| tree.errors().iter().chain(tree.warnings()).any(|found| found.code == *code))
    });
    // Bytes are not scrambled below the level of characters, and no text has a thousand mistakes.
    assert_eq!(unseen.collect::<Vec<_>>(), ["invalid-utf8", "more-errors"]);
}

/// Of the documents with one thing changed, every how manieth is looked at.
const EVERY_CHANGE: usize = if cfg!(debug_assertions) { 7 } else { 1 };

#[test]
fn every_fix_removes_its_finding_and_leaves_json() {
    let mut good = good::files();
    good.retain(|text| text.len() < 2_000);
    good.extend(good::examples_of_rules());
    let documents = fixes::documents(&good);
    assert!(documents.len() > 10_000, "{}", documents.len());
    let documents: Vec<String> = documents.into_iter().step_by(EVERY_CHANGE).collect();
    let seen = Mutex::new(BTreeMap::new());
    parallel::each(&documents, |_, text| {
        for (code, count) in fixes::settle(text) {
            *seen.lock().unwrap().entry(code).or_default() += count;
        }
    });
    let seen: BTreeMap<&str, usize> = seen.into_inner().unwrap();
    assert!(seen.len() > 20, "fixes of few codes only were seen: {seen:?}");
}

#[test]
fn every_fix_of_scrambled_text_makes_it_no_worse() {
    let files = good::small_files();
    let numbers: Vec<u64> = (0..MUTANTS as u64).step_by(MUTANTS / SHOWN_TO_FEATURES).collect();
    parallel::each(&numbers, |_, number| drop(fixes::settle(&mutate::mutant(*number, &files).0)));
}
