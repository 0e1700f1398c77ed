"""Every call that the client makes, as a command line and the operation of the OpenAPI file that it is.

`{view}`, `{connection}`, `{segment}`, `{metric}` and `{dimension}` stand for ids of the server at hand, `{new}` for the
data view that the list itself creates, `{view.json}` and `{segment.json}` for files with a body. A new endpoint of the
client is a new line here.
"""

from dataclasses import dataclass

MEMBERS = (
    "name,description,owner,isDeleted,parentDataGroupId,segmentList,currentTimezoneOffset,timezoneDesignator,modified,"
    "createdDate,organization,curationEnabled,recentRecordedAccess,sessionDefinition,externalData,containerNames"
)

# Every member that is a person's to set; the enums as the file has them.
VIEW = {
    "name": "Made through Prism",
    "description": "Every member that can be set",
    "parentDataGroupId": "dg_0f0e0d0c-1111-2222-3333-444455556666",
    "segmentList": ["s300000001_65f0a1b2c3d4e5f607183000"],
    "timezoneDesignator": "Europe/Berlin",
    "curationEnabled": False,
    "sessionDefinition": [
        {"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"},
        {"func": "BEFORE_EVENTS", "events": ["metrics/visits"]},
    ],
    "externalData": {"externalId": "prism", "externalParentId": "0f0e0d0c-1111-2222-3333-444455556666"},
    "containerNames": {"event": "Event", "session": "Visit", "people": "Visitor"},
}
SEGMENT = {
    "name": "Mobile",
    "dataId": "dv_65f0a1b2c3d4e5f607182900",
    "definition": {
        "func": "segment",
        "version": [1, 0, 0],
        "container": {
            "func": "container",
            "context": "visits",
            "pred": {"func": "streq", "str": "mobile", "val": {"func": "attr", "name": "variables/device"}},
        },
    },
}


@dataclass
class Call:
    operation: str
    line: str
    answer: str
    """What the mock's answer leads to on standard output."""
    status: int = 0
    """How the command ends; what is meant to fail is tried on the sandbox alone, as a mock knows no ids."""


VIEWS, ONE_VIEW = "/data/dataviews", "/data/dataviews/{dataViewId}"
CALLS = [
    Call("GET /configuration/users/me", "whoami", "string · AAAABBBBCCCCDDDDEEEEFFFF@AdobeOrg"),
    # Data views
    Call(f"GET {VIEWS}", "list views", "2019-08-24T14:15:22Z"),
    Call(f"GET {VIEWS}", "list views --output json --expansion all", '"timezoneDesignator": "string"'),
    Call(f"GET {VIEWS}", "list views --output jsonl --expansion none", '"id":"string"'),
    Call(f"GET {VIEWS}", "list views --output json --connection {connection} --fresh", '"id": "string"'),
    Call(f"GET {VIEWS}", "list views --output json --id {view}", '"id": "string"'),
    Call(f"GET {VIEWS}", "list views --output json --external-id web-emea", '"id": "string"'),
    Call(f"GET {VIEWS}", "list views --output json --external-parent-id {parent}", '"id": "string"'),
    Call(f"GET {VIEWS}", "list views --output json --deleted --sort modifiedDate --descending", '"id": "string"'),
    Call(f"GET {ONE_VIEW}", "get {view}", '"parentDataGroupId": "string"'),
    Call(f"GET {ONE_VIEW}", "get dv_000000000000000000000000", "", status=2),
    Call("POST /data/dataviews/validate", "api POST /data/dataviews/validate --input {view.json}", '"valid": true'),
    Call("POST /data/dataviews/validate", "api POST /data/dataviews/validate --field name=Web", '"valid": true'),
    Call(f"POST {VIEWS}", f"api POST /data/dataviews?expansion={MEMBERS} --input {{view.json}}", '"id": "string"'),
    Call(f"POST {VIEWS}", "api POST /data/dataviews --field name=Web", "", status=4),
    Call(
        f"PUT {ONE_VIEW}",
        f"api PUT /data/dataviews/{{new}}?expansion={MEMBERS} --input {{view.json}}",
        '"id": "string"',
    ),
    Call(
        "PUT /data/dataviews/copy/{dataViewId}",
        f"api PUT /data/dataviews/copy/{{new}}?expansion={MEMBERS}",
        '"id": "string"',
    ),
    Call(f"DELETE {ONE_VIEW}", "api DELETE /data/dataviews/{new}", '"result": "string"'),
    # Components
    Call(
        "GET /data/dataviews/{dataviewId}/dimensions",
        "components {view} --kind dimension --output json",
        '"variables/daterangeday"',
    ),
    Call(
        "GET /data/dataviews/{dataviewId}/dimensions",
        "components {view} --kind dimension --hidden",
        "variables/daterangeday",
    ),
    Call("GET /data/dataviews/{dataviewId}/metrics", "components {view} --kind metric --output csv", "metrics/visits,"),
    Call("GET /data/dataviews/{dataviewId}/metrics", "components {view} --kind metric --hidden", "metrics/visits"),
    Call(
        "GET /data/dataviews/{dataviewId}/dimensions/{dimensionId}",
        "api GET /data/dataviews/{view}/dimensions/{dimension}",
        '"id": "string"',
    ),
    Call(
        "GET /data/dataviews/{dataviewId}/metrics/{metricId}",
        "api GET /data/dataviews/{view}/metrics/{metric}?expansion=type,formatSetting",
        '"id": "string"',
    ),
    # Connections
    Call("GET /data/connections", "list connections --output json", '"id": "string"'),
    Call(
        "GET /data/connections",
        "list connections --expansion none --id {connection} --fresh --output json",
        '"id": "string"',
    ),
    Call(
        "GET /data/connections",
        "api GET /data/connections?dataSetIds=65a0&sandboxName=prod&includeType=disabled,systemUserOwned"
        "&filterByModifiedAfter=2026-01-01T00:00:00Z&limit=100&page=0",
        '"id": "string"',
    ),
    Call("GET /data/connections", "api GET /data/connections?sandboxId=prod&limit=100&page=0", '"id": "string"'),
    Call("GET /data/connections/search", "list connections --search Web --output json", '"id": "string"'),
    Call("GET /data/connections/{connectionId}", "get {connection}", '"sandboxName": "prod"'),
    # Segments
    Call("GET /segments", "list segments --output json", '"name": "Mobile"'),
    Call("GET /segments", "list segments --id {segment} --deleted --fresh --output json", '"name": "Mobile"'),
    Call("GET /segments", "list segments --data-view {view} --name Mobile --output json", '"name": "Mobile"'),
    Call(
        "GET /segments",
        "api GET /segments?ownerId=A@AdobeID&includeType=shared,templates&limit=1000&page=0",
        '"name": "Mobile"',
    ),
    Call("GET /segments/{id}", "get {segment}", '"definition": {'),
    Call("POST /segments/validate", "api POST /segments/validate --input {segment.json}", '"valid": true'),
    # Tags, shares, audit log
    Call(
        "GET /componentmetadata/tags",
        "api GET /componentmetadata/tags?limit=100&page=0 --paginate",
        '"name": "string"',
    ),
    Call(
        "GET /componentmetadata/tags/search",
        "api GET /componentmetadata/tags/search?componentId={view}&componentType=dataView",
        '"name": "string"',
    ),
    Call(
        "GET /componentmetadata/shares",
        "api GET /componentmetadata/shares?includeType=sharedTo&limit=100&page=0 --paginate",
        '"shareId": ',
    ),
    Call(
        "GET /auditlogs/api/v1/auditlogs",
        "api GET /auditlogs/api/v1/auditlogs?component=DATA_VIEW&componentId={view}&pageSize=100&pageNumber=0 --paginate",
        '"action": "EDIT"',
    ),
]
