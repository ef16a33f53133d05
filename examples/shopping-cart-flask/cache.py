"""The pool of cache nodes, through pylibmc: the binary protocol, SASL with user name and password, libketama's placement."""

import contextlib
import queue

import pylibmc

# A client of pylibmc is for one thread at a time.
CLIENT_COUNT = 16

BEHAVIORS = {
    # libketama, as npm's memcached and php-memcached's OPT_LIBKETAMA_COMPATIBLE place keys. (Plain "ketama" is another ring.)
    "ketama_weighted": True,
    "cas": True,
    "tcp_nodelay": True,
    "connect_timeout": 1000,
    "_poll_timeout": 3000,
    # A node that is down is down: its carts are on its disk, so no other node may take over (that would be auto_eject), and it is
    # tried again soon.
    "retry_timeout": 1,
}


class CacheError(Exception):
    """The cache could not be asked: whether a change was made is unknown."""


class Cache:
    """A client of the pool for many threads. Every method raises CacheError when a node can't be asked."""

    def __init__(self, servers, login):
        self.servers = servers
        # Not pylibmc.ClientPool: its clients are clones, and a clone of 1.6.3 forgets ketama_weighted and looks on other nodes.
        self._clients = queue.LifoQueue()
        for _ in range(CLIENT_COUNT):
            self._clients.put(_create_client(servers, login))

    def check(self):
        """Raises if a node does not answer, or does not let us in."""
        try:
            answers = self._ask(lambda client: client.get_stats())
        except CacheError as error:
            if "AUTHENTICATION" in str(error):
                raise CacheError("the cache refuses the user or the password (CACHE_USER, CACHE_PASSWORD_FILE)") from error
            raise
        if len(answers) < len(self.servers):
            raise CacheError("a cache node does not answer")

    def gets(self, key):
        """The bytes of a key and its cas number, or (None, None)."""
        # Bytes: of a text key 1.6.3 frees the encoded copy too early, and with several threads finds nothing now and then.
        return self._ask(lambda client: client.gets(key.encode()))

    def get_many(self, keys):
        """The bytes of those keys that are there, by key."""
        return self._ask(lambda client: client.get_multi(keys)) if keys else {}

    def set(self, key, value, ttl_seconds=0):
        self._ask(lambda client: client.set(key, value, ttl_seconds))

    def add(self, key, value):
        """Stores where nothing is; returns whether it did."""
        return self._ask(lambda client: client.add(key, value))

    def cas(self, key, value, cas):
        """Stores if nobody has stored since `cas` was read; returns whether it did."""
        try:
            return self._ask(lambda client: client.cas(key, value, cas))
        except pylibmc.NotFound:
            return False

    def delete(self, key):
        """Returns whether there was something."""
        return self._ask(lambda client: client.delete(key))

    def _ask(self, call):
        with self._reserved_client() as client:
            try:
                return call(client)
            except pylibmc.NotFound:
                raise
            except pylibmc.Error as error:
                raise CacheError(f"a cache node can't be asked: {error}") from error

    @contextlib.contextmanager
    def _reserved_client(self):
        client = self._clients.get()
        try:
            yield client
        finally:
            self._clients.put(client)


def _create_client(servers, login):
    user, password = login or (None, None)
    return pylibmc.Client(servers, binary=True, username=user, password=password, behaviors=BEHAVIORS)
