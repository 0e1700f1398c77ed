//! Expansions: a read answers with its base members and those that were asked for, no others.
//!
//! Unknown expansion names are ignored: existing clients send names that are in no list and work.

use serde_json::{Map, Value};

use super::call::Query;

/// One resource's rules. Members of a record that appear in no rule are *unlisted*: the service may add members at any time,
/// and those come back as soon as anything is asked for.
#[derive(Debug)]
pub(crate) struct Expansions {
    /// Always present.
    pub(crate) base: &'static [&'static str],
    /// Expansion name and the members it brings.
    pub(crate) names: &'static [(&'static str, &'static [&'static str])],
}

impl Expansions {
    /// The record as an answer shows it. `also` are members shown without being asked for.
    pub(crate) fn project(&self, record: &Value, query: &Query, also: &[&str]) -> Value {
        let asked = query.list("expansion").unwrap_or_default();
        let Some(record) = record.as_object() else { return Value::Null };
        let wanted = |member: &str| {
            let listed = self.names.iter().filter(|(_, members)| members.contains(&member));
            let mut listed = listed.map(|(name, _)| *name).peekable();
            match listed.peek() {
                None => !asked.is_empty(),
                Some(_) => listed.any(|name| asked.contains(&name)),
            }
        };
        let shown = record.iter().filter(|(member, _)| {
            let member = member.as_str();
            self.base.contains(&member) || also.contains(&member) || wanted(member)
        });
        Value::Object(shown.map(|(k, v)| (k.clone(), v.clone())).collect::<Map<_, _>>())
    }
}

/// Data views. `curatedComponents` is a legacy name that existing clients still send.
pub(crate) const DATA_VIEW: Expansions = Expansions {
    base: &["id"],
    names: &[
        ("name", &["name"]),
        ("description", &["description"]),
        ("owner", &["owner"]),
        ("isDeleted", &["isDeleted"]),
        ("parentDataGroupId", &["parentDataGroupId"]),
        ("segmentList", &["segmentList"]),
        ("currentTimezoneOffset", &["currentTimezoneOffset"]),
        ("timezoneDesignator", &["timezoneDesignator"]),
        ("modified", &["modifiedDate", "modifiedBy"]),
        ("createdDate", &["createdDate"]),
        ("organization", &["organization"]),
        ("curationEnabled", &["curationEnabled"]),
        ("recentRecordedAccess", &["recentRecordedAccess"]),
        ("sessionDefinition", &["sessionDefinition"]),
        ("externalData", &["externalData"]),
        ("containerNames", &["containerNames"]),
        ("curatedComponents", &["curatedComponents"]),
    ],
};

/// Connections.
pub(crate) const CONNECTION: Expansions = Expansions {
    base: &["id", "idWithoutPrefix"],
    names: &[
        ("name", &["name"]),
        ("primaryIdType", &["primaryIdType"]),
        ("configuredContainers", &["configuredContainers"]),
        ("description", &["description"]),
        ("owner", &["owner"]),
        ("isDeleted", &["isDeleted"]),
        ("isDisabled", &["isDisabled"]),
        ("dataSets", &["dataSets"]),
        ("createdDate", &["createdDate"]),
        ("modified", &["modifiedDate", "modifiedBy", "modifiedByFullName"]),
        ("caseSensitive", &["caseSensitive"]),
        ("organization", &["organization"]),
        ("components", &["components"]),
        ("numDailyEvents", &["numDailyEvents"]),
        ("externalData", &["externalData"]),
        ("backfillEnabled", &["backfillEnabled"]),
        ("granularBackfills", &["granularBackfills"]),
        ("granularStreaming", &["granularStreaming"]),
        ("backfillsSummaryConnection", &["backfillSummary"]),
        ("backfillsSummaryDataSets", &["backfillsSummaryDataSets"]),
        ("dataSetLastIngested", &["dataSetLastIngested"]),
        ("componentType", &["componentType"]),
        ("sandboxName", &["sandboxName"]),
        ("sandboxId", &["sandboxId"]),
        ("fieldsId", &["fieldsId"]),
        ("floatPrecision", &["floatPrecision"]),
        ("dataRetentionMonths", &["dataRetentionMonths"]),
        ("validationErrors", &["connectionValidationErrors"]),
        ("resolveIdentityNamespace", &["resolveIdentityNamespace"]),
        ("stitchedDataSets", &["stitchedDataSets"]),
        ("ownerFullName", &["ownerFullName"]),
        ("schemaInfo", &["schemaInfo"]),
        ("tags", &["tags"]),
        ("internalLabels", &["internalLabels"]),
        ("", &["shardTable"]),
    ],
};

/// Segments. `organization`, `template` and `disabled` belong to no expansion and are kept inside.
pub(crate) const SEGMENT: Expansions = Expansions {
    base: &["id", "name", "description"],
    names: &[
        ("compatibility", &["compatibility"]),
        ("definition", &["definition"]),
        ("usedIn", &["usedIn"]),
        ("internal", &["internal"]),
        ("modified", &["modified", "modifiedById"]),
        ("isDeleted", &["isDeleted"]),
        ("definitionLastModified", &["definitionLastModified"]),
        ("createdDate", &["createDate", "createdBy"]),
        ("recentRecordedAccess", &["recentRecordedAccess"]),
        ("performanceScore", &["performanceScore"]),
        ("owner", &["owner"]),
        ("ownerFullName", &["owner"]),
        ("dataId", &["dataId"]),
        ("dataName", &["dataName"]),
        ("approved", &["approved"]),
        ("favorite", &["favorite"]),
        ("shares", &["shares"]),
        ("sharesFullName", &["shares"]),
        ("tags", &["tags"]),
        ("usageSummary", &["usageSummary"]),
        ("usageSummaryWithRelevancyScore", &["usageSummary"]),
        ("", &["organization", "template", "disabled", "report_suite"]),
    ],
};

macro_rules! component_names {
    ($($own:literal),*) => {
        &[
            $(($own, &[$own]),)*
            ("approved", &["approved"]),
            ("favorite", &["favorite"]),
            ("tags", &["tags"]),
            ("usageSummary", &["usageSummary"]),
            ("usageSummaryWithRelevancyScore", &["usageSummary"]),
            ("description", &["description"]),
            ("sourceFieldId", &["sourceFieldId"]),
            ("segmentable", &["segmentable"]),
            ("required", &["required"]),
            ("hideFromReporting", &["hideFromReporting"]),
            ("hidden", &["hidden"]),
            ("includeExcludeSetting", &["includeExcludeSetting"]),
            ("fieldDefinition", &["fieldDefinition"]),
            ("storageId", &["storageId"]),
            ("tableName", &["tableName"]),
            ("dataSetIds", &["dataSetIds"]),
            ("dataSetType", &["dataSetType"]),
            ("type", &["type"]),
            ("schemaPath", &["schemaPath"]),
            ("hasData", &["hasData"]),
            ("sourceFieldName", &["sourceFieldName"]),
            ("schemaType", &["schemaType"]),
            ("sourceFieldType", &["sourceFieldType"]),
            ("fromGlobalLookup", &["fromGlobalLookup"]),
            ("multiValued", &["multiValued"]),
            ("precision", &["precision"]),
        ]
    };
}

/// Dimensions of a data view.
pub(crate) const DIMENSION: Expansions = Expansions {
    base: &["id", "name"],
    names: component_names!("bucketingSetting", "noValueOptionsSetting", "defaultDimensionSort", "persistenceSetting"),
};

/// Metrics of a data view. The guide's example shows four more members without an expansion.
pub(crate) const METRIC: Expansions = Expansions {
    base: &["id", "name", "dataSetType", "sourceFieldType", "hasData", "derivedFieldCompatible"],
    names: component_names!("countType", "formatSetting", "attributionSetting"),
};

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn modified_brings_two_members_and_nothing_asked_leaves_the_id() {
        let view = json!({"id": "dv_1", "name": "Web", "modifiedDate": "d", "modifiedBy": "b", "newMember": 1});
        let shown = |query: &str| DATA_VIEW.project(&view, &Query::parse(query), &[]);
        assert_eq!(shown(""), json!({"id": "dv_1"}));
        assert_eq!(
            shown("expansion=modified"),
            json!({"id": "dv_1", "modifiedDate": "d", "modifiedBy": "b", "newMember": 1})
        );
        assert_eq!(shown("expansion=nonsense"), json!({"id": "dv_1", "newMember": 1}));
    }
}
