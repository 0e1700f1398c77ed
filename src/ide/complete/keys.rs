//! Names of members: those that are missing, required ones first.

use super::{Item, ItemKind, siblings};
use crate::ide::{Env, hover};
use crate::rules;
use crate::schema::Write;
use crate::syntax::{Node, quote};

/// Codes of rules, for the settings that give them a level.
pub(super) fn codes(object: Node<'_>, key: Option<Node<'_>>, has_value: bool) -> Vec<Item> {
    let present = |name: &str| object.members().any(|member| member.key.is_named(name) && Some(member.key) != key);
    let mut codes = rules::codes();
    codes.sort_unstable();
    let codes = codes.into_iter().filter(|code| !present(code)).enumerate();
    let level = "\"${1|off,hint,information,warning,error|}\"";
    codes
        .map(|(number, code)| Item {
            label: code.to_owned(),
            detail: rules::find(code).map_or("schema", |rule| rule.severity.word()).to_owned(),
            documentation: rules::explain(code),
            kind: ItemKind::Member,
            snippet: if has_value { quote(code) } else { format!("{}: {level}", quote(code)) },
            filter: String::new(),
            rank: number as u32,
            deprecated: false,
        })
        .collect()
}

pub(super) fn items(object: Node<'_>, key: Option<Node<'_>>, has_value: bool, env: Env<'_>) -> Vec<Item> {
    let facts = env.schema.at(object);
    let present = |name: &str| object.members().any(|member| member.key.is_named(name) && Some(member.key) != key);
    let mut out = Vec::new();
    for (number, property) in facts.properties().into_iter().enumerate() {
        if present(property.name) {
            continue;
        }
        let member = env.schema.member_of(object, property.name);
        if member.deprecated() && key.is_none() {
            continue;
        }
        let value = member.snippet();
        let class = match member.write() {
            _ if property.required => 0,
            None | Some(Write::Yours) => 1,
            Some(Write::Identity) => 2,
            Some(Write::Local) => 3,
            Some(Write::Server) => 4,
        };
        // Of what may be left out, members that the workspace uses go before those that it does not.
        let unused = if class == 0 || env.seen.has_member(property.name) { 0 } else { 500 };
        let title = member.title().unwrap_or_default();
        let remark = match class {
            0 => "required",
            2 => "given by the service",
            4 => "read only",
            _ => "",
        };
        let detail = [title, remark].iter().filter(|word| !word.is_empty()).copied().collect::<Vec<_>>().join(" · ");
        out.push(Item {
            label: property.name.to_owned(),
            detail,
            documentation: hover::member(object, property.name, &member, env),
            kind: ItemKind::Member,
            snippet: if has_value { quote(property.name) } else { format!("{}: {value}", quote(property.name)) },
            filter: String::new(),
            rank: class * 1000 + number as u32 + unused,
            deprecated: member.deprecated(),
        });
    }
    siblings::members(object, has_value, &mut out);
    out
}
