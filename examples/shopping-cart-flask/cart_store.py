"""Carts in the pool. There is no database behind it: the nodes write every change to disk before they acknowledge it
(`durability=sync`), so what a client of this application was told is kept.
"""

import json
import random
import time

from cache import CacheError

RETRY_FOR_SECONDS = 5
PAUSE_SECONDS_MAX = 0.02


class CartStore:
    def __init__(self, cache):
        self._cache = cache

    def items(self, cart_id):
        """The items of a cart; one that nobody has put anything into is empty."""
        value, _cas = self._cache.gets(_key_of(cart_id))
        return [] if value is None else json.loads(value)

    def replace(self, cart_id, items):
        """Puts these items in the place of all that is there."""
        self._cache.set(_key_of(cart_id), _encoded(items))

    def clear(self, cart_id):
        self._cache.delete(_key_of(cart_id))

    def change(self, cart_id, edit):
        """Changes a cart by a function of its items; returns the items before and after.

        Nothing is lost when several do it at the same time, also in other processes: what was read is written back only if it is
        still there (cas), else it is read and changed anew.
        """
        key = _key_of(cart_id)
        deadline = time.monotonic() + RETRY_FOR_SECONDS
        while time.monotonic() < deadline:
            value, cas = self._cache.gets(key)
            before = [] if value is None else json.loads(value)
            after = edit(before)
            if value is None:
                is_stored = self._cache.add(key, _encoded(after))
            else:
                is_stored = self._cache.cas(key, _encoded(after), cas)
            if is_stored:
                return before, after
            time.sleep(random.uniform(0, PAUSE_SECONDS_MAX))
        raise CacheError(f"cart {cart_id} is changed by too many at once")


def _key_of(cart_id):
    return f"cart:{cart_id}"


def _encoded(items):
    # Bytes are stored as they are, so that clients in other languages can read them.
    return json.dumps(items, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
