//! Values in the spelling of requests: the service answers `minute`, the documentation of requests has `MINUTE`.

use super::{Asked, Assist, AssistKind, Change};
use crate::model::session::{self, Func, Granularity};
use crate::model::{self};
use crate::syntax::{Kind, Node, edit, quote};

/// The value at the cursor.
pub(super) const ASSIST: Assist = Assist {
    id: "requestForm",
    kind: AssistKind::Rewrite,
    makes_files: false,
    offer: |asked| at_cursor(asked).map(|(_, form)| format!("Write `{form}`, as requests do")),
    change: |asked| Some(rewritten(at_cursor(asked))),
};

/// All values of the file.
pub(super) const EVERYWHERE: Assist = Assist {
    id: "requestForms",
    kind: AssistKind::Rewrite,
    makes_files: false,
    offer: |asked| {
        at_cursor(asked)?;
        let count = all(asked).len();
        (count > 1).then(|| format!("Write all {count} values of this file as requests do"))
    },
    change: |asked| Some(rewritten(all(asked))),
};

fn rewritten<'t>(values: impl IntoIterator<Item = (Node<'t>, &'static str)>) -> Change {
    let edits = values.into_iter().map(|(node, form)| edit::replace(node, quote(form))).collect();
    Change { edits, files: Vec::new() }
}

fn at_cursor<'a>(asked: &Asked<'a>) -> Option<(Node<'a>, &'static str)> {
    let touched = |node: Node<'_>| {
        node.range().meets(asked.range) || node.key().is_some_and(|key| key.range().meets(asked.range))
    };
    all(asked).into_iter().find(|(node, _)| touched(*node))
}

/// The values that requests spell otherwise, with that spelling.
fn all<'a>(asked: &Asked<'a>) -> Vec<(Node<'a>, &'static str)> {
    let views = model::views(&asked.document.tree);
    let rules = views.iter().flat_map(session::rules);
    let values = rules.flat_map(|rule| {
        let func =
            rule.node.get("func").and_then(|node| otherwise(node, |text| Func::read(text).map(Func::request_form)));
        let unit = rule.node.get("granularity");
        let unit = unit.and_then(|node| otherwise(node, |text| Granularity::read(text).map(Granularity::request_form)));
        [func, unit]
    });
    values.flatten().collect()
}

fn otherwise<'t>(node: Node<'t>, form: impl Fn(&str) -> Option<&'static str>) -> Option<(Node<'t>, &'static str)> {
    let text = node.as_str().filter(|_| node.kind() == Kind::String && edit::is_sound(node))?;
    let form = form(&text).filter(|form| *form != text)?;
    Some((node, form))
}
