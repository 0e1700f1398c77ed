//! Scrambled texts, the same ones each time.

/// A small generator of numbers: xorshift.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        // An odd factor: never 0, and neighbours are far apart.
        Random((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// An offset between two characters of the text, or at an end.
    pub(crate) fn boundary(&mut self, text: &str) -> usize {
        let at = self.below(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap()
    }
}

const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    ";",
    "=",
    "\"",
    "'",
    "`",
    "“",
    "\\",
    "/",
    "//",
    "/*",
    "*/",
    "#",
    "-",
    "+",
    ".",
    "@",
    "e",
    "0",
    "7",
    "01",
    "-0",
    ".5",
    "5.",
    "1e999",
    "0x1F",
    "1_000",
    "true",
    "false",
    "null",
    "True",
    "None",
    "NaN",
    "Infinity",
    "word",
    "two words",
    "🛒",
    "ß",
    "\u{feff}",
    "\u{2028}",
    "\0",
    "\t",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\\n",
    "\\x",
    "\\u",
    "\\u00e9",
    "\\ud83d",
    "\\udc00",
    "\"key\":",
    "\"key\": 1",
    "{}",
    "[]",
    "[[[",
    "}}}",
    "\"a\", \"b\"",
    "\n<<<<<<< a\n",
    "${X}",
    "<p>",
];

/// The scrambled text of this number, and the generator as it stands behind it.
pub(crate) fn mutant(number: u64, files: &[String]) -> (String, Random) {
    let mut random = Random::new(number);
    let mut text = random.pick(files).clone();
    for _ in 0..=random.below(3) {
        let start = random.boundary(&text);
        let end = match random.below(3) {
            0 => start,
            1 => start + text[start..].chars().next().map_or(0, char::len_utf8),
            _ => start + token(&text[start..]),
        };
        let piece = match random.below(4) {
            0 => String::new(),
            1 => text[start..end].repeat(2),
            _ => (*random.pick(PIECES)).to_owned(),
        };
        text.replace_range(start..end, &piece);
    }
    (text, random)
}

/// The length of the token that the text begins with, roughly.
fn token(text: &str) -> usize {
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, '"')) => chars.find(|(_, ch)| *ch == '"').map_or(text.len(), |(at, _)| at + 1),
        Some((_, first)) if first.is_alphanumeric() => {
            text.find(|ch: char| !ch.is_alphanumeric()).unwrap_or(text.len())
        }
        Some((_, first)) => first.len_utf8(),
        None => 0,
    }
}
