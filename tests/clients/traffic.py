"""Every message that the server sends, held against the published types of the protocol.

`Traffic` sees raw JSON in both directions. What the server sends must be of a known method and direction, must take
the method's type, and must come out of that type as it went in: a member that the type does not have, a number where
it has a string, or a `null` where it allows none does not survive the round trip.
"""

import json
from collections import Counter
from typing import Sequence, Union  # as lsprotocol spells it: another Sequence would be another type

from lsprotocol import converters, types
from pytest_lsp import LanguageClient
from pytest_lsp.client import register_lsp_features
from pytest_lsp.protocol import LanguageClientProtocol
from pygls.protocol import default_converter

from announced import unannounced

CONVERTER = converters.get_converter()
# lsprotocol has no rule for this member of `DidChangeConfigurationRegistrationOptions`; it is checked by the round trip.
CONVERTER.register_structure_hook(Union[str, Sequence[str], None], lambda value, _: value)


class Traffic:
    """The conversation so far. `problems` is empty as long as the server keeps to the protocol."""

    def __init__(self):
        self.problems: list[str] = []
        self.seen: Counter[str] = Counter()
        self.capabilities: dict = {}
        self._asked: dict[int | str, str] = {}

    def sent(self, message: dict) -> None:
        """What the client sends: remembered, so that an answer can be held against its question."""
        if "method" in message and "id" in message:
            self._asked[message["id"]] = message["method"]
        if message.get("method") == types.INITIALIZE:
            self.capabilities = message.get("params", {}).get("capabilities", self.capabilities)

    def received(self, message: dict) -> None:
        """What the server sends: checked."""
        try:
            name = self._check(message)
        except Exception as error:  # noqa: BLE001 - whatever the converter says is a finding
            self.problems.append(f"{describe(error)} in {json.dumps(message)[:1000]}")
        else:
            self.seen[name] += 1

    def unanswered(self) -> list[str]:
        """The methods of the requests that were never answered."""
        return list(self._asked.values())

    def _check(self, message: dict) -> str:
        if message.get("jsonrpc") != "2.0":
            raise ValueError("not marked as JSON-RPC 2.0")
        method = message.get("method")
        if method is not None:
            if method not in types.METHOD_TO_TYPES:
                raise ValueError(f"unknown method {method}")
            if types.message_direction(method) == "clientToServer":
                raise ValueError(f"{method} goes from client to server alone")
            request, answer, *_ = types.METHOD_TO_TYPES[method]
            if (answer is not None) != ("id" in message):
                raise ValueError(f"{method} has an id and must not, or lacks it")
            round_trip(message, request)
            self._check_registrations(method, message.get("params"))
            beyond = unannounced(self.capabilities, method, message.get("params"))
        else:
            if message.get("id") not in self._asked:
                raise ValueError("answer to nothing that was asked")
            method = self._asked.pop(message["id"])
            if "error" in message:
                round_trip(message, types.ResponseErrorMessage)
                return f"{method} (error)"
            round_trip(message, types.METHOD_TO_TYPES[method][1])
            beyond = unannounced(self.capabilities, method, message.get("result"))
        if beyond:
            raise ValueError("not announced by the client: " + "; ".join(beyond))
        return method

    def _check_registrations(self, method: str, params: dict) -> None:
        """Options of a registration are free-form in the protocol's types, but not in its text."""
        if method != types.CLIENT_REGISTER_CAPABILITY:
            return
        for registration in params["registrations"]:
            if registration["method"] not in types.METHOD_TO_TYPES:
                raise ValueError(f"registers the unknown method {registration['method']}")
            options = types.METHOD_TO_TYPES[registration["method"]][3]
            if options is not None and registration.get("registerOptions") is not None:
                round_trip(registration["registerOptions"], options)


def round_trip(value, kind) -> None:
    """Fails unless `value` passes through `kind` unchanged."""
    there_and_back = CONVERTER.unstructure(CONVERTER.structure(plain(value), kind))
    lost = difference(value, plain(there_and_back))
    if lost:
        raise ValueError(f"not a {kind.__name__}: {lost}")


def plain(value):
    """A copy of bare JSON values: enumerations become what they are on the wire."""
    return json.loads(json.dumps(value))


def difference(before, after, at: str = "") -> str | None:
    """The first place where two JSON values differ. `true` is not 1, and 1.0 is not 1."""
    if type(before) is not type(after):
        return f"{at or '/'}: {json.dumps(before)} became {json.dumps(after)}"
    if isinstance(before, dict):
        for key in before.keys() | after.keys():
            if key not in after or key not in before:
                return f"{at}/{key}: {json.dumps(before.get(key))} has no place there"
            found = difference(before[key], after[key], f"{at}/{key}")
            if found:
                return found
        return None
    if isinstance(before, list):
        if len(before) != len(after):
            return f"{at}: {len(before)} items became {len(after)}"
        return next((found for i, pair in enumerate(zip(before, after)) if (found := difference(*pair, f"{at}/{i}"))), None)
    return None if before == after else f"{at or '/'}: {json.dumps(before)} became {json.dumps(after)}"


def describe(error: BaseException) -> str:
    """The message of an error and of those inside it: the innermost says what is wrong."""
    inner = getattr(error, "exceptions", ())
    return "; ".join(describe(e) for e in inner) if inner else f"{type(error).__name__}: {error}"


class CheckedProtocol(LanguageClientProtocol):
    """pytest-lsp's protocol with `Traffic` listening on the wire, before anything is interpreted."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.traffic = Traffic()

    def structure_message(self, data):
        if "jsonrpc" in data:  # called for every object inside a message too
            self.traffic.received(data)
        return super().structure_message(data)

    def _send_data(self, data):
        if data:
            self.traffic.sent(json.loads(json.dumps(data, default=self._serialize_message)))
        super()._send_data(data)


def checked_client() -> LanguageClient:
    """A client whose `protocol.traffic` holds what the server did wrong."""
    client = LanguageClient(converter_factory=default_converter, protocol_cls=CheckedProtocol)
    register_lsp_features(client)
    return client
