"""A shop's carts over HTTP, kept in a pool of memtool servers. The README says how to start it."""

import json
import signal
import sys
from urllib.parse import unquote_to_bytes

from flask import Flask, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter
from werkzeug.serving import WSGIRequestHandler, make_server

from cache import Cache, CacheError
from cart import RequestError, check_cart_id, check_item, check_items, total_of, with_item, without_item
from cart_store import CartStore
from catalogue import CachedCatalogue, Catalogue
from discovery import DirectoryError, find_nodes
from settings import SettingsError, read_settings

BODY_BYTES_MAX = 64 * 1024


def say(line):
    print(f"shopping-cart: {line}", file=sys.stderr, flush=True)


def create_app(settings):
    """The application, for any WSGI server. Raises SettingsError, DirectoryError or CacheError when it can't start."""
    servers = settings.servers if settings.directory is None else find_nodes(settings, say)
    cache = Cache(servers, settings.login)
    cache.check()
    slow = Catalogue(settings)
    catalogue = CachedCatalogue(slow, cache, settings) if settings.is_cache_on else slow
    say(f"carts on {' '.join(servers)}; catalogue {'cached' if settings.is_cache_on else 'asked every time'}")
    app = Flask(__name__, static_folder=None)
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    # An item's name may have any slashes.
    app.url_map.merge_slashes = False
    app.url_map.converters["item_name"] = ItemName
    _add_carts(app, CartStore(cache), catalogue)
    _add_errors(app)
    app.get("/healthz")(lambda: {"nodes": servers})
    return app


def _add_carts(app, carts, catalogue):
    cart_path = "/carts/<cart_id>/items"
    item_path = "/carts/<cart_id>/items/<item_name:name>"

    @app.get(cart_path)
    def list_items(cart_id):
        return _shown(cart_id, carts.items(check_cart_id(cart_id)), catalogue)

    @app.put(cart_path)
    def replace_items(cart_id):
        check_cart_id(cart_id)
        items = check_items(_read_json())
        carts.replace(cart_id, items)
        return _shown(cart_id, items, catalogue)

    @app.delete(cart_path)
    def clear(cart_id):
        carts.clear(check_cart_id(cart_id))
        return "", 204

    @app.get(item_path)
    def show_item(cart_id, name):
        items = carts.items(check_cart_id(cart_id))
        item = next((item for item in items if item["name"] == name), None)
        return _not_in_cart(cart_id, name) if item is None else item

    @app.put(item_path)
    def put_item(cart_id, name):
        check_cart_id(cart_id)
        body = _read_json()
        item = check_item(name, body if isinstance(body, dict) else {})
        before, _after = carts.change(cart_id, lambda items: with_item(items, item))
        return item, 200 if any(old["name"] == name for old in before) else 201

    @app.delete(item_path)
    def delete_item(cart_id, name):
        before, after = carts.change(check_cart_id(cart_id), lambda items: without_item(items, name))
        return _not_in_cart(cart_id, name) if len(before) == len(after) else ("", 204)


def _not_in_cart(cart_id, name):
    return {"error": f"there is no {json.dumps(name, ensure_ascii=False)} in cart {cart_id}"}, 404


def _shown(cart_id, items, catalogue):
    """A cart as clients see it: each item with what it costs today, null for what is not sold any more."""
    products = catalogue.find([item["name"] for item in items]) if items else {}
    shown = []
    for item in items:
        product = products.get(item["name"]) or {}
        shown.append({**item, "priceNow": product.get("price"), "description": product.get("description")})
    return {"cart": cart_id, "items": shown, "total": total_of(items)}


def _read_json():
    # One byte more tells whether there is more; a little of that is read, so that the client hears the answer.
    body = request.stream.read(16 * BODY_BYTES_MAX)
    if len(body) > BODY_BYTES_MAX:
        raise RequestError(413, f"a request has {BODY_BYTES_MAX} bytes at most")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise RequestError(400, "the body is not JSON") from None
    if not isinstance(value, (dict, list)):
        raise RequestError(400, "the body is not an object or a list")
    return value


def _add_errors(app):
    """Answers whatever happens. A node that is away is no answer about the cart: 503, and try again."""

    @app.before_request
    def check_path():
        try:
            # Servers that decode the path themselves put U+FFFD in the place of what they can't.
            unquote_to_bytes(request.environ.get("RAW_URI", "")).decode("utf-8")
        except UnicodeDecodeError:
            raise RequestError(400, "the path is not UTF-8 in percent-encoding") from None

    @app.errorhandler(RequestError)
    def refuse(error):
        return {"error": str(error)}, error.status

    @app.errorhandler(CacheError)
    def be_away(error):
        say(error)
        return {"error": "the cart can't be reached now, try again"}, 503, {"Retry-After": "1"}

    @app.errorhandler(HTTPException)
    def explain(error):
        words = {
            404: "carts are at /carts/ID/items and /carts/ID/items/NAME",
            405: f"this path takes {', '.join(sorted(getattr(error, 'valid_methods', None) or []))}",
        }
        response = error.get_response()
        response.data = app.json.dumps({"error": words.get(error.code, error.description)})
        response.content_type = "application/json"
        return response


class ItemName(BaseConverter):
    """What stands for an item's name in a path: anything, slashes as well. Flask has decoded it already."""

    regex = "(?s:.+)"
    part_isolating = False


class QuietHandler(WSGIRequestHandler):
    """Logs no request."""

    def log_request(self, *_args):
        pass


def main():
    settings = read_settings()
    server = make_server("127.0.0.1", settings.port, create_app(settings), threaded=True, request_handler=QuietHandler)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    say(f"listening on http://127.0.0.1:{server.server_port}")
    server.serve_forever()


if __name__ == "__main__":
    try:
        main()
    except (SettingsError, DirectoryError, CacheError) as error:
        say(error)
        sys.exit(1)
