//! Templates and variables that a program was to fill in, and nobody ran it.

use super::outside::{Piece, Pieces};
use super::{PLACES, directives, finding, markup, shown};
use crate::diagnostic::{Diagnostic, Related};
use crate::text::TextRange;

/// How far the end of a placeholder is looked for.
const FAR: usize = 2000;
/// For how many beginnings of one that is done.
const MOST: usize = 2000;
/// What placeholders begin with whose end must be looked for.
const OPENS: [&str; 11] = ["{{", "{%", "{#", "[%", "#{", "${", "$(", "$[", "%{", "%(", "<"];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Blank {
    /// `{{ x }}` and its kin: a program for templates writes something here.
    Template,
    /// `${X}` and its kin: a shell or a build replaces it.
    Variable,
    /// A tag.
    Markup,
}

/// One finding for the text, at the first place that was to be filled in.
pub(super) fn find(text: &str) -> Option<Diagnostic> {
    let mut found: Option<(Blank, Diagnostic)> = None;
    let mut pieces = Pieces::of(text);
    let mut looks = 0;
    let mut begun = false;
    while let Some(piece) = pieces.next() {
        if let Piece::Bare(at) = piece {
            // Prose, YAML, a program: it begins with a word, and what is in it is its own affair.
            if !begun && text.get(at..).is_some_and(|rest| rest.starts_with(char::is_alphabetic)) {
                return None;
            }
            begun = true;
        }
        looks += usize::from(is_dear(piece, text));
        if looks > MOST {
            break;
        }
        let Some((blank, range)) = look(text, piece) else { continue };
        pieces.skip_to(range.end as usize);
        match &mut found {
            None => found = Some((blank, tell(blank, range, text))),
            Some((first, one)) if *first == blank => {
                one.related.push(Related { range, message: "another one".into() });
                if one.related.len() == PLACES {
                    break;
                }
            }
            Some(_) => {}
        }
    }
    found.map(|(_, one)| one)
}

/// Whether it costs more than a few steps to look at this piece.
fn is_dear(piece: Piece, text: &str) -> bool {
    match piece {
        Piece::Bare(at) => text.get(at..).is_some_and(|rest| OPENS.iter().any(|open| rest.starts_with(open))),
        Piece::Text(range) => is_torn(range, text),
        Piece::Comment(_) => false,
    }
}

fn tell(blank: Blank, range: TextRange, text: &str) -> Diagnostic {
    let here = shown(range.slice(text));
    let help = "Fill it in first, and check what comes of that. Inside of quotes a placeholder is text, and JSON.";
    match blank {
        Blank::Template => finding("template", range, format!("A template that was not filled in: {here}."), help),
        Blank::Variable => finding(
            "unexpanded-variable",
            range,
            format!("A variable that was not replaced by its value: {here}."),
            help,
        ),
        Blank::Markup => markup::inside(range, text),
    }
}

fn look(text: &str, piece: Piece) -> Option<(Blank, TextRange)> {
    let (start, (blank, len)) = match piece {
        Piece::Bare(at) => (at, bare(text, at)?),
        Piece::Comment(range) => comment(range, text)?,
        Piece::Text(range) => torn(range, text)?,
    };
    Some((blank, TextRange::new(start, start + len)))
}

/// What begins at an offset outside of strings.
fn bare(text: &str, at: usize) -> Option<(Blank, usize)> {
    use Blank::{Markup, Template, Variable};
    let rest = text.get(at..)?;
    let before = text.get(..at).and_then(|head| head.chars().next_back());
    let between = |open: &str, close: &str| between(rest, open, close);
    let template = |len: usize| (Template, len);
    let variable = |len: usize| (Variable, len);
    match rest.chars().next()? {
        '{' => double_braces(rest)
            .or_else(|| between("{%", "%}"))
            .or_else(|| between("{#", "#}").filter(|len| rest.get(..*len).is_some_and(|tag| !tag.contains('\n'))))
            .or_else(|| named_braces(rest))
            .map(template),
        '[' => between("[%", "%]").map(template),
        '(' => wrapped_in(rest, "((", "))").map(template),
        '#' => between("#{", "}").map(template),
        '$' => {
            let filled = between("${{", "}}").map(template);
            let braces = || between("${", "}").or_else(|| between("$(", ")")).or_else(|| between("$[", "]"));
            filled.or_else(|| braces().or_else(|| dollar(rest)).map(variable))
        }
        '%' => {
            let percent = || wrapped(rest, "%").or_else(|| wrapped(rest, "%%")).or_else(|| between("%{", "}"));
            let printf = || between("%(", ")").or_else(|| directive(rest));
            percent().map(variable).or_else(|| printf().map(template))
        }
        '@' => wrapped(rest, "@").or_else(|| wrapped(rest, "@@")).map(template),
        '_' if !before.is_some_and(is_word) => wrapped(rest, "__").map(template),
        '<' => {
            let tags = between("<%", "%>").or_else(|| between("<?", "?>").filter(|_| !rest.starts_with("<?xml")));
            let freemarker =
                || between("<#", ">").or_else(|| between("<@", ">")).or_else(|| wrapped_in(rest, "<<", ">>"));
            tags.or_else(freemarker).map(template).or_else(|| {
                // An object that Python has no other words for is nothing to fill in.
                let len =
                    markup::tag(rest).filter(|len| !rest.get(..*len).is_some_and(|tag| tag.contains(" at 0x")))?;
                // A name between angle brackets alone says what is to be written there.
                let page = rest.starts_with(['/', '!', '?']) || rest.get(1..2) == Some("/") || text.contains("</");
                Some((if page { Markup } else { Template }, len))
            })
        }
        _ => None,
    }
}

fn is_word(ch: char) -> bool {
    ch.is_alphanumeric() || ch == '_'
}

/// The length of what begins with `open` and ends with `close`.
fn between(rest: &str, open: &str, close: &str) -> Option<usize> {
    let inside = rest.strip_prefix(open)?;
    let near = inside.char_indices().nth(FAR).and_then(|(end, _)| inside.get(..end)).unwrap_or(inside);
    Some(open.len() + near.find(close)? + close.len())
}

/// A name between two marks.
fn wrapped_in(rest: &str, open: &str, close: &str) -> Option<usize> {
    let inside = rest.strip_prefix(open)?;
    let name = inside.find(|ch: char| !(is_word(ch) || matches!(ch, '.' | '-')))?;
    let name = if close == "__" { inside.get(..name)?.find("__").unwrap_or(name) } else { name };
    (name > 0 && inside.get(name..)?.starts_with(close)).then_some(open.len() + name + close.len())
}

fn wrapped(rest: &str, mark: &str) -> Option<usize> {
    // A word may end with the text, so that nothing that is no word follows.
    let whole =
        || rest.strip_prefix(mark)?.strip_suffix(mark).filter(|name| !name.is_empty() && name.chars().all(is_word));
    wrapped_in(rest, mark, mark).or_else(|| whole().map(|_| rest.len()))
}

/// `{{ x }}`, but not an object in braces that are one too many.
fn double_braces(rest: &str) -> Option<usize> {
    let len = between(rest, "{{", "}}")?;
    let inside = rest.get(2..len - 2)?.trim();
    let name = match inside.strip_prefix('"') {
        Some(text) => text.find('"').map(|end| end + 2),
        None => Some(inside.find(|ch: char| !is_word(ch)).unwrap_or(inside.len())),
    };
    let member = name.and_then(|end| inside.get(end..)).is_some_and(|tail| tail.trim_start().starts_with(':'));
    (!inside.is_empty() && !member).then_some(len)
}

/// `{connection_id}`: a name as data views have none, and nothing else, in braces.
fn named_braces(rest: &str) -> Option<usize> {
    let len = wrapped_in(rest, "{", "}")?;
    let name = rest.get(1..len - 1)?;
    let apart =
        name.starts_with(is_word) && name.contains(['_', '.']) || name.chars().all(|ch| ch.is_ascii_uppercase());
    apart.then_some(len)
}

/// `$NAME`, `$env:NAME`; a name of JavaScript that a colon follows is one, such as `$schema:`.
fn dollar(rest: &str) -> Option<usize> {
    let name = |text: &str| text.find(|ch: char| !is_word(ch)).unwrap_or(text.len());
    let body = rest.strip_prefix('$')?;
    if let Some(inside) = body.get(..4).filter(|head| head.eq_ignore_ascii_case("env:")).and_then(|_| body.get(4..)) {
        return Some(5 + name(inside)).filter(|len| *len > 5);
    }
    let len = name(body);
    let behind = body.get(len..).unwrap_or("").trim_start_matches([' ', '\t']);
    let begins = body.starts_with(|ch: char| ch.is_alphanumeric() || ch == '_');
    (begins && !behind.starts_with([':', '='])).then_some(1 + len)
}

/// `%s`, `%d`.
fn directive(rest: &str) -> Option<usize> {
    let mut chars = rest.chars().skip(1);
    let letter = chars.next().is_some_and(|ch| matches!(ch, 's' | 'd' | 'i' | 'f' | 'q' | 'v'));
    (letter && !chars.next().is_some_and(is_word)).then_some(2)
}

/// A comment in which a template goes on, or that is a line of one.
fn comment(range: TextRange, text: &str) -> Option<(usize, (Blank, usize))> {
    if let Some(directive) = directives::find(range, text) {
        return Some((directive.start as usize, (Blank::Template, directive.len() as usize)));
    }
    let start = range.start as usize;
    let inside = range.slice(text);
    let opens = ["{{", "{%", "<%", "[%"].iter().filter_map(|open| inside.find(open)).min()?;
    let rest = inside.get(opens..)?;
    let between = |open: &str, close: &str| between(rest, open, close);
    let tags = || between("{%", "%}").or_else(|| between("<%", "%>")).or_else(|| between("[%", "%]"));
    let len = double_braces(rest).or_else(tags)?;
    Some((start + opens, (Blank::Template, len)))
}

/// A string that a placeholder with quotes in it has torn: `"{{ env "NAME" }}"`.
fn torn(range: TextRange, text: &str) -> Option<(usize, (Blank, usize))> {
    const PAIRS: [(&str, &str, Blank); 5] = [
        ("{{", "}}", Blank::Template),
        ("{%", "%}", Blank::Template),
        ("<%", "%>", Blank::Template),
        ("${", "}", Blank::Variable),
        ("$(", ")", Blank::Variable),
    ];
    if !is_torn(range, text) {
        return None;
    }
    let inside = range.slice(text);
    PAIRS.iter().find_map(|(open, close, blank)| {
        let at = inside.rfind(open)?;
        let start = range.start as usize + at;
        let whole = between(text.get(start..)?, open, close)?;
        let line = !text.get(start..start + whole)?.contains(['\n', '\r']);
        (line && !inside.get(at..)?.contains(close)).then_some((start, (*blank, whole)))
    })
}

/// Whether something goes on directly behind a string.
fn is_torn(range: TextRange, text: &str) -> bool {
    let behind = text.get(range.end as usize..).and_then(|rest| rest.chars().next());
    behind.is_some_and(|ch| !(ch.is_whitespace() || matches!(ch, ',' | ':' | '}' | ']')))
}
