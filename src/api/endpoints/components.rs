//! Dimensions and metrics of a data view. The API reads them; it has no call that creates or changes one.
//! <https://developer.adobe.com/cja-apis/docs/endpoints/dimensions/>,
//! <https://developer.adobe.com/cja-apis/docs/endpoints/metrics/>

use crate::api::paging::ASKED;
use crate::api::request::{Request, segment};

/// Which of the two kinds of component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComponentKind {
    /// `variables/…`
    Dimension,
    /// `metrics/…`
    Metric,
}

impl ComponentKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dimension, Self::Metric];

    /// For people and in rows.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Dimension => "dimension",
            Self::Metric => "metric",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Dimension => "dimensions",
            Self::Metric => "metrics",
        }
    }

    /// Everything the API tells about a component of this kind.
    #[must_use]
    pub fn expansions(self) -> Vec<&'static str> {
        let own: &[&str] = match self {
            Self::Dimension => {
                &["bucketingSetting", "noValueOptionsSetting", "defaultDimensionSort", "persistenceSetting"]
            }
            Self::Metric => &["countType", "formatSetting", "attributionSetting"],
        };
        COMMON.iter().chain(own).copied().collect()
    }
}

const COMMON: [&str; 25] = [
    "approved",
    "favorite",
    "tags",
    "usageSummary",
    "description",
    "sourceFieldId",
    "segmentable",
    "required",
    "hideFromReporting",
    "hidden",
    "includeExcludeSetting",
    "fieldDefinition",
    "storageId",
    "tableName",
    "dataSetIds",
    "dataSetType",
    "type",
    "schemaPath",
    "hasData",
    "sourceFieldName",
    "schemaType",
    "sourceFieldType",
    "fromGlobalLookup",
    "multiValued",
    "precision",
];

/// One page of the components of a data view. `limit` and `page` are documented nowhere, but answers carry paging members
/// and other clients send them.
#[must_use]
pub fn list<S: AsRef<str>>(view: &str, kind: ComponentKind, expansions: &[S], hidden: bool) -> Request {
    let path = format!("/data/dataviews/{}/{}", segment(view), kind.path());
    Request::read(path, format!("list the {} of data view {view}", kind.path()))
        .with_list("expansion", expansions)
        .with_some("includeType", hidden.then_some("hidden"))
        .with("limit", ASKED.to_string())
        .with("page", "0")
}

/// One component, complete, by its id with or without `variables/` or `metrics/`; the path takes it without.
#[must_use]
pub fn get(view: &str, kind: ComponentKind, id: &str) -> Request {
    let bare = id.trim_start_matches("variables/").trim_start_matches("metrics/");
    let path = format!("/data/dataviews/{}/{}/{}", segment(view), kind.path(), segment(bare));
    Request::read(path, format!("read {} {bare} of data view {view}", kind.name()))
        .with_list("expansion", &kind.expansions())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_is_asked_for_without_its_prefix() {
        let path = "/data/dataviews/dv_1/metrics/orders";
        assert_eq!(get("dv_1", ComponentKind::Metric, "metrics/orders").path, path);
        assert_eq!(get("dv_1", ComponentKind::Metric, "orders").path, path);
    }

    #[test]
    fn each_kind_has_expansions_of_its_own() {
        assert!(ComponentKind::Metric.expansions().contains(&"formatSetting"));
        assert!(!ComponentKind::Dimension.expansions().contains(&"formatSetting"));
    }

    #[test]
    fn hidden_components_are_asked_for_by_the_documented_word() {
        assert_eq!(list("dv_1", ComponentKind::Dimension, &["type"], true).get("includeType"), Some("hidden"));
        assert_eq!(list("dv_1", ComponentKind::Dimension, &["type"], false).get("includeType"), None);
    }
}
