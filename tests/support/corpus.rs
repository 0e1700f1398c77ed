//! The texts of `tests/fixtures/corpus`: sixty that are no JSON, sixty that are JSON with a mistake in it, each as it is,
//! with CRLF line ends and with a byte order mark.

use std::path::Path;

/// A text of the corpus.
pub(crate) struct Sample {
    /// Its kind and title.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
    /// What it becomes when nobody is asked.
    pub(crate) fixed: String,
    /// The code of the only finding, where it is no JSON.
    pub(crate) code: Option<&'static str>,
}

/// The kinds of text that are no JSON, and how each is called.
const FOREIGN: [(&str, &str); 6] = [
    ("merge", "merge-conflict"),
    ("template", "template"),
    ("variable", "unexpanded-variable"),
    ("patch", "patch"),
    ("page", "markup"),
    ("cut", "truncated"),
];

/// The texts of one file with their titles.
fn sections(file: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/corpus").join(file).with_extension("txt");
    let text = std::fs::read_to_string(path).unwrap();
    let sections = text.split("#### ").skip(1).map(|section| {
        let (title, text) = section.split_once('\n').unwrap();
        (title.to_owned(), text.strip_suffix('\n').unwrap().to_owned())
    });
    sections.collect()
}

/// The same text as other programs save it.
fn variants(sample: Sample) -> [Sample; 3] {
    let as_is = |text: &str| text.to_owned();
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let mark = |text: &str| format!("\u{feff}{text}");
    let with = |name: &str, change: &dyn Fn(&str) -> String| Sample {
        name: format!("{}{name}", sample.name),
        text: change(&sample.text),
        fixed: change(&sample.fixed),
        code: sample.code,
    };
    [with("", &as_is), with(", CRLF", &crlf), with(", BOM", &mark)]
}

/// What is no JSON.
pub(crate) fn foreign() -> Vec<Sample> {
    let all = FOREIGN.iter().flat_map(|(kind, code)| {
        let sections = sections(kind);
        assert_eq!(sections.len(), 10, "{kind}");
        sections.into_iter().map(move |(title, text)| Sample {
            name: format!("{kind}: {title}"),
            fixed: text.clone(),
            text,
            code: Some(code),
        })
    });
    all.flat_map(variants).collect()
}

/// JSON with a mistake in it: half of it is fixed unasked.
pub(crate) fn mistakes() -> Vec<Sample> {
    let fixed = sections("fixed");
    let fixed = fixed.chunks(2).map(|pair| Sample {
        name: format!("fixed: {}", pair[0].0),
        text: pair[0].1.clone(),
        fixed: pair[1].1.clone(),
        code: None,
    });
    let left = sections("left").into_iter().map(|(title, text)| Sample {
        name: format!("left: {title}"),
        fixed: text.clone(),
        text,
        code: None,
    });
    let all: Vec<Sample> = fixed.chain(left).collect();
    assert_eq!(all.len(), 60);
    all.into_iter().flat_map(variants).collect()
}

/// All of it, each in a file of a folder; the names of the files are in the order of the texts.
#[allow(dead_code)] // Not every test that reads the corpus writes it.
pub(crate) fn write(folder: &Path) -> Vec<(String, Sample)> {
    let all = foreign().into_iter().chain(mistakes()).enumerate().map(|(number, sample)| {
        let name = format!("{number:03}.dataview.json");
        std::fs::write(folder.join(&name), &sample.text).unwrap();
        (name, sample)
    });
    all.collect()
}
