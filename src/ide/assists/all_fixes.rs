//! Everything in the file that can be fixed without guessing, at once: what `cja check --fix` does.

use super::{Asked, Assist, AssistKind, Change};
use crate::ide::{Unasked, fix_all_edits};

pub(super) const ASSIST: Assist = Assist {
    id: "fixAll",
    kind: AssistKind::FixAll,
    makes_files: false,
    offer: |asked| {
        let unasked = Unasked::of(asked.found);
        let any = asked.found.iter().any(|finding| unasked.fix(finding).is_some());
        any.then(|| "Fix everything in this file that needs no guessing".to_owned())
    },
    change,
};

fn change(asked: &Asked<'_>) -> Option<Change> {
    let edits = fix_all_edits(asked.document, asked.found, asked.diagnose);
    Some(Change { edits, files: Vec::new() })
}
