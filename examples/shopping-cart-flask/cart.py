"""What a cart is, and what may be in it. Money is whole cents: 0.1 + 0.2 is not 0.3 in floating point."""

import re
import unicodedata

PRICE_CENTS_MAX = 10_000_000
COUNT_MAX = 1000
ITEMS_MAX = 100
NAME_LENGTH_MAX = 100


class RequestError(Exception):
    """The request can't be carried out as it is: a status and a sentence for the client."""

    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def check_cart_id(cart_id):
    """Checks a cart's id: it is part of a cache key."""
    if re.fullmatch("[A-Za-z0-9_-]{1,64}", cart_id) is None:
        raise RequestError(400, "a cart's id has 1 to 64 letters, digits, - and _")
    return cart_id


def check_item(name, item):
    """Checks one item of a request. The price is in cents."""
    _check_name(name)
    price = _whole_number(f"price of {name}", item.get("price"), 0, PRICE_CENTS_MAX, " (cents)")
    count = _whole_number(f"count of {name}", item.get("count"), 1, COUNT_MAX, "")
    return {"name": name, "price": price, "count": count}


def _check_name(name):
    if not isinstance(name, str) or name.strip() != name or not 1 <= len(name) <= NAME_LENGTH_MAX:
        raise RequestError(400, f"an item's name has 1 to {NAME_LENGTH_MAX} characters, no blank at either end")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        raise RequestError(400, "an item's name has no control characters")


def _whole_number(what, value, least, most, unit):
    # True is an int, too.
    if type(value) is not int or not least <= value <= most:
        raise RequestError(400, f"{what}: it has to be a whole number from {least} to {most}{unit}")
    return value


def check_items(items):
    """Checks a whole list of items, as a request has it."""
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise RequestError(400, 'the items are a list: [{"name": "apple", "price": 25, "count": 3}]')
    checked = [check_item(item.get("name"), item) for item in items]
    if len({item["name"] for item in checked}) < len(checked):
        raise RequestError(400, "an item is in the list twice")
    return _check_length(checked)


def _check_length(items):
    if len(items) > ITEMS_MAX:
        raise RequestError(409, f"a cart holds {ITEMS_MAX} items at most")
    return items


def with_item(items, item):
    """The items with one put in, in the place of the one of its name, or behind all others."""
    if any(old["name"] == item["name"] for old in items):
        return [item if old["name"] == item["name"] else old for old in items]
    return _check_length([*items, item])


def without_item(items, name):
    """The items without the one of that name."""
    return [item for item in items if item["name"] != name]


def total_of(items):
    """What all items cost, in cents."""
    return sum(item["price"] * item["count"] for item in items)
