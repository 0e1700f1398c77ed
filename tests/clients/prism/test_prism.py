"""The client and `cja sandbox` against the service's OpenAPI file, with Prism as the judge.

Run by `run`, which sets CJA (the program), PRISM (prism's entry), NODE and OPENAPI (the file).

Prism reads the file and is put in two places: as a server that refuses every call that the file does not allow, and as
a proxy between the client and the sandbox. As a proxy it only reports, so that a call whose answer breaks the file in
one place is seen in all of them and later calls go on; what it reports is compared with `violations.txt` to the line.
"""

import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

from calls import CALLS, SEGMENT, VIEW

HERE = pathlib.Path(__file__).parent
OPENAPI = json.loads(pathlib.Path(os.environ["OPENAPI"]).read_text())
DEADLINE = 120


class Server:
    """A program that writes lines; ready when one of them matches."""

    def __init__(self, folder, command, ready):
        name = pathlib.Path(folder) / f"{pathlib.Path(command[0]).name}-{time.monotonic_ns()}"
        # Where the sandbox prints its credentials, `tests/secrets/scan.py` expects them.
        printed = "sandbox-stdout" if command[0] == os.environ["CJA"] else "stdout"
        self.paths = [name.with_suffix(f".{printed}"), name.with_suffix(".stderr")]
        with self.paths[0].open("wb") as out, self.paths[1].open("wb") as err:
            environment = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"}
            self.process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL, env=environment)
        self.wait_for(ready)

    def log(self):
        return "".join(path.read_text(errors="replace") for path in self.paths)

    def wait_for(self, pattern):
        deadline = time.monotonic() + DEADLINE
        while True:
            if match := re.search(pattern, self.log()):
                return match
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"no {pattern!r} in what the server says:\n{self.log()[-2000:]}")
            time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=DEADLINE)


class Prism(Server):
    def __init__(self, folder, mode, *arguments):
        command = [os.environ["NODE"], os.environ["PRISM"], mode, "--port", "0", *arguments]
        super().__init__(folder, command, r"Prism is listening on http://\S+:\d+")
        self.base = self.wait_for(r"Prism is listening on (http://\S+:\d+)")[1]

    def judged(self):
        """The operations that were called, in order, each with what Prism has against it."""
        # The log is written behind the answers; when this call stands in it, all before it do.
        try:
            urllib.request.urlopen(self.base + "/the/end").close()
        except urllib.error.HTTPError:
            pass
        self.wait_for(r"get /the/end .*Request received")
        judged = []
        for line in self.log().splitlines():
            if match := re.search(r"\[HTTP SERVER\] (\w+) (\S+) .*Request received", line):
                judged.append((operation(match[1].upper(), match[2]), set()))
            elif match := re.search(r"Violation: \S+ (.*)", line):
                judged[-1][1].add(f"{judged[-1][0]}: " + re.sub(r"\.\d+\b", ".*", match[1]))
        return judged[:-1]


def operation(method, path):
    """The operation's name in the file. Fixed segments win over parameters, as the file's own rules have it."""
    found = []
    for template, operations in OPENAPI["paths"].items():
        if method.lower() in operations and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            found.append(template)
    return f"{method} {min(found, key=lambda template: template.count('{'))}" if found else f"{method} {path}"


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp()
        # `tests/run` looks at what was written before it removes it.
        if "CJA_TEST_KEEP" not in os.environ:
            self.addCleanup(shutil.rmtree, self.folder)
        for name, body in (("view.json", VIEW), ("segment.json", SEGMENT)):
            (pathlib.Path(self.folder) / name).write_text(json.dumps(body))

    def start(self, kind, *arguments):
        server = kind(self.folder, *arguments)
        self.addCleanup(server.stop)
        return server

    def run_call(self, call, environment, ids):
        line = re.sub(r"\{([\w.]+)\}", lambda match: ids.get(match[1], match[1]), call.line)
        ended = subprocess.run(
            [os.environ["CJA"], *shlex.split(line)],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "CJA_CONFIG_DIR": f"{self.folder}/config",
                "CJA_STATE_DIR": f"{self.folder}/state",
                "CJA_RATE_LIMIT": "1000",
                "CJA_LOG": os.environ.get("CJA_LOG", ""),
                **environment,
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
        )
        with (pathlib.Path(self.folder) / "printed").open("a") as printed:
            printed.write(ended.stdout + ended.stderr)
        return ended

    def compare(self, found, listed):
        new = [f"not in violations.txt: {violation}" for violation in sorted(found - listed)]
        gone = [f"in violations.txt, but gone: {violation}" for violation in sorted(listed - found)]
        self.assertEqual("\n".join(new + gone), "")


class AsServer(Case):
    def test_every_call_is_accepted_and_its_answer_understood(self):
        file = pathlib.Path(self.folder) / "openapi.json"
        file.write_text(json.dumps(with_answers(OPENAPI)))
        prism = self.start(Prism, "mock", str(file))
        environment = {
            "CJA_API_URL": prism.base,
            "CJA_ORG_ID": "AAAABBBBCCCCDDDDEEEEFFFF@AdobeOrg",
            "CJA_CLIENT_ID": "0123456789abcdef0123456789abcdef",
            "CJA_ACCESS_TOKEN": "sandbox-only-prism",
        }
        ids = {
            # Prism makes up answers from types, and "string" is its word for an id.
            "view": "string",
            "new": "string",
            "parent": "0f0e0d0c-1111-2222-3333-444455556666",
            "connection": "dg_0f0e0d0c-1111-2222-3333-444455556666",
            "segment": "s300000001_65f0a1b2c3d4e5f607183000",
            "dimension": "daterangeday",
            "metric": "visits",
        }
        # A mock knows no ids, so what the sandbox should refuse is not tried here.
        calls = [call for call in CALLS if call.status == 0]
        listed = {violation for violation in known() if ": Request " in violation}
        refused = {violation.split(": ")[0] for violation in listed}
        for call in calls:
            with self.subTest(call.line):
                ended = self.run_call(call, environment, ids)
                if call.operation in refused:
                    self.assertIn("the service refuses the request (400)", ended.stderr)
                    continue
                self.assertEqual(ended.returncode, 0, ended.stderr)
                self.assertIn(call.answer, ended.stdout)
        judged = prism.judged()
        self.assertEqual([operation for operation, _ in judged], [call.operation for call in calls])
        self.compare({violation for _, against in judged for violation in against if ": Request " in violation}, listed)
        print(f"as a server: {len(calls)} calls, all accepted and understood but those of {len(refused)} listed operations")


def with_answers(openapi):
    """The file with an answer for the few operations whose answer it leaves open or describes in another shape than the
    guides show; `answers.json` has those of the guides."""
    openapi = json.loads(json.dumps(openapi))
    for name, body in json.loads((HERE / "answers.json").read_text()).items():
        method, path = name.split(" ")
        content = openapi["paths"][path][method.lower()]["responses"]["200"].setdefault("content", {})
        content.setdefault("application/json", {})["example"] = body
    return openapi


class AsProxy(Case):
    def test_the_sandbox_differs_from_the_file_only_where_the_documents_do(self):
        sandbox = self.start(Server, [os.environ["CJA"], "sandbox", "--port", "0"], r"CJA_SCOPES=\S+\n")
        environment = dict(line.split("=", 1) for line in sandbox.paths[0].read_text().splitlines()[1:])
        prism = self.start(Prism, "proxy", os.environ["OPENAPI"], environment["CJA_API_URL"])
        environment["CJA_API_URL"] = prism.base
        ids = {
            "view": "dv_65f0a1b2c3d4e5f607182900",
            "parent": "0f0e0d0c-1111-2222-3333-444455556666",
            "connection": "dg_0f0e0d0c-1111-2222-3333-444455556666",
            "segment": "s300000001_65f0a1b2c3d4e5f607183000",
            "dimension": "daterangeday",
            "metric": "visits",
        }
        for call in CALLS:
            with self.subTest(call.line):
                ended = self.run_call(call, environment, ids)
                self.assertEqual(ended.returncode, call.status, ended.stderr)
                if call.operation == "POST /data/dataviews" and call.status == 0:
                    ids["new"] = json.loads(ended.stdout)["id"]
        judged = prism.judged()
        self.assertEqual([operation for operation, _ in judged], [call.operation for call in CALLS])
        listed = known()
        self.compare({violation for _, against in judged for violation in against}, listed)
        print(f"as a proxy: {len(judged)} calls, {len(listed)} listed violations and no other")


def known():
    """The lines of `violations.txt` that are no comment."""
    lines = (line.strip() for line in (HERE / "violations.txt").read_text().splitlines())
    return {line for line in lines if line and not line.startswith("#")}


if __name__ == "__main__":
    unittest.main(verbosity=2)
