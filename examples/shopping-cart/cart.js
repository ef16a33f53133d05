/** What a cart is, and what may be in it. Money is whole cents: 0.1 + 0.2 is not 0.3 in floating point. */

const PRICE_CENTS_MAX = 10_000_000;
const COUNT_MAX = 1000;
const ITEMS_MAX = 100;
const NAME_LENGTH_MAX = 100;

/** The request can't be carried out as it is: a status, a sentence for the client, and for 405 the methods that can. */
export class RequestError extends Error {
  constructor(status, message, methods = []) {
    super(message);
    this.status = status;
    this.methods = methods;
  }
}

/** Checks a cart's id: it is part of a cache key. */
export function checkCartId(id) {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) {
    throw new RequestError(400, "a cart's id has 1 to 64 letters, digits, - and _");
  }
  return id;
}

/** Checks one item of a request. The price is in cents. */
export function checkItem({ name, price, count }) {
  checkName(name);
  checkWholeNumber(`price of ${name}`, price, 0, PRICE_CENTS_MAX, " (cents)");
  checkWholeNumber(`count of ${name}`, count, 1, COUNT_MAX, "");
  return { name, price, count };
}

function checkName(name) {
  if (typeof name !== "string" || name.trim() !== name || name === "" || [...name].length > NAME_LENGTH_MAX) {
    throw new RequestError(400, `an item's name has 1 to ${NAME_LENGTH_MAX} characters, no blank at either end`);
  }
  if (/[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new RequestError(400, "an item's name has no control characters");
  }
}

function checkWholeNumber(what, value, least, most, unit) {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new RequestError(400, `${what}: it has to be a whole number from ${least} to ${most}${unit}`);
  }
}

/** Checks a whole list of items, as a request has it. */
export function checkItems(items) {
  if (!Array.isArray(items) || items.some((item) => typeof item !== "object" || item === null)) {
    throw new RequestError(400, 'the items are a list: [{"name": "apple", "price": 25, "count": 3}]');
  }
  const checked = items.map(checkItem);
  if (new Set(checked.map(({ name }) => name)).size < checked.length) {
    throw new RequestError(400, "an item is in the list twice");
  }
  return checkCount(checked);
}

function checkCount(items) {
  if (items.length > ITEMS_MAX) {
    throw new RequestError(409, `a cart holds ${ITEMS_MAX} items at most`);
  }
  return items;
}

/** The items with one put in, in the place of the one of its name, or behind all others. */
export function withItem(items, item) {
  const isThere = items.some(({ name }) => name === item.name);
  return isThere ? items.map((old) => (old.name === item.name ? item : old)) : checkCount([...items, item]);
}

/** The items without the one of that name. */
export function withoutItem(items, name) {
  return items.filter((item) => item.name !== name);
}

/** What all items cost, in cents. */
export function totalOf(items) {
  return items.reduce((sum, { price, count }) => sum + price * count, 0);
}
