//! One stretch of a text that another took the place of: all that typing does between two looks.

use super::{TextRange, offset};

/// `range` of the text before became `len` bytes of the text after; what stands around is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Splice {
    /// In the text before.
    pub range: TextRange,
    /// How many bytes stand there afterwards.
    pub len: u32,
}

impl Splice {
    /// Where the new stretch ends, in the text after.
    pub fn new_end(self) -> u32 {
        self.range.start + self.len
    }

    /// An offset behind the stretch, of the text before, as an offset of the text after.
    pub fn forward(self, at: u32) -> u32 {
        at - self.range.end + self.new_end()
    }

    /// An offset behind the stretch, of the text after, as an offset of the text before.
    pub fn backward(self, at: u32) -> u32 {
        at - self.new_end() + self.range.end
    }

    /// This one and then another, which counts in the text after this one, as a single one.
    #[must_use]
    pub fn then(self, next: Splice) -> Splice {
        let start = self.range.start.min(next.range.start);
        // The end of what changed, as it lay between the two.
        let end = self.new_end().max(next.range.end);
        let len = end - next.range.end + next.new_end() - start;
        Splice { range: TextRange { start, end: self.backward(end) }, len }
    }

    /// Whether it leads from one text to the other.
    pub fn leads(self, before: &str, after: &str) -> bool {
        let (before, after) = (before.as_bytes(), after.as_bytes());
        let head = self.range.start as usize;
        let tails = (before.get(self.range.end as usize..), after.get(self.new_end() as usize..));
        before.get(..head).is_some_and(|kept| after.get(..head) == Some(kept))
            && tails.0.is_some()
            && tails.0 == tails.1
    }

    /// The shortest one that leads from one text to the other.
    pub fn between(before: &str, after: &str) -> Splice {
        let mut head = before.bytes().zip(after.bytes()).take_while(|(old, new)| old == new).count();
        while !before.is_char_boundary(head) || !after.is_char_boundary(head) {
            head -= 1;
        }
        let (old, new) = (before.as_bytes().get(head..).unwrap_or(&[]), after.as_bytes().get(head..).unwrap_or(&[]));
        let mut tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        while !before.is_char_boundary(before.len() - tail) || !after.is_char_boundary(after.len() - tail) {
            tail -= 1;
        }
        Splice { range: TextRange::new(head, before.len() - tail), len: offset(new.len() - tail) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splices_one_after_the_other_are_one() {
        let texts = ["name: \"Web\"", "name: \"Wide Web\"", "nam: \"Wide Web\"", "nam: \"Wide\"", "", "a 🛒", "a 🛍"];
        for (first, before) in texts.iter().enumerate() {
            let mut all = Splice { range: TextRange::empty(before.len()), len: 0 };
            for pair in texts.windows(2).skip(first) {
                let one = Splice::between(pair[0], pair[1]);
                assert!(one.leads(pair[0], pair[1]));
                all = all.then(one);
                assert!(all.leads(before, pair[1]), "{all:?} {before} {}", pair[1]);
            }
        }
    }
}
