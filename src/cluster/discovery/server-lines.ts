/**
 * A pool as a plain list: an address a line, with its weight and its name if it has such.
 *
 *     # the pool of the shop
 *     cache1.example.com:11211
 *     cache2.example.com:11211*2       twice the keys
 *     local=/run/memcached.sock        called "local" on the ring
 */
import { parseAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { badLine } from "./config-tree.ts";
import { addressNode, type ServerNode } from "./server-list.ts";

/**
 * Reads all lines.
 * @param path for messages
 * @throws MemtoolError USAGE, with the line
 */
export function parseServerLines(text: string, path: string): ServerNode[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const entry = whole.replace(/(?:^|\s)#.*$/, "").trim();
    return entry === "" ? [] : [parseServerEntry(entry, path, index + 1)];
  });
}

/** Reads one. @throws MemtoolError USAGE */
export function parseServerEntry(entry: string, path: string, line: number): ServerNode {
  try {
    const address = parseAddress(entry);
    if (address.username !== undefined) {
      throw new MemtoolError("ADDRESS", "a login has no place in a list: use --user and --password-file");
    }
    return { ...addressNode(address), ...(address.kind === "tcp" && address.tls ? { tls: true } : {}) };
  } catch (error) {
    if (error instanceof MemtoolError && error.code === "ADDRESS") {
      throw badLine(path, line, error.message, error.hint);
    }
    throw error;
  }
}
