"""The public client cjapy against `cja sandbox`.

Run by `run`, which sets:
  SANDBOX        the address of a fresh sandbox
  SANDBOX_ENV    its environment lines
  SANDBOX_KEY    the private key of its service account (sandbox only)
  CJAPY_AUTH     `oauth` or `jwt`

The file knows nothing of the project's own client. It checks values, not only that calls come back.
"""

import json
import os
import tempfile
import time
import unittest

import cjapy

BASE = os.environ["SANDBOX"]
ENV = dict(line.split("=", 1) for line in os.environ["SANDBOX_ENV"].splitlines() if "=" in line)
WEB = "dg_0f0e0d0c-1111-2222-3333-444455556666"
VIEW = "dv_65f0a1b2c3d4e5f607182900"


def sign_in():
    """A CJA object that talks to the sandbox, by the only road that the client offers."""
    if os.environ["CJAPY_AUTH"] == "jwt":
        config = {
            "org_id": ENV["CJA_ORG_ID"],
            "client_id": "7c8f2e308d415e5fa0b1c2d3e4f50617",
            "secret": "p8e-sandbox-only-service-account",
            "tech_id": "73F20A3B5C6D7E8F90A1B2C5@techacct.adobe.com",
            "pathToKey": os.environ["SANDBOX_KEY"],
        }
    else:
        config = {
            "org_id": ENV["CJA_ORG_ID"],
            "client_id": ENV["CJA_CLIENT_ID"],
            "secret": ENV["CJA_CLIENT_SECRET"],
            "scopes": ENV["CJA_SCOPES"],
        }
    cjapy.config.config_object["imsEndpoint"] = BASE
    cjapy.config.endpoints["global"] = BASE
    with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
        json.dump(config, file)
    try:
        cjapy.importConfigFile(file.name)
        return cjapy.CJA()
    finally:
        os.unlink(file.name)


class Session(unittest.TestCase):
    """One signed-in client. Each test makes what it changes."""

    @classmethod
    def setUpClass(cls):
        cls.cja = sign_in()
        cls.account = cls.cja.getCurrentUser()["id"]

    def body(self, name):
        return {
            "name": name,
            "description": "made by a test",
            "parentDataGroupId": WEB,
            "timezoneDesignator": "Asia/Kolkata",
            "sessionDefinition": [{"numPeriods": 30, "granularity": "MINUTE", "func": "INACTIVITY"}],
        }

    def test_me(self):
        me = self.cja.getCurrentUser()
        expected = {"jwt": "73F20A3B5C6D7E8F90A1B2C5", "oauth": "71F20A3B5C6D7E8F90A1B2C3"}[os.environ["CJAPY_AUTH"]]
        self.assertEqual(me["id"], f"{expected}@techacct.adobe.com")
        self.assertEqual(me["organization"], ENV["CJA_ORG_ID"])

    def test_get(self):
        view = self.cja.getDataView(VIEW)
        self.assertEqual(view["name"], "Web – EMEA")
        self.assertEqual(view["owner"]["name"], "null null")
        self.assertEqual(view["sessionDefinition"], [{"numPeriods": 30, "granularity": "minute", "func": "inactivity"}])
        self.assertIn(view["currentTimezoneOffset"], (1.0, 2.0))
        self.assertEqual(self.cja.getDataView("dv_nobody")["errorCode"], "resource_not_found")

    def test_create_from_a_body(self):
        made = self.cja.createDataView(data=self.body("From a body"))
        self.assertEqual(list(made), ["id"])
        view = self.cja.getDataView(made["id"])
        self.assertEqual(view["name"], "From a body")
        self.assertEqual(view["currentTimezoneOffset"], 5.5)
        self.assertEqual(view["owner"]["imsUserId"], self.account)
        self.assertEqual(self.cja.deleteDataView(made["id"]), 200)

    def test_create_by_the_shorthand(self):
        made = self.cja.createDataView(name="Shorthand", connectionId=WEB)
        view = self.cja.getDataView(made["id"])
        self.assertEqual(view["description"], "power by cjapy")
        self.assertEqual(view["timezoneDesignator"], "US/Mountain")
        self.assertEqual(view["sessionDefinition"][0]["events"], ["string"])
        self.assertEqual(view["externalData"]["externalParentId"], WEB)
        self.assertEqual(self.cja.deleteDataView(made["id"]), 200)

    def test_create_that_is_refused(self):
        body = self.body("No zone")
        del body["timezoneDesignator"]
        answer = self.cja.createDataView(data=body)
        self.assertEqual(answer["errorDescription"], "The following fields are required: [timezoneDesignator] ")
        body = self.body("No connection") | {"parentDataGroupId": "dg_nowhere"}
        self.assertEqual(self.cja.createDataView(data=body)["errorCode"], "resource_not_found")

    def test_validate(self):
        self.assertEqual(self.cja.validateDataView(data=self.body("Valid")), {"valid": True})
        answer = self.cja.validateDataView(data={"name": "x", "parentDataGroupId": WEB})
        self.assertFalse(answer["valid"])
        self.assertEqual(answer["message"], "The following fields are required: [timezoneDesignator, sessionDefinition] ")

    def test_copy_update_delete(self):
        copy = self.cja.copyDataView(VIEW)
        self.assertNotEqual(copy["id"], VIEW)
        self.assertEqual(self.cja.getDataView(copy["id"])["name"], "Web – EMEA (Copy)")
        session = {"sessionDefinition": [{"numPeriods": 2, "granularity": "HOUR", "func": "INACTIVITY"}]}
        self.cja.updateDataView(copy["id"], data=session)
        view = self.cja.getDataView(copy["id"])
        self.assertEqual(view["sessionDefinition"], [{"numPeriods": 2, "granularity": "hour", "func": "inactivity"}])
        self.assertEqual(view["name"], "Web – EMEA (Copy)")
        self.assertEqual(view["modifiedBy"], self.account)
        self.assertEqual(self.cja.deleteDataView(copy["id"]), 200)
        self.assertEqual(self.cja.deleteDataView(copy["id"]), 404)
        self.assertEqual(self.cja.getDataView(copy["id"])["errorCode"], "resource_not_found")

    def test_dimensions(self):
        frame = self.cja.getDimensions(VIEW, full=True)
        self.assertEqual(len(frame), 300)
        row = frame[frame["id"] == "variables/page.name"].iloc[0]
        self.assertEqual((row["name"], row["schemaPath"], row["type"]), ("Page Name", "page.name", "string"))
        self.assertEqual(len(self.cja.getDimensions(VIEW, inclType="hidden")), 306)

    def test_metrics(self):
        frame = self.cja.getMetrics(VIEW, full=True)
        self.assertEqual(len(frame), 120)
        self.assertEqual(frame[frame["id"] == "metrics/orders"].iloc[0]["name"], "Orders")

    def test_filters(self):
        frame = self.cja.getFilters()
        self.assertEqual(len(frame), 40)
        self.assertIn("Mobile visitors", set(frame["name"]))

    def test_connections(self):
        found = self.cja.getConnections(output="raw")
        names = sorted(connection["name"] for connection in found)
        self.assertEqual(names, ["B2B – accounts (stage)", "Stores and orders", "Web and app events"])
        web = next(connection for connection in found if connection["id"] == WEB)
        self.assertEqual((web["sandboxName"], len(web["dataSets"])), ("prod", 4))

    def test_tags_and_shares(self):
        self.assertEqual(len(self.cja.getTags()["content"]), 3)
        self.assertEqual([tag["name"] for tag in self.cja.getComponentTags(VIEW, "dataView")], ["official"])
        self.assertEqual(self.cja.getShares()["totalElements"], 2)

    def test_users(self):
        self.assertEqual(len(self.cja.getUsers(limit=5)), 12)


class ZList(unittest.TestCase):
    """Runs last: it fills the list, and leaves nothing behind."""

    def test_a_list_over_several_pages(self):
        cja = sign_in()
        before = len(cja.getDataViews())
        self.assertEqual(before, 25)
        made = []
        for n in range(120 - before):
            made.append(cja.createDataView(name=f"Bulk {n:03}", connectionId=WEB)["id"])
        # The client always asks for a cached list, and a cached list is stale for some seconds after a write.
        end = time.monotonic() + 120
        frame = cja.getDataViews(full=True)
        while len(frame) != 120 and time.monotonic() < end:
            frame = cja.getDataViews(full=True)
        self.assertEqual(len(frame), 120)
        self.assertEqual(len(set(frame["id"])), 120)
        self.assertTrue(set(made) <= set(frame["id"]))
        of_web = cja.getDataViews(parentDataGroupId=WEB)
        self.assertEqual(len(of_web), 15 + len(made))
        for view in made:
            self.assertEqual(cja.deleteDataView(view), 200)


if __name__ == "__main__":
    unittest.main(verbosity=2)
