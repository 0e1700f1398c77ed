#!/usr/bin/env python3
"""Looks for planted secrets in everything that a run of the tests left: outputs, logs, crash reports, written files.

    tests/secrets/scan.py FOLDER…      exit code 1 when there is one; says where and in which form, never the secret itself
    tests/secrets/scan.py --self-test  plants each secret in each form and demands that it is found

Planted are the client secrets of the sandbox's world, its service account's private key, and every access token: the tests
know no other credentials. Where they belong is listed in HOMES, with the reason; everywhere else one is a leak.
"""

import base64
import fnmatch
import os
import pathlib
import re
import stat
import sys
import tempfile
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

# Path below the scanned folder, whether its owner alone may read it, and why secrets may be in it.
HOMES = [
    ("*/credentials.json", True, "the user's store of credentials"),
    ("*/tokens/*.json", True, "the user's cache of access tokens"),
    ("*/login*.txt", False, "a credential file that a test hands to `cja auth login`"),
    ("*/login*.json", False, "a credential file that a test hands to `cja auth login`"),
    ("*.sandbox-stdout", False, "what `cja sandbox` prints for whoever started it"),
    ("*world.json", False, "a world of the sandbox, given to it or kept by it: its credentials are part of it"),
]

# How client secrets begin, in the world of the sandbox and in tests.
CLIENT_SECRET = re.compile(rb"p8e-[A-Za-z0-9][A-Za-z0-9-]{3,}")
# A token or an assertion: header and body; the signature may have been cut off.
TOKEN = re.compile(rb"eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{16,}")
# The header of the sandbox's tokens, and what made-up ones begin with.
BEGINNINGS = [b"p8e-sandbox-only-", b"eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.", b"sandbox-only-token"]


def key_lines():
    """The lines of private keys, each long enough to be told from anything else."""
    for path in sorted((ROOT / "tests/sandbox/keys").glob("*private*")):
        yield from (line for line in path.read_bytes().splitlines() if len(line) > 40 and not line.startswith(b"--"))


def in_base64(text):
    """What every base64 text that holds `text` must hold, for each of the three ways it may be aligned."""
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + text)
        # The first characters depend on what stands before, the last on what follows.
        yield encoded[[0, 2, 3][shift] : len(encoded) - 4]


def fragments():
    """Fixed texts to look for, with the name of the form."""
    for line in key_lines():
        yield "private key", line
    for text in [*BEGINNINGS, *list(key_lines())[:2]]:
        for encoded in in_base64(text):
            yield "in base64", encoded
            yield "in base64", encoded.replace(b"+", b"-").replace(b"/", b"_")
        yield "in hexadecimal", text.hex().encode()


FRAGMENTS = sorted(set(fragments()))


def found(data):
    """The forms in which secrets stand in the data."""
    forms = set()
    readings = [("", data)]
    if b"%" in data:
        readings.append((" behind percent signs", urllib.parse.unquote_to_bytes(data)))
    if b"\\u00" in data:
        escapes = re.compile(rb"\\u00([0-7][0-9a-fA-F])")
        readings.append((" behind JSON escapes", escapes.sub(lambda match: bytes.fromhex(match[1].decode()), data)))
    for how, text in readings:
        forms.update(f"client secret{how}" for _ in CLIENT_SECRET.finditer(text))
        forms.update(f"access token{how}" for _ in TOKEN.finditer(text))
        forms.update(f"access token{how}" for _ in [1] if b"sandbox-only-token" in text)
        forms.update(form + how for form, fragment in FRAGMENTS if fragment in text)
    return sorted(forms)


def is_program(data):
    """Programs hold the demo world, as its source does."""
    return data[:4] in (b"\x7fELF", b"\xcf\xfa\xed\xfe") or data[:2] == b"MZ"


def home(path, mode):
    """Whether secrets may be in this file; a private one counts only when nobody else can read it."""
    for pattern, private, _ in HOMES:
        if fnmatch.fnmatch(f"/{path}", pattern):
            return not (private and stat.S_IMODE(mode) & 0o077)
    return False


def scan(folders):
    """Lines about what was found, and how many files were read."""
    leaks, count = [], 0
    for folder in map(pathlib.Path, folders):
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            data = path.read_bytes()
            count += 1
            forms = found(os.fsencode(path.relative_to(folder)) + b"\n" + data)
            if forms and not is_program(data) and not home(path.relative_to(folder), path.stat().st_mode):
                leaks += [f"{path}: {form}" for form in forms]
    return leaks, count


def self_test():
    """Each secret in each form must be found, also in the middle of a line; ordinary text and homes must not."""
    part = base64.urlsafe_b64encode(b'{"client_id":"5a6d0c1e","number":1}').rstrip(b"=")
    token = BEGINNINGS[1] + part + b".c2lnbmF0dXJlIG9mIGEgdG9rZW4"
    secrets = {"client secret": b"p8e-sandbox-only-main-1", "access token": token, "private key": next(key_lines())}
    quoted = lambda text: "".join(f"%{byte:02X}" for byte in text).encode()
    escaped = lambda text: "".join(f"\\u{byte:04x}" for byte in text).encode()
    forms = {
        "as it is": lambda text: text,
        "percent": quoted,
        "escaped": escaped,
        "hexadecimal": lambda text: text.hex().encode(),
        **{f"base64 {shift}": lambda text, shift=shift: base64.b64encode(b"a" * shift + text) for shift in range(3)},
        "base64url": lambda text: base64.urlsafe_b64encode(b"id:" + text),
    }
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for secret, text in secrets.items():
            for form, encode in forms.items():
                file = folder / "deep" / f"{secret} {form}".replace(" ", "-")
                file.parent.mkdir(exist_ok=True)
                os.close(os.open(os.fsencode(file.parent) + b"/no text \xe9", os.O_CREAT))
                file.write_bytes(b"2026-01-01 DEBUG sent body=" + encode(text) + b" status=200\n")
                leaks, _ = scan([folder])
                assert len({leak.split(": ")[0] for leak in leaks}) == 1, f"not found: {secret}, {form}"
                assert not any(text.decode() in leak for leak in leaks), "the report shows the secret"
                file.unlink()
        store = folder / "config" / "credentials.json"
        store.parent.mkdir()
        store.write_bytes(secrets["client secret"])
        store.chmod(0o600)
        (folder / "deep/ordinary").write_text("POST /ims/token/v3 status=200 [redacted] dv_1 eyJhbGci.short p8e-…\n")
        assert scan([folder])[0] == [], "ordinary text, or the store, was taken for a leak"
        store.chmod(0o644)
        assert scan([folder])[0], "a store that others can read was let pass"
    print(f"the scan finds {len(secrets)} secrets in {len(forms)} forms")


def main(arguments):
    sys.stdout.reconfigure(errors="backslashreplace")  # names of files need not be text
    if arguments == ["--self-test"]:
        return self_test()
    if not arguments:
        sys.exit(__doc__)
    leaks, count = scan(arguments)
    for leak in leaks:
        print(f"a secret is where none may be: {leak}")
    print(f"looked for planted secrets in {count} files: {'none' if not leaks else f'{len(leaks)} found'}")
    # A run that left nothing to look at proves nothing.
    sys.exit(1 if leaks or not count else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
