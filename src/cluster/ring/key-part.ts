/** Clients that hash a part of the key only: without their prefix, between the braces of a hash tag, up to a stop. */
import { MemtoolError } from "../../base/errors.ts";
import type { ClientPlacement } from "./placement.ts";

/** Calls `use` with the part of a key that counts. */
type Narrow = <Result>(
  bytes: Uint8Array,
  start: number,
  end: number,
  use: (bytes: Uint8Array, start: number, end: number) => Result,
) => Result;

/** The placement that hashes the part of each key that `narrow` finds. */
function placementOfPart(inner: ClientPlacement, narrow: Narrow): ClientPlacement {
  return {
    place: (bytes, start, end) => narrow(bytes, start, end, inner.place),
    explain: (bytes, start, end) => narrow(bytes, start, end, inner.explain),
    layout: inner.layout,
  };
}

/** Leaves out `prefix` where a key begins with it: the client puts it before the key after it has chosen the server. */
export function withoutPrefix(inner: ClientPlacement, prefix: string): ClientPlacement {
  const bytes = new TextEncoder().encode(prefix);
  if (bytes.length === 0) {
    return inner;
  }
  return placementOfPart(inner, (key, start, end, use) => {
    const isPrefixed = end - start > bytes.length && isAt(key, start, bytes);
    return use(key, isPrefixed ? start + bytes.length : start, end);
  });
}

/** Whether `part` stands in `bytes` from `at`. */
function isAt(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  for (const [index, byte] of part.entries()) {
    if (bytes[at + index] !== byte) {
      return false;
    }
  }
  return true;
}

/**
 * What stands between the first of `open` and the next `close` behind it, if there is something; else the whole key: twemproxy's
 * `hash_tag` (src/nc_server.c, server_pool_idx) and the proxy's `filter = "tags"` (proxy_lua.c).
 */
export function withHashTag(inner: ClientPlacement, open: number, close: number): ClientPlacement {
  return placementOfPart(inner, (key, start, end, use) => {
    const from = indexWithin(key, start, end, open) + 1;
    const to = from === 0 ? -1 : indexWithin(key, from, end, close);
    return to > from ? use(key, from, to) : use(key, start, end);
  });
}

/**
 * The two characters of a hash tag, as bytes.
 * @throws MemtoolError USAGE
 */
export function parseHashTag(text: string): [open: number, close: number] {
  const [open, close, ...more] = Buffer.from(text);
  if (open === undefined || close === undefined || more.length > 0) {
    throw new MemtoolError("USAGE", `cannot use the hash tag ${JSON.stringify(text)}`, {
      hint: "a hash tag is two characters, as {}",
    });
  }
  return [open, close];
}

/** What stands before the first `stop`, or the whole key: mcrouter's `|#|` and the proxy's `filter = "stop"`. */
export function untilStop(inner: ClientPlacement, stop: string): ClientPlacement {
  const bytes = new TextEncoder().encode(stop);
  return placementOfPart(inner, (key, start, end, use) => {
    for (let at = start; at + bytes.length <= end; at++) {
      if (isAt(key, at, bytes)) {
        return use(key, start, at);
      }
    }
    return use(key, start, end);
  });
}

/** Leaves out mcrouter's `/region/cluster/` before a key (mcrouter/lib/carbon/Keys.h). */
export function withoutRoutingPrefix(inner: ClientPlacement): ClientPlacement {
  const slash = "/".charCodeAt(0);
  return placementOfPart(inner, (key, start, end, use) => {
    if (key[start] !== slash || end === start) {
      return use(key, start, end);
    }
    const second = indexWithin(key, start + 1, end, slash);
    const third = second === -1 ? -1 : indexWithin(key, second + 1, end, slash);
    return use(key, third === -1 ? start : third + 1, end);
  });
}

/** The index of `byte` in `bytes[start..end)`, or -1. */
function indexWithin(bytes: Uint8Array, start: number, end: number, byte: number): number {
  for (let at = start; at < end; at++) {
    if (bytes[at] === byte) {
      return at;
    }
  }
  return -1;
}
