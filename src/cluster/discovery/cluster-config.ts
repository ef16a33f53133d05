/**
 * The answer to `config get cluster` (ElastiCache auto discovery; Memorystore and memtool's directory speak it, too):
 *
 *     CONFIG cluster 0 136\r\n
 *     12\n
 *     a.example.com|10.82.235.120|11211 b.example.com|10.80.249.27|11211\n
 *     \r\n
 *     END\r\n
 *
 * The number of bytes is often wrong (a fake server of Google's says 80, whatever it sends): where nothing ends there, END does. Older
 * engines keep the same payload under an ordinary key, in a VALUE reply.
 */
import { isHost } from "../../base/address.ts";
import { NODES_MAX } from "./limits.ts";
import type { ServerNode } from "./server-list.ts";

/** What bytes hold: a part of an answer, the payload, the word that there is none, or something else, which is told. */
export type ConfigReply =
  | { readonly kind: "more" }
  | { readonly kind: "payload"; readonly payload: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "other"; readonly line: string };

/** A payload that was read, or the sentence that says what is wrong with it. */
export type ClusterConfig =
  | { readonly kind: "config"; readonly version: bigint; readonly nodes: readonly ServerNode[] }
  | { readonly kind: "malformed"; readonly found: string };

const HEADER = /^(?:CONFIG|VALUE) \S+ \d+ (\d{1,9})(?: \d+)?$/;

/** Longest first line that can be one. */
const LINE_LENGTH_MAX = 2048;

/** Reads what has come so far. @param text of latin1: a character a byte */
export function readConfigReply(text: string): ConfigReply {
  const lineEnd = text.indexOf("\n");
  if (lineEnd === -1) {
    return text.length > LINE_LENGTH_MAX ? { kind: "other", line: text.slice(0, LINE_LENGTH_MAX) } : { kind: "more" };
  }
  const line = text.slice(0, lineEnd).replace(/\r$/, "");
  if (line === "END") {
    return { kind: "nothing" };
  }
  const bytes = HEADER.exec(line)?.[1];
  if (bytes === undefined) {
    return { kind: "other", line };
  }
  const start = lineEnd + 1;
  const end = start + Number(bytes);
  if (text.startsWith("\r\nEND\r\n", end)) {
    return { kind: "payload", payload: text.slice(start, end) };
  }
  const rest = text.slice(start);
  const found = /(?:^|\n)\r?\n?END\r?\n/.exec(rest);
  return found === null ? { kind: "more" } : { kind: "payload", payload: rest.slice(0, found.index) };
}

/** Reads a payload: the version, then the nodes, `host|ip|port`, separated by spaces. */
export function parseClusterConfig(payload: string): ClusterConfig {
  const [version = "", ...lines] = payload.split(/\r?\n/).map((line) => line.trim());
  if (!/^\d{1,20}$/.test(version)) {
    return { kind: "malformed", found: `its first line is ${JSON.stringify(version)}, not a version` };
  }
  const entries = lines
    .join(" ")
    .split(/\s+/)
    .filter((entry) => entry !== "");
  if (entries.length > NODES_MAX) {
    return { kind: "malformed", found: `it names ${entries.length} nodes` };
  }
  const nodes: ServerNode[] = [];
  for (const entry of entries) {
    const node = parseEntry(entry);
    if (node === undefined) {
      return { kind: "malformed", found: `${JSON.stringify(entry)} is not host|ip|port` };
    }
    nodes.push(node);
  }
  return { kind: "config", version: BigInt(version), nodes };
}

/** Either of host and ip may be empty. */
function parseEntry(entry: string): ServerNode | undefined {
  const [host = "", ip = "", port = "", ...more] = entry.split("|");
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65535;
  const names = [host, ip].filter((name) => name !== "");
  const [first] = names;
  if (more.length > 0 || !isPort || first === undefined || !names.every(isHost)) {
    return undefined;
  }
  return { host: first, ...(ip === "" ? {} : { ip }), port: Number(port), weight: 1 };
}
