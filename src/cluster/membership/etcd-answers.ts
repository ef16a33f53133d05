/** What etcd's JSON gateway answers a node that registers. 64-bit numbers come as text, and as nothing at all where they are 0. */
import { MemtoolError } from "../../base/errors.ts";

/** A key of a node as it is in etcd. */
export interface HeldNode {
  readonly key: string;
  /** What the node says of itself; undefined where the value does not tell. */
  readonly name: string | undefined;
  readonly instance: string | undefined;
  /** Revision of the store when that instance came; undefined where the value does not tell. */
  readonly since: string | undefined;
  /** At which the key was written last. */
  readonly revision: string;
}

/** A lease, and the seconds that it has left: 0 when it has run out. */
export interface EtcdLease {
  readonly id: string;
  readonly seconds: number;
  /** Of the store; undefined where it is not told. */
  readonly revision: string | undefined;
}

type Json = Readonly<Record<string, unknown>>;

/** Reads the answer to `/v3/lease/grant` and `/v3/lease/keepalive`. @throws MemtoolError PROTOCOL */
export function readLease(answer: unknown): EtcdLease {
  const outer = recordOf(answer);
  const { ID: id, TTL: seconds = "0", header } = "result" in outer ? recordOf(outer["result"]) : outer;
  const { revision } = recordOf(header);
  if (!isNumber(id) || !isNumber(seconds)) {
    throw unreadable("a lease", answer);
  }
  return { id, seconds: Math.max(0, Number(seconds)), revision: isNumber(revision) ? revision : undefined };
}

/** Reads the answer to `/v3/kv/txn`: whether it was carried out, and the revision of the store. @throws MemtoolError PROTOCOL */
export function readTransaction(answer: unknown): { readonly isDone: boolean; readonly revision: string } {
  const { succeeded = false, header } = recordOf(answer);
  const { revision } = recordOf(header);
  if (!isNumber(revision) || typeof succeeded !== "boolean") {
    throw unreadable("a transaction", answer);
  }
  return { isDone: succeeded, revision };
}

/** Reads the keys of an answer to `/v3/kv/range`. @throws MemtoolError PROTOCOL */
export function readHeldNodes(answer: unknown): HeldNode[] {
  const { kvs = [], header } = recordOf(answer);
  if (!Array.isArray(kvs) || !isNumber(recordOf(header)["revision"])) {
    throw unreadable("keys", answer);
  }
  return kvs.map((pair) => {
    const { key, value, mod_revision: revision } = recordOf(pair);
    const { name, instance, since } = parseValue(textOf(value));
    return {
      key: textOf(key),
      name: typeof name === "string" ? name : undefined,
      instance: typeof instance === "string" ? instance : undefined,
      since: isNumber(since) ? since : undefined,
      revision: isNumber(revision) ? revision : "0",
    };
  });
}

/** Somebody else may have written it. */
function parseValue(text: string): Json {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function isNumber(value: unknown): value is string {
  return typeof value === "string" && /^-?\d{1,20}$/.test(value);
}

function textOf(base64: unknown): string {
  return typeof base64 === "string" ? Buffer.from(base64, "base64").toString("utf8") : "";
}

function recordOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function unreadable(what: string, answer: unknown): MemtoolError {
  const shown = (JSON.stringify(answer) ?? "nothing").slice(0, 80);
  return new MemtoolError("PROTOCOL", `cannot read ${what} in the answer of etcd: ${shown}`, {
    hint: "is this the client port of an etcd 3.4 or later, with its JSON gateway switched on?",
  });
}
