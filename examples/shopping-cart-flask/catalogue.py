"""The shop's catalogue: what products cost today. It stands for a database: a file, behind a declared delay for each query and a
limited number of connections, so that there is something for the cache to take away.
"""

import base64
import hashlib
import json
import pathlib
import threading
import time

from cache import CacheError


class Catalogue:
    """The slow one. A query is for any number of products."""

    def __init__(self, settings):
        path = pathlib.Path(__file__).with_name("catalogue.json")
        self._products = json.loads(path.read_text(encoding="utf-8"))
        self._delay_seconds = settings.catalogue_delay_ms / 1000
        self._connections = threading.BoundedSemaphore(settings.catalogue_connections)

    def find(self, names):
        """The products of these names, None for what is not sold."""
        with self._connections:
            time.sleep(self._delay_seconds)
        return {name: self._products.get(name) for name in names}


class CachedCatalogue:
    """The same with the cache before it (cache-aside): one query for all that the cache does not have, which it has from then on."""

    def __init__(self, catalogue, cache, settings):
        self._catalogue = catalogue
        self._cache = cache
        self._ttl_seconds = settings.catalogue_ttl_seconds

    def find(self, names):
        cached = self._cached(names)
        products = {name: json.loads(cached[_key_of(name)]) for name in names if _key_of(name) in cached}
        missing = [name for name in names if name not in products]
        if missing:
            found = self._catalogue.find(missing)
            self._keep(found)
            products.update(found)
        return products

    # A cache that can't be asked only costs time here: the catalogue knows as well.

    def _cached(self, names):
        try:
            return self._cache.get_many([_key_of(name) for name in names])
        except CacheError:
            return {}

    def _keep(self, products):
        for name, product in products.items():
            try:
                self._cache.set(_key_of(name), json.dumps(product).encode("utf-8"), self._ttl_seconds)
            except CacheError:
                pass


def _key_of(name):
    """Names have blanks and any letters, keys may not; a digest has one length."""
    digest = hashlib.sha256(name.encode("utf-8")).digest()
    return "product:" + base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
