/**
 * memcached's `-l` list, items separated by commas or semicolons:
 *
 *     [notls:|btls:|mtls:][proto[ascii|binary|negotiating]:][tag[NAME]:|tag_NAME_:]HOST[:PORT]
 *
 * HOST is a name, an IPv4 address, an IPv6 address (in brackets when a port follows), or `*` for all interfaces.
 */
import { ALL_INTERFACES } from "../../net/host-addresses.ts";
import type { ListenerProtocol, ListenerTls, ListenInterface } from "../../server/settings.ts";
import { atoi } from "./numbers.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "./refusal.ts";

/** Highest port. */
const PORT_MAX = 65535;

/** Longest tag; tags steer memcached's proxy only, and are read and forgotten here. */
const TAG_LENGTH_MAX = 8;

const PROTOCOLS: Readonly<Record<string, ListenerProtocol>> = {
  ascii: "ascii",
  binary: "binary",
  negotiating: "auto",
};

interface Draft {
  rest: string;
  tls?: ListenerTls;
  protocol?: ListenerProtocol;
}

function refuse(message: string, item: string): MemcachedRefusal {
  return new MemcachedRefusal(MEMCACHED_EXIT.osError, message, `failed to listen on one of interface(s) ${item}`);
}

/**
 * Reads one `-l` value.
 * @throws MemcachedRefusal in memcached's words
 */
export function parseListen(text: string): ListenInterface[] {
  const items = text.split(/[,;]/).map((item) => item.trim());
  const found = items.filter((item) => item !== "").map(parseItem);
  if (found.length === 0) {
    throw refuse("-l names no interface", JSON.stringify(text));
  }
  return found;
}

function parseItem(item: string): ListenInterface {
  const draft: Draft = { rest: item };
  takeTls(draft);
  takeProtocol(draft, item);
  takeTag(draft, item);
  const { host, portText } = splitItem(draft.rest);
  const port = portText === undefined ? undefined : listenPort(portText, item);
  if (host !== ALL_INTERFACES && !/^[A-Za-z0-9_.:%-]+$/.test(host)) {
    throw refuse(`getaddrinfo(): ${JSON.stringify(host)} is no host`, item);
  }
  const { tls, protocol } = draft;
  return {
    host,
    port,
    ...(protocol === undefined ? {} : { protocol }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function takeTls(draft: Draft): void {
  const found = /^(notls|btls|mtls):/.exec(draft.rest);
  if (found !== null) {
    draft.tls = found[1] as ListenerTls;
    draft.rest = draft.rest.slice(found[0].length);
  }
}

function takeProtocol(draft: Draft, item: string): void {
  const found = /^proto\[([^\]]*)\]:/.exec(draft.rest);
  if (found === null) {
    return;
  }
  const protocol = PROTOCOLS[found[1] ?? ""];
  if (protocol === undefined) {
    throw refuse(`Invalid protocol spec: "${found[1]}"`, item);
  }
  draft.protocol = protocol;
  draft.rest = draft.rest.slice(found[0].length);
}

function takeTag(draft: Draft, item: string): void {
  const found = /^tag(?:\[([^\]]*)\]|_([^_]*)_):/.exec(draft.rest);
  if (found === null) {
    return;
  }
  const tag = found[1] ?? found[2] ?? "";
  if (tag.length < 1 || tag.length > TAG_LENGTH_MAX) {
    throw refuse(`Listener tags must be between 1 and 8 characters: "${tag}"`, item);
  }
  draft.rest = draft.rest.slice(found[0].length);
}

/** Several colons without brackets are a bare IPv6 address, which cannot carry a port. */
function splitItem(item: string): { host: string; portText: string | undefined } {
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(item);
  if (bracketed !== null) {
    return { host: bracketed[1] ?? "", portText: bracketed[2] };
  }
  const parts = item.split(":");
  return parts.length === 2 ? { host: parts[0] ?? "", portText: parts[1] } : { host: item, portText: undefined };
}

/** The port of an item, -1 and 0 meaning any free one (0). */
function listenPort(text: string, item: string): number {
  const port = /^(?:-1|[0-9]{1,9})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(port) || port > PORT_MAX) {
    throw refuse(`Invalid port number: "${text}"`, item);
  }
  return Math.max(port, 0);
}

/**
 * The port of -p or -U, read with atoi as memcached does: 0 means off, -1 any free one (0 in the settings).
 * @throws MemcachedRefusal above 65535
 */
export function parsePort(text: string): "off" | number {
  const port = atoi(text);
  if (port > PORT_MAX || port < -1) {
    throw new MemcachedRefusal(
      MEMCACHED_EXIT.usage,
      `Invalid port number: "${text}"`,
      `a port is 1 to ${PORT_MAX}; -1 takes any free one`,
    );
  }
  return port === 0 ? "off" : Math.max(port, 0);
}
