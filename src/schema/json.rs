//! Our tree as the `jsonschema` crate wants to see it, so that an open document is never copied into another form.

use crate::syntax::{Items, Kind, Members, Node, Tree};
use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node as JsonNode, NodeIdentity, Object};
use serde_json::Value;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// The representation: nodes of a [`Tree`], and bare strings for the names that `propertyNames` looks at.
pub(super) struct TreeJson;

/// A node, or a string that stands for one.
#[derive(Clone)]
pub(super) enum Instance<'a> {
    Node(Node<'a>),
    Name(&'a str),
}

impl Json for TreeJson {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = ();
    // Looking a member up reads the members before it: one pass over all is cheaper from the second look-up on.
    const KEYS_PER_LOOKUP: usize = 8;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(_: &mut (), string: &str, f: impl FnOnce(Instance<'_>) -> T) -> T {
        f(Instance::Name(string))
    }
}

impl<'a> JsonNode<'a, TreeJson> for Instance<'a> {
    type Object = Node<'a>;
    type Array = Node<'a>;
    type Number = Number<'a>;

    fn as_object(&self) -> Option<Node<'a>> {
        self.node().filter(|node| node.is_object())
    }

    fn as_array(&self) -> Option<Node<'a>> {
        self.node().filter(|node| node.is_array())
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Instance::Name(name) => Some(Cow::Borrowed(name)),
            Instance::Node(node) => node.as_str(),
        }
    }

    fn as_number(&self) -> Option<Number<'a>> {
        self.node().filter(|node| node.kind() == Kind::Number).map(|node| Number { text: node.text() })
    }

    fn as_boolean(&self) -> Option<bool> {
        self.node().and_then(Node::as_bool)
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn is_number(&self) -> bool {
        self.json_type() == JsonType::Number
    }

    fn json_type(&self) -> JsonType {
        match self.node().map(Node::kind) {
            None | Some(Kind::String | Kind::Key) => JsonType::String,
            Some(Kind::Object) => JsonType::Object,
            Some(Kind::Array) => JsonType::Array,
            Some(Kind::Number) => JsonType::Number,
            Some(Kind::True | Kind::False) => JsonType::Boolean,
            // What is not there or not JSON has to be something; what the schema says of it is dropped afterwards.
            Some(Kind::Null | Kind::Bad | Kind::Missing) => JsonType::Null,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.json_type(), expected) {
            (JsonType::String, Value::String(text)) => self.as_string().is_some_and(|own| own == text.as_str()),
            (JsonType::Boolean, Value::Bool(value)) => self.as_boolean() == Some(*value),
            (JsonType::Null, Value::Null) => true,
            // By digits where both are whole, so that neighbours beyond 2^53 are two.
            (JsonType::Number, Value::Number(expected)) => {
                self.as_number().is_some_and(|number| jsonschema::json::cmp::equal_numbers(&number, expected))
            }
            (JsonType::Object, Value::Object(_)) | (JsonType::Array, Value::Array(_)) => {
                jsonschema::json::cmp::equal(&self.to_value(), expected)
            }
            _ => false,
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match self {
            Instance::Name(name) => Value::String((*name).to_owned()),
            Instance::Node(node) => node.to_value_lossy(),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        let node = self.node()?;
        Some(NodeIdentity::tagged(std::ptr::from_ref::<Tree>(node.tree()) as usize, node.id().index()))
    }
}

impl<'a> Instance<'a> {
    fn node(&self) -> Option<Node<'a>> {
        match self {
            Instance::Node(node) => Some(*node),
            Instance::Name(_) => None,
        }
    }
}

/// A number by its text.
pub(super) struct Number<'a> {
    text: &'a str,
}

impl JsonNumber for Number<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.text.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.text.parse().ok()
    }

    fn as_f64(&self) -> Option<f64> {
        self.text.parse().ok()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.text)
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        let number = serde_json::from_str(self.text).ok();
        Cow::Owned(number.unwrap_or_else(|| serde_json::Number::from(0)))
    }
}

impl<'a> Object<'a, TreeJson> for Node<'a> {
    type Node = Instance<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = Pairs<'a>;

    fn len(&self) -> usize {
        self.child_count()
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        self.member(key).map(|member| Instance::Node(member.value))
    }

    fn members(&self) -> Pairs<'a> {
        Pairs(Node::members(*self))
    }

    fn try_for_each_name_node<B>(
        &self,
        _: &mut (),
        mut f: impl FnMut(Instance<'_>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        Node::members(*self).try_for_each(|member| f(Instance::Node(member.key)))
    }
}

/// The members of an object as name and value.
pub(super) struct Pairs<'a>(Members<'a>);

impl<'a> Iterator for Pairs<'a> {
    type Item = (Cow<'a, str>, Instance<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|member| (member.key.as_str().unwrap_or_default(), Instance::Node(member.value)))
    }
}

impl<'a> Array<'a, TreeJson> for Node<'a> {
    type Node = Instance<'a>;
    type ElementsIter = Elements<'a>;

    fn len(&self) -> usize {
        self.child_count()
    }

    fn elements(&self) -> Elements<'a> {
        Elements(self.items())
    }
}

/// The items of an array.
pub(super) struct Elements<'a>(Items<'a>);

impl<'a> Iterator for Elements<'a> {
    type Item = Instance<'a>;

    fn next(&mut self) -> Option<Instance<'a>> {
        self.0.next().map(Instance::Node)
    }
}
