//! The worlds that a sandbox can start with. All are data: `demo.json` is one, a file of the user's is another, and both may
//! leave out what a default can fill.

mod components;
mod load;

use std::path::Path;
use std::sync::LazyLock;

use super::world::{Components, Kind, World};

/// Two organisations, three connections, 25 data views, 40 segments. Everything in it is invented; the secrets open nothing else.
const DEMO: &str = include_str!("seed/demo.json");

/// The demo world.
pub(crate) fn demo() -> World {
    // `demo.json` is part of the program; a test reads it.
    load::world(DEMO).unwrap_or_default()
}

/// The demo's organisations, credentials, users and connections, and nothing that a client makes.
pub(crate) fn empty() -> World {
    let mut world = demo();
    for org in &mut world.organizations {
        org.tables.retain(|kind, _| *kind == Kind::Connections);
    }
    world
}

/// A world of the user's.
pub(crate) fn file(path: &Path) -> Result<World, String> {
    let text = std::fs::read_to_string(path).map_err(|e| e.to_string())?;
    load::world(&text)
}

/// The components that every data view has.
pub(crate) fn standard_components() -> &'static Components {
    static STANDARD: LazyLock<Components> = LazyLock::new(components::standard);
    &STANDARD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_world_is_as_large_as_promised() {
        let world = load::world(DEMO).unwrap();
        let org = &world.organizations[0];
        let live = org.table(Kind::DataViews).values().filter(|view| view["isDeleted"] == false).count();
        assert_eq!(live, 25);
        assert_eq!(org.table(Kind::DataViews).len(), 26, "one is deleted");
        assert_eq!((org.table(Kind::Connections).len(), org.table(Kind::Segments).len()), (3, 40));
        for components in org.components.values() {
            let shown = |all: &[serde_json::Value]| all.iter().filter(|c| c["hidden"] == false).count();
            assert_eq!((shown(&components.dimensions), shown(&components.metrics)), (300, 120));
        }
        assert_eq!(world.organizations.len(), 2);
    }

    #[test]
    fn what_the_demo_refers_to_exists() {
        for org in load::world(DEMO).unwrap().organizations {
            for view in org.table(Kind::DataViews).values() {
                let connection = view["parentDataGroupId"].as_str().unwrap();
                assert!(org.record(Kind::Connections, connection).is_some(), "{view}");
                for segment in view["segmentList"].as_array().unwrap() {
                    assert!(org.record(Kind::Segments, segment.as_str().unwrap()).is_some(), "{segment}");
                }
                let events = view["sessionDefinition"].as_array().unwrap().iter();
                let events = events.filter(|item| item["func"] == "beforeEvents");
                for event in events.flat_map(|item| item["events"].as_array().unwrap()) {
                    assert!(org.components[connection].metrics.iter().any(|m| m["id"] == *event), "{event}");
                }
            }
        }
    }
}
