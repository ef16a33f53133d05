"""What the environment says, checked once at the start. The README lists the variables."""

import os
import re
from dataclasses import dataclass


class SettingsError(Exception):
    """Why the application can't start: a sentence for whoever starts it."""


@dataclass(frozen=True)
class Settings:
    port: int
    directory: str | None
    servers: list
    node_count: int
    wait_seconds: int
    login: tuple | None
    is_cache_on: bool
    catalogue_ttl_seconds: int
    catalogue_delay_ms: int
    catalogue_connections: int


def read_settings(env=os.environ):
    """Raises SettingsError for a setting that makes no sense."""
    directory = env.get("CACHE_DIRECTORY") or None
    servers = [server for server in re.split("[ ,]+", env.get("CACHE_SERVERS", "")) if server]
    if directory is None and not servers:
        raise SettingsError("set CACHE_DIRECTORY=HOST:PORT (a memtool directory), or CACHE_SERVERS=HOST:PORT,...")
    if directory is not None and "CACHE_NODES" not in env:
        raise SettingsError("set CACHE_NODES=N: how many nodes the directory has when none is missing")
    return Settings(
        port=_whole_number(env, "PORT", 3000, 0),
        directory=directory,
        servers=servers,
        node_count=_whole_number(env, "CACHE_NODES", 1, 1),
        wait_seconds=_whole_number(env, "CACHE_WAIT_SECONDS", 60, 0),
        login=_read_login(env),
        is_cache_on=_on_or_off(env, "CACHE"),
        catalogue_ttl_seconds=_whole_number(env, "CATALOGUE_TTL_SECONDS", 60, 1),
        catalogue_delay_ms=_whole_number(env, "CATALOGUE_DELAY_MS", 20, 0),
        catalogue_connections=_whole_number(env, "CATALOGUE_CONNECTIONS", 10, 1),
    )


def _whole_number(env, name, normal, least):
    text = env.get(name, str(normal))
    if re.fullmatch("[0-9]{1,9}", text) is None or int(text) < least:
        raise SettingsError(f"{name}={text}: it has to be a whole number, {least} or more")
    return int(text)


def _on_or_off(env, name):
    text = env.get(name, "on")
    if text not in ("on", "off"):
        raise SettingsError(f"{name}={text}: it is on or off")
    return text == "on"


def _read_login(env):
    """The password stands in a file, or in the environment; never on a command line, where every user of the machine sees it."""
    user = env.get("CACHE_USER")
    if user is None:
        return None
    path = env.get("CACHE_PASSWORD_FILE")
    password = env.get("CACHE_PASSWORD", "") if path is None else _first_line(path)
    if password == "":
        raise SettingsError(f"CACHE_USER={user} needs a password: CACHE_PASSWORD_FILE=FILE or CACHE_PASSWORD")
    return user, password


def _first_line(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.readline().rstrip("\r\n")
    except OSError as error:
        raise SettingsError(f"CACHE_PASSWORD_FILE={path} can't be read: {error.strerror}") from error
