//! The data views of a workspace, found by a few letters of their name or id.

use super::{Index, Place};

/// A data view that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewSymbol {
    /// Its name, or the id where that is what fits.
    pub name: String,
    /// The other of the two.
    pub other: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// All data views whose name or id has the letters of the query in their order, best first; an empty query finds all.
pub fn workspace_symbols(index: &Index, query: &str) -> Vec<ViewSymbol> {
    let letters: Vec<char> = query.chars().filter(|ch| !ch.is_whitespace()).flat_map(char::to_lowercase).collect();
    let mut found: Vec<(u32, ViewSymbol)> = Vec::new();
    for (file, view) in index.files().flat_map(|(file, index)| index.views.iter().map(move |view| (file, view))) {
        let (by_name, by_id) = (fit(view.name.as_deref(), &letters), fit(view.id.as_deref(), &letters));
        let (score, name, other) = match (by_name, by_id) {
            (Some((score, name)), _) => (score, name, view.id.as_deref()),
            (None, Some((score, id))) => (score + 1, id, view.name.as_deref()),
            (None, None) => continue,
        };
        let place = Place { file: file.clone(), span: view.selection };
        found.push((score, ViewSymbol { name: name.to_owned(), other: other.map(str::to_owned), place }));
    }
    found.sort_by(|(a, left), (b, right)| (a, &left.name).cmp(&(b, &right.name)));
    found.into_iter().map(|(_, symbol)| symbol).collect()
}

fn fit<'v>(text: Option<&'v str>, letters: &[char]) -> Option<(u32, &'v str)> {
    text.and_then(|text| Some((score(text, letters)?, text)))
}

/// How badly a text fits: 0 begins with the letters, 2 has them in one piece at the beginning of a word, 4 in one piece,
/// 6 with gaps; none when they are not all there.
fn score(text: &str, letters: &[char]) -> Option<u32> {
    // Blanks count on neither side, but for where a word begins.
    let mut starts = Vec::new();
    let mut begins = true;
    let mut folded = Vec::new();
    for ch in text.chars() {
        if !ch.is_whitespace() {
            starts.extend(ch.to_lowercase().map(|_| begins));
            folded.extend(ch.to_lowercase());
        }
        begins = !ch.is_alphanumeric();
    }
    let text = folded;
    if text.starts_with(letters) {
        return Some(0);
    }
    let mut piece = None;
    for (at, window) in text.windows(letters.len()).enumerate() {
        if window == letters {
            let begins = starts.get(at).copied().unwrap_or(true);
            piece = Some(if begins { 2 } else { piece.unwrap_or(4) });
            if begins {
                break;
            }
        }
    }
    piece.or_else(|| {
        let mut rest = text.iter();
        letters.iter().all(|letter| rest.any(|ch| ch == letter)).then_some(6)
    })
}

#[cfg(test)]
mod tests {
    use super::score;

    #[test]
    fn the_beginning_fits_better_than_a_word_a_word_better_than_a_piece_a_piece_better_than_letters() {
        let fit = |text: &str, query: &str| score(text, &query.chars().collect::<Vec<_>>());
        assert_eq!(fit("Web – EMEA", "web"), Some(0));
        assert_eq!(fit("Web – EMEA", "emea"), Some(2));
        assert_eq!(fit("Web – EMEA", "mea"), Some(4));
        assert_eq!(fit("Web – EMEA", "wme"), Some(6));
        assert_eq!(fit("Web – EMEA", "xyz"), None);
        assert_eq!(fit("Other twin", "othertwin"), Some(0));
        assert_eq!(fit("The other twin", "othertwin"), Some(2));
        assert_eq!(fit("anything", ""), Some(0));
    }
}
