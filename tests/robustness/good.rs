//! Good files: the examples, the documented forms, and some with everything that JSON allows.

use std::path::Path;

/// All of them.
pub(crate) fn files() -> Vec<String> {
    let mut files = folder("examples/views");
    files.extend(folder("tests/fixtures/reference"));
    files.extend(made());
    for text in &files {
        assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "not good: {text}");
    }
    files
}

/// What the documentation of the rules calls wrong and right.
pub(crate) fn examples_of_rules() -> Vec<String> {
    let blocks = cja_lsp::rules::RULES.iter().flat_map(|rule| rule.docs.split("```json ").skip(1));
    blocks.map(|block| block.split_once('\n').unwrap().1.split("```").next().unwrap().to_owned()).collect()
}

/// Those that are quickly read.
pub(crate) fn small_files() -> Vec<String> {
    files().into_iter().filter(|text| text.len() < 400).collect()
}

fn folder(path: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

fn made() -> Vec<String> {
    let view = |name: &str, unit: &str| {
        format!(
            "{{\n\t\"name\": \"{name}\",\n\t\"parentDataGroupId\": \"dg_1\",\n\t\"timezoneDesignator\": \"Asia/Tokyo\",\n\t\
             \"sessionDefinition\": [ {{ \"func\": \"INACTIVITY\", \"numPeriods\": 30, \"granularity\": \"{unit}\" }} ]\n}}\n"
        )
    };
    vec![
        view("Läden 🛒🛒", "minute").replace('\n', "\r\n"),
        view("Shop", "HOUR").replace('\n', "\r"),
        format!("[{},{}]", view("one", "day"), view("two", "WEEK")),
        format!(r#"{{"content":[{}],"totalElements":1,"number":0}}"#, view("page", "second").replace(['\n', '\t'], "")),
        r#"{"":[0,-0,1.5,-2e-3,1E+10,true,false,null,{},[]],"\ud83d\uded2":"\"\\\/\b\f\n\r\té🛒"}"#.to_owned(),
        format!("{}{}", "[{\"a\":".repeat(20) + "1", "}]".repeat(20)),
        "[\"one\", \"two\", \"three\"]".to_owned(),
        " \"a string alone\" ".to_owned(),
    ]
}
