//! Session definitions: the two functions and the four granularities, in every spelling that the documents and the
//! service use. Adobe's OpenAPI file and guides write upper case, answers come in lower case, and the sister object
//! (virtual report suite) writes `beforeEvents`.

use super::View;
use crate::syntax::{Kind, Node};

/// An item of a session definition.
#[derive(Clone, Copy, Debug)]
pub struct SessionRule<'t> {
    /// The object.
    pub node: Node<'t>,
    /// What its `func` says.
    pub func: FuncMember<'t>,
}

/// What the `func` of a session rule says.
#[derive(Clone, Copy, Debug)]
pub enum FuncMember<'t> {
    /// There is none.
    Absent,
    /// It is none of the two functions, or not a clear text.
    Unreadable,
    /// One of the two.
    Known(Func, Node<'t>),
}

/// The session rules of a data view that are objects, in order.
pub fn rules<'t>(view: &View<'t>) -> impl Iterator<Item = SessionRule<'t>> + use<'t> {
    view.get("sessionDefinition").into_iter().flat_map(Node::items).filter(|item| item.is_object()).map(SessionRule::of)
}

impl<'t> SessionRule<'t> {
    fn of(node: Node<'t>) -> Self {
        let func = match node.member("func").map(|member| member.value) {
            None => FuncMember::Absent,
            Some(value) if value.kind() != Kind::String || value.is_unclear() => FuncMember::Unreadable,
            Some(value) => match value.as_str().and_then(|text| Func::read(&text)) {
                Some(func) => FuncMember::Known(func, value),
                None => FuncMember::Unreadable,
            },
        };
        SessionRule { node, func }
    }

    /// The value of `func` when it is this one.
    pub fn func_if(&self, wanted: Func) -> Option<Node<'t>> {
        match self.func {
            FuncMember::Known(func, node) if func == wanted => Some(node),
            _ => None,
        }
    }
}

/// What ends a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Func {
    /// A time without events: `numPeriods` and `granularity`.
    Inactivity,
    /// Certain events, each of which begins a new session: `events`.
    BeforeEvents,
}

impl Func {
    /// Reads any spelling; letter case and underscores do not matter.
    pub fn read(text: &str) -> Option<Func> {
        match fold(text).as_str() {
            "INACTIVITY" => Some(Func::Inactivity),
            "BEFOREEVENTS" => Some(Func::BeforeEvents),
            _ => None,
        }
    }

    /// The spelling of a request.
    pub fn request_form(self) -> &'static str {
        match self {
            Func::Inactivity => "INACTIVITY",
            Func::BeforeEvents => "BEFORE_EVENTS",
        }
    }
}

/// The unit of a session's timeout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
}

impl Granularity {
    /// Reads any spelling; letter case does not matter.
    pub fn read(text: &str) -> Option<Granularity> {
        match fold(text).as_str() {
            "MINUTE" => Some(Granularity::Minute),
            "HOUR" => Some(Granularity::Hour),
            "DAY" => Some(Granularity::Day),
            "WEEK" => Some(Granularity::Week),
            _ => None,
        }
    }

    /// The spelling of a request.
    pub fn request_form(self) -> &'static str {
        match self {
            Granularity::Minute => "MINUTE",
            Granularity::Hour => "HOUR",
            Granularity::Day => "DAY",
            Granularity::Week => "WEEK",
        }
    }

    /// `1 minute`, `30 minutes`.
    pub fn in_words(self, count: &str) -> String {
        let unit = self.request_form().to_lowercase();
        if count == "1" { format!("1 {unit}") } else { format!("{count} {unit}s") }
    }
}

fn fold(text: &str) -> String {
    text.chars().filter(|&ch| ch != '_').map(|ch| ch.to_ascii_uppercase()).collect()
}
