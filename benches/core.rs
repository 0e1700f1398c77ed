//! The phases of a keystroke, on documents of three sizes, beside `serde_json`.
//!
//! `cargo bench`; figures and how to read them are in `benches/README.md`.

use cja_lsp::ide::{self, Document, DocumentKind, Env, FormatOptions, SeenIds};
use cja_lsp::model::catalogue::Catalogue;
use cja_lsp::schema::Schema;
use cja_lsp::syntax::Tree;
use cja_lsp::text::LineIndex;
use divan::{Bencher, black_box};
use std::fmt::Write as _;

fn main() {
    divan::main();
}

/// Bytes: a usual data view, and ones with the components of a large connection.
const SIZES: [usize; 3] = [1_200, 1_000_000, 5_000_000];

/// A data view with as many components as the size needs.
fn document(bytes: usize) -> String {
    let mut out = String::from(
        "{\n  \"name\": \"Web – EMEA\",\n  \"parentDataGroupId\": \"dg_0f0e0d0c-1111-2222-3333-444455556666\",\n  \
         \"timezoneDesignator\": \"Europe/Berlin\",\n  \"sessionDefinition\": [\n    { \"numPeriods\": 30, \
         \"granularity\": \"MINUTE\", \"func\": \"INACTIVITY\" }\n  ],\n  \"segmentList\": [],\n  \"curatedComponents\": [",
    );
    let mut number = 0;
    while out.len() < bytes {
        let comma = if number == 0 { "" } else { "," };
        write!(
            out,
            "{comma}\n    {{\n      \"componentId\": \"variables/field{number}\",\n      \"componentType\": \"dimension\",\n      \
             \"curatedName\": \"Größe {number}\",\n      \"description\": \"Taken from \\\"field {number}\\\"\"\n    }}"
        )
        .expect("a string takes everything");
        number += 1;
    }
    out + "\n  ]\n}\n"
}

#[divan::bench(args = SIZES)]
fn serde_json_value(bencher: Bencher<'_, '_>, size: usize) {
    let text = document(size);
    bencher.bench(|| serde_json::from_str::<serde_json::Value>(black_box(&text)));
}

#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher<'_, '_>, size: usize) {
    let text = document(size);
    bencher.bench(|| Tree::parse(text.as_str()));
}

#[divan::bench(args = SIZES)]
fn line_table(bencher: Bencher<'_, '_>, size: usize) {
    let text = document(size);
    bencher.bench(|| LineIndex::new(black_box(&text)));
}

#[divan::bench(args = SIZES)]
fn schema(bencher: Bencher<'_, '_>, size: usize) {
    let tree = Tree::parse(document(size));
    let schema = Schema::data_view();
    bencher.bench(|| schema.validate(black_box(&tree)));
}

#[divan::bench(args = SIZES)]
fn all_diagnostics(bencher: Bencher<'_, '_>, size: usize) {
    let text = document(size);
    let settings = cja_lsp::config::Settings::default();
    let now = jiff::Timestamp::UNIX_EPOCH;
    bencher.bench(|| ide::diagnostics(&Tree::parse(text.as_str()), &settings, None, now));
}

#[divan::bench(args = SIZES)]
fn completion(bencher: Bencher<'_, '_>, size: usize) {
    let text = document(size).replacen("\"MINUTE\"", "", 1);
    let at = text.find("\"granularity\": ").expect("the member is there") as u32 + 15;
    let document = Document::new(text, DocumentKind::DataView);
    let (schema, seen) = (Schema::data_view(), SeenIds::default());
    let catalogue = Catalogue::default();
    let env = Env { schema: &schema, now: jiff::Timestamp::UNIX_EPOCH, seen: &seen, catalogue: &catalogue };
    bencher.bench(|| ide::complete(&document, env, at));
}

#[divan::bench(args = SIZES)]
fn format(bencher: Bencher<'_, '_>, size: usize) {
    let tree = Tree::parse(document(size));
    bencher.bench(|| ide::format(black_box(&tree), &FormatOptions::default()));
}
