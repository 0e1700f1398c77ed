"""Somebody else at the same service, with the public client cjapy.

    colleague.py make NAME CONNECTION   makes a data view by the client's shorthand; prints its id
    colleague.py dump ID FILE           writes a data view as `getDataView` gives it
    colleague.py change ID JSON         changes members of a data view

The environment is what `cja sandbox` prints: CJA_API_URL, CJA_ORG_ID and so on.
"""

import json
import os
import sys
import tempfile

import cjapy


def sign_in():
    base = os.environ["CJA_API_URL"]
    config = {
        "org_id": os.environ["CJA_ORG_ID"],
        "client_id": os.environ["CJA_CLIENT_ID"],
        "secret": os.environ["CJA_CLIENT_SECRET"],
        "scopes": os.environ["CJA_SCOPES"],
    }
    cjapy.config.config_object["imsEndpoint"] = base
    cjapy.config.endpoints["global"] = base
    # The client reads its credentials from a file alone.
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(config, file)
    try:
        cjapy.importConfigFile(file.name)
        return cjapy.CJA()
    finally:
        os.unlink(file.name)


def main(what, view, rest):
    cja = sign_in()
    if what == "make":
        print(cja.createDataView(name=view, connectionId=rest)["id"])
    elif what == "dump":
        with open(rest, "w", encoding="utf-8") as file:
            json.dump(cja.getDataView(view, full=True), file, indent=4)
    else:
        body = cja.getDataView(view) | json.loads(rest)
        kept = ["name", "description", "parentDataGroupId", "timezoneDesignator", "sessionDefinition", "segmentList"]
        answer = cja.updateDataView(view, {name: body[name] for name in kept if name in body})
        print(json.dumps(answer))


main(*sys.argv[1:])
