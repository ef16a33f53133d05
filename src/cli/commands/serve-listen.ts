/** memcached's `-l` list: `HOST[:PORT]` items separated by commas or semicolons. */
import { MemtoolError } from "../../base/errors.ts";

/** One interface. */
export interface ListenAddress {
  /** A name, an IPv4 address, or an IPv6 address without brackets; `0.0.0.0` and `::` are all interfaces. */
  readonly host: string;
  /** 0 takes any free port; undefined follows `-p`. */
  readonly port: number | undefined;
}

/** Highest TCP port. */
const PORT_MAX = 65535;

/** Prefixes of memcached's that ask for what this server does not have; silently ignoring them would open the wrong listener. */
const PREFIX = /^(?:notls|btls|mtls|proto\[|tag\[|tag_)/;

/** Reads one `-l` value. `*` becomes both families. @throws MemtoolError USAGE, in memcached's words where it has some */
export function parseListen(text: string): ListenAddress[] {
  const items = text.split(/[,;]/).map((item) => item.trim());
  return items.filter((item) => item !== "").flatMap(parseItem);
}

function parseItem(item: string): ListenAddress[] {
  if (PREFIX.test(item)) {
    throw new MemtoolError("USAGE", `-l ${JSON.stringify(item)}: listener prefixes are not supported`, {
      hint: "write HOST or HOST:PORT",
    });
  }
  const { host, portText } = splitItem(item);
  const port = portText === undefined ? undefined : parsePort(portText);
  if (host === "*") {
    return ["0.0.0.0", "::"].map((family) => ({ host: family, port }));
  }
  if (!/^[A-Za-z0-9_.:%-]+$/.test(host)) {
    throw new MemtoolError("USAGE", `-l ${JSON.stringify(item)} names no interface`, {
      hint: "for example -l 127.0.0.1 or -l [::1]:11211",
    });
  }
  return [{ host, port }];
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

/** A TCP port, -1 and 0 meaning any free one (0). @throws MemtoolError USAGE */
export function parsePort(text: string): number {
  const port = /^(?:-1|[0-9]{1,9})$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(port) || port > PORT_MAX) {
    throw new MemtoolError("USAGE", `Invalid port number: ${JSON.stringify(text)}`, {
      hint: `a port is 1 to ${PORT_MAX}; 0 or -1 takes any free one`,
    });
  }
  return Math.max(port, 0);
}
