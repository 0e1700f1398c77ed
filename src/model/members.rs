//! The members of a data view by name: which are the service's own, and which known name is meant by a wrong one.
//!
//! Facts about the names alone. What the members hold is said by the schema.

/// Members that the service sets; what a push sends under these names is ignored (and so never sent). The schema says
/// the same by `x-cja-write`, and a test compares the two. `isDeleted` is among them.
pub const SERVER_OWNED: &[&str] = &[
    "owner",
    "organization",
    "createdDate",
    "modifiedDate",
    "modifiedBy",
    "recentRecordedAccess",
    "currentTimezoneOffset",
    "isDeleted",
    "systemUserOwned",
    "componentType",
    "parentConnectionId",
    "sandboxId",
    "sandboxName",
    "tags",
];

/// An object whose members have documented names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The data view itself.
    View,
    /// An item of `sessionDefinition`.
    SessionRule,
    /// `containerNames`.
    ContainerNames,
    /// `externalData`.
    ExternalData,
}

impl Place {
    /// What the object is called.
    pub fn word(self) -> &'static str {
        match self {
            Place::View => "a data view",
            Place::SessionRule => "a session rule",
            Place::ContainerNames => "`containerNames`",
            Place::ExternalData => "`externalData`",
        }
    }

    /// The words that people bring from the product and from other tools, folded, for each name.
    fn words(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Place::View => VIEW,
            Place::SessionRule => SESSION_RULE,
            Place::ContainerNames => CONTAINER_NAMES,
            Place::ExternalData => EXTERNAL_DATA,
        }
    }

    /// Whether the name is known to be right although no documentation of the API has it: the containers of the B2B
    /// edition, which the product has and the API description has not.
    pub fn tolerates(self, name: &str) -> bool {
        let b2b = ["globalaccount", "account", "opportunity", "buyinggroup"];
        self == Place::ContainerNames
            && b2b.contains(&fold(name).trim_end_matches('s').replace("opportunitie", "opportunity").as_str())
    }

    /// The known name that is meant by an unknown one: another letter case or joint, another word for it, or a slip.
    pub fn meant<'k>(self, name: &str, known: &[&'k str]) -> Option<&'k str> {
        if name.is_empty() || name.len() > 64 {
            return None;
        }
        let folded = fold(name);
        if let Some(same) = known.iter().find(|known| fold(known) == folded) {
            return Some(same);
        }
        let word = self.words().iter().find(|(words, _)| words.split(' ').any(|word| word == folded));
        if let Some((_, target)) = word {
            return known.iter().find(|known| *known == target).copied();
        }
        let near = known.iter().filter_map(|known| {
            let limit = (known.chars().count() / 4).min(3);
            let distance = strsim::osa_distance(&fold(known), &folded);
            (distance <= limit).then_some((distance, *known))
        });
        near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
    }
}

/// Lower case, without what joins words.
fn fold(name: &str) -> String {
    name.chars().filter(|ch| !matches!(ch, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

const VIEW: &[(&str, &str)] = &[
    ("title label displayname viewname dataviewname", "name"),
    ("desc summary", "description"),
    ("dataviewid viewid", "id"),
    (
        "connection connectionid dataconnection dataconnectionid datagroup datagroupid parentdatagroup parentconnection parentid",
        "parentDataGroupId",
    ),
    ("timezone timezoneid timezonename tz tzid reporttimezone zone", "timezoneDesignator"),
    ("segment segments segmentid segmentids filter filters filterlist filterid filterids", "segmentList"),
    ("container containers containername", "containerNames"),
    ("session sessions sessiontimeout sessionsettings sessiondefinitions visitdefinition", "sessionDefinition"),
    ("external externalid externalids", "externalData"),
    ("curation curated iscurated enablecuration", "curationEnabled"),
];

const SESSION_RULE: &[(&str, &str)] = &[
    ("period periods timeout numberofperiods count", "numPeriods"),
    ("unit units timeunit periodunit", "granularity"),
    ("type function kind", "func"),
    ("event metrics metric eventids", "events"),
];

const CONTAINER_NAMES: &[(&str, &str)] = &[
    ("hit hits events", "event"),
    ("visit visits sessions", "session"),
    ("person persons visitor visitors user users", "people"),
];

const EXTERNAL_DATA: &[(&str, &str)] =
    &[("id", "externalId"), ("parentid parentdatagroupid externalconnectionid connectionid", "externalParentId")];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Schema, Write};
    use std::collections::BTreeSet;

    fn known(place: Place) -> Vec<String> {
        let tree =
            crate::syntax::Tree::parse(r#"{"sessionDefinition": [{}], "containerNames": {}, "externalData": {}}"#);
        let root = tree.root().unwrap();
        let node = match place {
            Place::View => root,
            Place::SessionRule => root.get("sessionDefinition").unwrap().item(0).unwrap(),
            Place::ContainerNames => root.get("containerNames").unwrap(),
            Place::ExternalData => root.get("externalData").unwrap(),
        };
        Schema::data_view().at(node).properties().iter().map(|property| property.name.to_owned()).collect()
    }

    fn meant(place: Place, name: &str) -> Option<String> {
        let known = known(place);
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        place.meant(name, &known).map(str::to_owned)
    }

    #[test]
    fn the_members_of_the_service_are_those_of_the_schema() {
        let schema = Schema::data_view();
        let tree = crate::syntax::Tree::parse("{}");
        let root = tree.root().unwrap();
        let of_schema: BTreeSet<&str> = schema
            .at(root)
            .properties()
            .iter()
            .map(|property| property.name)
            .filter(|name| schema.member_of(root, name).write() == Some(Write::Server))
            .collect();
        assert_eq!(of_schema, SERVER_OWNED.iter().copied().collect());
    }

    #[test]
    fn every_word_leads_to_a_member_and_is_none_itself() {
        for place in [Place::View, Place::SessionRule, Place::ContainerNames, Place::ExternalData] {
            let known = known(place);
            for (words, target) in place.words() {
                assert!(known.iter().any(|name| name == target), "{target}");
                for word in words.split(' ') {
                    assert_eq!(meant(place, word).as_deref(), Some(*target), "{word}");
                    assert!(!known.iter().any(|name| name == word), "{word}");
                }
            }
        }
    }

    #[test]
    fn slips_and_joints_are_understood_and_new_names_left_alone() {
        for (wrong, right) in [
            ("discription", "description"),
            ("SessionDefinition", "sessionDefinition"),
            ("parent_data_group_id", "parentDataGroupId"),
            ("timezoneDesginator", "timezoneDesignator"),
            ("nme", "name"),
        ] {
            assert_eq!(meant(Place::View, wrong).as_deref(), Some(right));
        }
        for new in ["calendar", "dataInsights", "x", "", "url", "isJourneyOptimizerDefault", "permissions", "ids"] {
            assert_eq!(meant(Place::View, new), None, "{new}");
        }
        assert!(Place::ContainerNames.tolerates("globalAccount"));
        assert!(Place::ContainerNames.tolerates("opportunities"));
        assert!(!Place::View.tolerates("account"));
    }
}
