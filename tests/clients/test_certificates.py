"""HTTPS through something that shows a certificate of its own, as a proxy of a company does: whose word is taken."""

import json
import os
import re
import socket
import ssl
import subprocess
import threading
from pathlib import Path

import pytest

KEYS = Path(__file__).parent / "certificates"
AUTHORITY = str(KEYS / "authority.pem")


def pipe(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def front(port):
    """Listens with a certificate of the test's authority and hands everything on to `port`; gives its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(KEYS / "server.pem", KEYS / "sandbox-only.private.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(client):
        try:
            client = context.wrap_socket(client, server_side=True)
            server = socket.create_connection(("127.0.0.1", port))
        except OSError:
            return
        threading.Thread(target=pipe, args=(client, server), daemon=True).start()
        pipe(server, client)

    def accept():
        while True:
            client, _ = listener.accept()
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return f"https://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture
def whoami(tmp_path):
    """Runs `cja whoami` against a sandbox behind the front, with further variables."""
    sandbox = subprocess.Popen([os.environ["CJA"], "sandbox", "--port", "0"], stdout=subprocess.PIPE, text=True)
    port = int(sandbox.stdout.readline().rsplit(":", 1)[1])
    lines = [sandbox.stdout.readline() for _ in range(6)]
    base = front(port)
    environment = dict(line.strip().split("=", 1) for line in lines)
    environment |= {"CJA_API_URL": base, "CJA_IMS_URL": base, "CJA_CONFIG_DIR": str(tmp_path), "CJA_STATE_DIR": str(tmp_path / "state")}

    def run(**more):
        command = [os.environ["CJA"], "whoami"]
        return subprocess.run(command, env=environment | more, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    yield run
    sandbox.terminate()
    sandbox.wait()


def test_an_unknown_authority_is_not_trusted_and_said_in_one_sentence(whoami):
    ended = whoami()
    assert ended.returncode == 7
    assert "is not trusted" in ended.stderr and "CJA_CA_BUNDLE" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1 and not re.search("rustls|ERROR|trying again", ended.stderr)


@pytest.mark.parametrize("variable", ["CJA_CA_BUNDLE", "SSL_CERT_FILE"])
def test_an_authority_of_a_variable_is_trusted(whoami, variable):
    ended = whoami(**{variable: AUTHORITY})
    assert ended.returncode == 0, ended.stderr
    assert "@techacct" in ended.stdout


def test_an_authority_of_the_users_settings_is_trusted(whoami, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"caBundle": AUTHORITY}))
    ended = whoami()
    assert ended.returncode == 0, ended.stderr


def test_a_server_of_this_machine_is_reached_without_the_proxy(whoami):
    ended = whoami(CJA_CA_BUNDLE=AUTHORITY, HTTPS_PROXY="http://127.0.0.1:1", ALL_PROXY="http://127.0.0.1:1")
    assert ended.returncode == 0, ended.stderr


def test_a_file_that_holds_no_authority_is_named(whoami):
    ended = whoami(CJA_CA_BUNDLE=str(KEYS / "sandbox-only.private.pem"))
    assert ended.returncode == 2
    assert "holds no certificate" in ended.stderr
