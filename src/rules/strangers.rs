//! Members that the schema in force does not know, and which known ones they stand for.
//!
//! Several rules ask; the members are looked at once. Objects at the same place of several data views follow the same
//! part of the schema, so that part is worked out once too.

use crate::model::members::Place;
use crate::model::{self, View};
use crate::schema::Schema;
use crate::syntax::{Kind, Member, Node, NodeId, Tree};
use crate::text::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// A member that the schema does not know.
pub(super) struct Stranger<'a> {
    /// What kind of object it is in.
    pub(super) place: Place,
    /// The member.
    pub(super) member: Member<'a>,
    /// Its name.
    pub(super) name: Cow<'a, str>,
    /// The known member that is meant.
    pub(super) meant: Option<Meant<'a>>,
}

/// The known member that is meant.
#[derive(Clone, Copy)]
pub(super) struct Meant<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// Whether it is there already, or another stranger before this one stands for it.
    pub(super) taken: bool,
    /// Whether the value is of a type that it may have.
    pub(super) fits: bool,
}

/// A member under a wrong name, and the known member that it stands for.
pub struct StandIn {
    /// The object that it is in.
    pub object: TextRange,
    /// Its wrong name.
    pub key: TextRange,
    /// The right one, which the object has not.
    pub name: String,
}

/// Every member of the data views that stands for another one.
pub fn stand_ins(tree: &Tree, schema: &Schema) -> Vec<StandIn> {
    let views = model::views(tree);
    let all = Strangers::find(&views, schema);
    let meant = all.list.iter().filter_map(|one| {
        let meant = one.meant.filter(|meant| !meant.taken)?;
        let object = one.member.key.parent()?;
        Some(StandIn { object: object.range(), key: one.member.key.range(), name: meant.name.to_owned() })
    });
    meant.collect()
}

/// All of them.
pub(super) struct Strangers<'a> {
    list: Vec<Stranger<'a>>,
    claimed: FxHashSet<(NodeId, &'a str)>,
}

impl<'a> Strangers<'a> {
    pub(super) fn find(views: &[View<'a>], schema: &'a Schema) -> Self {
        let mut finder = Finder {
            schema,
            known: FxHashMap::default(),
            meant: FxHashMap::default(),
            all: Strangers { list: Vec::new(), claimed: FxHashSet::default() },
        };
        for view in views {
            finder.look(Place::View, view.node);
            for item in view.get("sessionDefinition").into_iter().flat_map(Node::items) {
                finder.look(Place::SessionRule, item);
            }
            for (name, place) in [("containerNames", Place::ContainerNames), ("externalData", Place::ExternalData)] {
                if let Some(object) = view.get(name) {
                    finder.look(place, object);
                }
            }
        }
        finder.all
    }

    /// In the order of the data views.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Stranger<'a>> {
        self.list.iter()
    }

    /// Whether one of them in this object stands for a known member.
    pub(super) fn stand_for(&self, object: Node<'_>, name: &str) -> bool {
        !self.claimed.is_empty() && self.claimed.contains(&(object.id(), name))
    }
}

/// What the schema knows of the objects at one place, as it says it of the first of them.
struct Known<'a> {
    first: Node<'a>,
    names: Vec<&'a str>,
    /// The types of a member, worked out when a stranger is meant for it: seldom, and it is dear.
    types: FxHashMap<&'a str, Vec<&'a str>>,
}

struct Finder<'a> {
    schema: &'a Schema,
    known: FxHashMap<Place, Known<'a>>,
    meant: FxHashMap<(Place, String), Option<&'a str>>,
    all: Strangers<'a>,
}

impl<'a> Finder<'a> {
    fn look(&mut self, place: Place, object: Node<'a>) {
        if !object.is_object() {
            return;
        }
        let schema = self.schema;
        let known = self.known.entry(place).or_insert_with(|| Known::at(schema, object));
        if known.names.is_empty() {
            return;
        }
        for member in object.members() {
            let Member { key, value } = member;
            if key.is_unclear() || matches!(value.kind(), Kind::Bad | Kind::Missing) {
                continue;
            }
            let Some(name) = key.as_str() else { continue };
            let expected = known.names.contains(&&*name) || place.tolerates(&name);
            if expected || (place == Place::View && name == super::expansion_member::NAME) {
                continue;
            }
            let find = || place.meant(&name, &known.names);
            let meant = *self.meant.entry((place, name.to_string())).or_insert_with(find);
            let meant = meant.map(|target| {
                let taken = object.member(target).is_some() || !self.all.claimed.insert((object.id(), target));
                let types = known.types_of(target, schema);
                let fits = types.is_empty() || types.iter().any(|name| is_of(value, name));
                Meant { name: target, taken, fits }
            });
            // A name without quotes may be anything; nothing is made of it unless it is nearly a known one.
            if meant.is_some() || !key.is_odd() {
                self.all.list.push(Stranger { place, member, name, meant });
            }
        }
    }
}

impl<'a> Known<'a> {
    /// Nothing where the schema knows no members, or refuses others by itself.
    fn at(schema: &'a Schema, first: Node<'a>) -> Self {
        let facts = schema.at(first);
        let properties = if facts.is_closed() { Vec::new() } else { facts.properties() };
        let names = properties.into_iter().map(|property| property.name).collect();
        Known { first, names, types: FxHashMap::default() }
    }

    /// The types that a member may have; none where any.
    fn types_of(&mut self, name: &'a str, schema: &'a Schema) -> &[&'a str] {
        self.types.entry(name).or_insert_with(|| schema.member_of(self.first, name).types())
    }
}

/// Whether a value could become one of this type by renaming alone: a number that stands in quotes still could.
fn is_of(value: Node<'_>, name: &str) -> bool {
    match value.kind() {
        Kind::Object => name == "object",
        Kind::Array => name == "array",
        _ => !matches!(name, "object" | "array"),
    }
}
