/** Where real clients put keys: the files of test/fixtures/placement, and whether a client's rule agrees. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { parseAddress } from "../../src/base/address.ts";
import { createPlacement, parseClient, storedKey } from "../../src/cluster/ring/clients.ts";
import { type Placement, type PlacementServer, placementServer } from "../../src/cluster/ring/placement.ts";

const FOLDER = new URL("../../../test/fixtures/placement/", import.meta.url);
const SUFFIX = ".csv";
const KEY_COUNT = 200;

/** The names of all files, without their suffix. */
export const VECTOR_FILES: readonly string[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith(SUFFIX))
  .map((name) => name.slice(0, -SUFFIX.length))
  .sort();

/** What a file tells: the client's servers in its order, and where each key was found. */
interface PlacementVectors {
  readonly servers: readonly PlacementServer[];
  readonly owners: ReadonlyMap<string, string>;
}

/** Reads a file: lines of `# NAME: TEXT`, then one of titles, then `key,server`. Weights are numbers in any wrapping, or there are none. */
export function readVectors(file: string): PlacementVectors {
  const lines = readFileSync(new URL(`${file}${SUFFIX}`, FOLDER), "utf8")
    .trim()
    .split("\n");
  const head = (name: string) => {
    const line = lines.find((candidate) => candidate.startsWith(`# ${name}`)) ?? ": none";
    return line.slice(line.indexOf(": ") + 2);
  };
  const weights = /^[[\d]/.test(head("weights")) ? (head("weights").match(/\d+/g) ?? []) : [];
  const servers = head("servers")
    .split(" ")
    .map((text, index) => placementServer(parseAddress(`${text}*${weights[index] ?? 1}`)));
  const rows = lines.slice(lines.indexOf("key,server") + 1).map((line) => line.split(",") as [string, string]);
  return { servers, owners: new Map(rows) };
}

/**
 * Fails unless the rule puts every key of the file where its client did.
 * @param known what the client knew of its servers and the file's list of addresses does not tell
 */
export function checkVectors(
  file: string,
  client: string,
  known: (server: PlacementServer, index: number) => Partial<PlacementServer> = () => ({}),
): void {
  const { servers, owners } = readVectors(file);
  const rule = parseClient(client);
  const placement = createPlacement(
    rule,
    servers.map((server, index) => ({ ...server, ...known(server, index) })),
  );
  const placed = [...owners.keys()].map((key) => {
    const stored = storedKey(rule, Buffer.from(key));
    const server = servers[ownerOfText(placement, Buffer.from(stored).toString())];
    return [key, `${server?.host}:${server?.port}`] as const;
  });
  assert.equal(owners.size, KEY_COUNT);
  assert.deepEqual(new Map(placed), owners);
}

/** The index of a key's server. The key stands between other bytes, as in a request. */
export function ownerOfText(placement: Placement, key: string): number {
  const bytes = new TextEncoder().encode(`get ${key}\r\n`);
  return placement(bytes, 4, bytes.length - 2);
}
