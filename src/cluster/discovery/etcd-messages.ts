/**
 * The messages of etcd's JSON gateway that are used here, and the keys under which nodes register:
 *
 *     /memtool/CLUSTER/nodes/HOST:PORT  ->  {"host":"127.0.0.1","port":11211,"weight":1,"version":"1.6.45"}     with a lease
 *
 * Keys and values are base64; 64-bit numbers come as text, and as nothing at all where they are 0.
 */
import { isHost, parseAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import type { ServerNode } from "./server-list.ts";

/** The nodes of an answer to a range request, and the revision of the store that it shows. */
export interface NodeRange {
  readonly revision: bigint;
  readonly nodes: readonly ServerNode[];
  /** Keys that name no node. */
  readonly strange: readonly string[];
}

/** What a message of a watch says: that it was only set up, that something changed, or that the past it asks for is gone. */
export type WatchMessage = "quiet" | "changed" | "compacted";

/** Where the nodes of a cluster are. */
export function nodesPrefix(cluster: string): string {
  return `/memtool/${cluster}/nodes/`;
}

/** The part of a request that means all keys with a prefix: up to the prefix with its last byte one higher. */
export function prefixRange(prefix: string): { key: string; range_end: string } {
  const bytes = Buffer.from(prefix);
  const end = Buffer.from(bytes);
  end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1);
  return { key: bytes.toString("base64"), range_end: end.toString("base64") };
}

/**
 * Reads an answer to `/v3/kv/range`.
 * @throws MemtoolError PROTOCOL
 */
export function readRange(answer: unknown, prefix: string): NodeRange {
  const { header, kvs = [] } = recordOf(answer);
  const revision = recordOf(header)["revision"];
  if (typeof revision !== "string" || !/^\d{1,19}$/.test(revision) || !Array.isArray(kvs)) {
    throw unreadable(answer);
  }
  const nodes: ServerNode[] = [];
  const strange: string[] = [];
  for (const pair of kvs) {
    const { key, value } = recordOf(pair);
    const name = textOf(key).slice(prefix.length);
    const node = readNode(name, textOf(value));
    if (node === undefined) {
      strange.push(name);
    } else {
      nodes.push(node);
    }
  }
  return { revision: BigInt(revision), nodes, strange };
}

/**
 * Reads a message of `/v3/watch`.
 * @throws MemtoolError PROTOCOL for one that is none, SERVER for an error of etcd
 */
export function readWatchMessage(line: string): WatchMessage {
  const { result, error } = recordOf(parseJson(line));
  if (error !== undefined) {
    throw new MemtoolError("SERVER", `etcd ended the watch: ${JSON.stringify(recordOf(error)["message"] ?? error)}`);
  }
  const { events, canceled, compact_revision: compacted } = recordOf(result);
  if (canceled === true) {
    return compacted === undefined ? "changed" : "compacted";
  }
  return Array.isArray(events) && events.length > 0 ? "changed" : "quiet";
}

/** What the value says counts, for a node may be reached under another name than it registered; without it the key does. */
function readNode(name: string, text: string): ServerNode | undefined {
  const { host, port, weight, name: label, tls } = recordOf(tryJson(text));
  if (typeof host === "string" && isHost(host) && isPort(port)) {
    return {
      host,
      port,
      weight: typeof weight === "number" && weight > 0 && Number.isFinite(weight) ? weight : 1,
      ...(typeof label === "string" && /^[\x21-\x7e]{1,250}$/.test(label) ? { name: label } : {}),
      ...(typeof tls === "boolean" ? { tls } : {}),
    };
  }
  try {
    const address = parseAddress(name);
    return address.kind === "tcp" ? { host: address.host, port: address.port, weight: 1 } : undefined;
  } catch {
    return undefined;
  }
}

function isPort(port: unknown): port is number {
  return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65535;
}

function textOf(base64: unknown): string {
  return typeof base64 === "string" ? Buffer.from(base64, "base64").toString("utf8") : "";
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads JSON that etcd sent. @throws MemtoolError PROTOCOL */
export function parseJson(text: string): unknown {
  const value = tryJson(text);
  if (value === undefined) {
    throw unreadable(text);
  }
  return value;
}

function unreadable(answer: unknown): MemtoolError {
  const shown = typeof answer === "string" ? JSON.stringify(answer.slice(0, 60)) : JSON.stringify(answer).slice(0, 60);
  return new MemtoolError("PROTOCOL", `cannot read the answer of etcd: ${shown}`, {
    hint: "is this the client port of an etcd 3.4 or later, with its JSON gateway switched on?",
  });
}
