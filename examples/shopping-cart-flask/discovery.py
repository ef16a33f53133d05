"""Asks a memtool directory which nodes there are, over the binary protocol: SASL PLAIN (opcode 0x21), then config get (0x60).

The value is ElastiCache's: the version of the list in one line, and all nodes in the next, `host|ip|port` each.
"""

import socket
import struct
import time

ANSWER_TIMEOUT_SECONDS = 3
PAUSE_SECONDS = 0.5

SASL_AUTH = 0x21
CONFIG_GET = 0x60
OK, NOT_FOUND, UNAUTHENTICATED = 0x00, 0x01, 0x20

# magic, opcode, key length, extras length, data type, status, body length, opaque, cas
HEADER = struct.Struct("!BBHBBHIIQ")


class DirectoryError(Exception):
    """The login is wrong, or the other side is no directory: asking again is no use."""


def find_nodes(settings, say):
    """Waits until the directory knows exactly `node_count` nodes, and returns their addresses.

    The number matters: a cart lives on the node that the ring says, and a ring of fewer or more nodes says something else. So an
    application that starts while a node is down waits for it, and one that runs keeps the ring it has.
    """
    deadline = time.monotonic() + settings.wait_seconds
    said = None
    while True:
        try:
            nodes = parse_list(_ask(settings.directory, settings.login))
            found = f"CACHE_NODES={settings.node_count}, and the directory has {len(nodes)}: {' '.join(nodes)}"
        except OSError as error:
            nodes, found = [], f"the directory at {settings.directory} does not answer: {error}"
        if len(nodes) == settings.node_count:
            return nodes
        if time.monotonic() > deadline:
            raise DirectoryError(f"gave up after {settings.wait_seconds} s: {found}")
        if found != said:
            say(f"waiting: {found}")
            said = found
        time.sleep(PAUSE_SECONDS)


def parse_list(value):
    """The addresses in a list, `host:port` each."""
    lines = value.decode("utf-8").split("\n")
    entries = [node.split("|") for node in lines[1].split(" ") if node] if len(lines) > 1 else []
    return [f"{host}:{port}" for host, _ip, port in entries]


def _ask(directory, login):
    host, _, port = directory.rpartition(":")
    if not host or not port.isdigit():
        raise DirectoryError(f"CACHE_DIRECTORY={directory} is not HOST:PORT")
    with socket.create_connection((host.strip("[]"), int(port)), ANSWER_TIMEOUT_SECONDS) as connection:
        if login is not None:
            user, password = login
            _request(connection, SASL_AUTH, b"PLAIN", f"\0{user}\0{password}".encode())
        return _request(connection, CONFIG_GET, b"cluster")


def _request(connection, opcode, key, value=b""):
    """Sends one packet and returns the value of the answer; nothing is there: no bytes."""
    connection.sendall(HEADER.pack(0x80, opcode, len(key), 0, 0, 0, len(key) + len(value), 0, 0) + key + value)
    _, _, key_length, extras_length, _, status, body_length, _, _ = HEADER.unpack(_receive(connection, HEADER.size))
    body = _receive(connection, body_length)
    if status == UNAUTHENTICATED:
        raise DirectoryError("the directory refuses the user or the password (CACHE_USER, CACHE_PASSWORD_FILE)")
    if status not in (OK, NOT_FOUND):
        raise DirectoryError("the server answers, but keeps no list of nodes: start it with -c doozy.conf or --directory")
    return body[key_length + extras_length :] if status == OK else b""


def _receive(connection, count):
    received = b""
    while len(received) < count:
        some = connection.recv(count - len(received))
        if not some:
            raise ConnectionError("it closed the connection")
        received += some
    return received
