//! The catalogue of schema codes: permanent names and what each means.

/// A kind of schema error.
#[derive(Clone, Copy, Debug)]
pub struct SchemaCode {
    /// Permanent kebab-case name.
    pub code: &'static str,
    /// What is wrong, in a sentence or two.
    pub summary: &'static str,
}

/// Every schema code, in alphabetical order.
pub const CODES: &[SchemaCode] = &[
    SchemaCode { code: "bad-member-name", summary: "A member has a name that the schema does not accept." },
    SchemaCode { code: "duplicate-item", summary: "A list that must hold different items holds one twice." },
    SchemaCode {
        code: "member-not-allowed",
        summary: "A member that the schema does not know, in an object that it closes.",
    },
    SchemaCode { code: "missing-item", summary: "A list lacks an item that the schema asks for." },
    SchemaCode {
        code: "missing-member",
        summary: "Members that must be there are not. A data view without `id` is meant for create: the service wants `name`, `parentDataGroupId`, `timezoneDesignator` and `sessionDefinition`. With an `id` nothing is required.",
    },
    SchemaCode { code: "more-problems", summary: "There are more problems than are shown." },
    SchemaCode { code: "no-match", summary: "A value fits none of the forms that the schema allows." },
    SchemaCode { code: "not-a-multiple", summary: "A number is not a multiple of what the schema names." },
    SchemaCode { code: "not-allowed", summary: "A value stands where the schema allows none, or not this one." },
    SchemaCode { code: "pattern-mismatch", summary: "A text does not have the form that the schema describes." },
    SchemaCode { code: "schema-error", summary: "A value does not fit the schema in another way." },
    SchemaCode { code: "several-match", summary: "A value fits several forms of which the schema allows exactly one." },
    SchemaCode {
        code: "too-deep",
        summary: "The document is nested too deeply to be validated; its syntax is checked all the same.",
    },
    SchemaCode {
        code: "too-few-items",
        summary: "A list has fewer items than the schema asks for. A session definition needs at least one rule.",
    },
    SchemaCode { code: "too-few-members", summary: "An object has fewer members than the schema asks for." },
    SchemaCode { code: "too-large", summary: "A number is larger than the schema allows." },
    SchemaCode { code: "too-long", summary: "A text is longer than the schema allows." },
    SchemaCode { code: "too-many-items", summary: "A list has more items than the schema allows." },
    SchemaCode { code: "too-many-members", summary: "An object has more members than the schema allows." },
    SchemaCode { code: "too-short", summary: "A text is shorter than the schema asks for." },
    SchemaCode { code: "too-small", summary: "A number is smaller than the schema allows." },
    SchemaCode {
        code: "unknown-value",
        summary: "A value is none of those that are allowed. Letter case does not matter for the enumerations of session definitions.",
    },
    SchemaCode { code: "wrong-format", summary: "A text is not a date, address or whatever the schema names." },
    SchemaCode {
        code: "wrong-type",
        summary: "A value is of another type than documented: text for a number, an object for a list, `null` for anything.",
    },
];
