//! Names of members: those that are missing, required ones first.

use super::{Item, ItemKind};
use crate::ide::{Env, hover};
use crate::schema::Write;
use crate::syntax::{Node, quote};

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
            rank: class * 1000 + number as u32,
            deprecated: member.deprecated(),
        });
    }
    out
}
