/**
 * The file a directory keeps its list in: two lines, so that a person can read it, and a checksum, because a list that is wrong leads
 * clients astray where one that is missing only has to be made again.
 *
 *     memtool-directory 1 CRC32\n
 *     {"version":12,"members":[{"name":...,"host":...,"ip":...,"port":...,"weight":...,"version":...,"instance":...,"leaseMs":...}]}\n
 *
 * The directory's own entry has no leaseMs.
 */
import { crc32 } from "../base/crc32.ts";
import { LEASE_MS_MAX, LEASE_MS_MIN, NODES_MAX } from "./limits.ts";
import { faultOfNode, type NodeRecord } from "./node-record.ts";
import type { StoredMember } from "./node-table.ts";

/** What is kept. */
export interface StoredList {
  readonly version: number;
  readonly members: readonly StoredMember[];
}

const HEAD = "memtool-directory 1";
const FORM = /^memtool-directory 1 ([0-9a-f]{8})\n(.*)\n$/s;
const CRC_DIGITS = 8;
const HEX = 16;

/** The whole text. */
export function formatStoredList({ version, members }: StoredList): string {
  const plain = members.map(({ node, instance, leaseMs }) => ({ ...node, instance, leaseMs }));
  const json = JSON.stringify({ version, members: plain });
  return `${HEAD} ${checksum(json)}\n${json}\n`;
}

/** Reads the text; undefined when it is damaged, or not one of ours. */
export function parseStoredList(text: string): StoredList | undefined {
  const [, sum, json = ""] = FORM.exec(text) ?? [];
  if (sum === undefined || sum !== checksum(json)) {
    return undefined;
  }
  const { version, members } = JSON.parse(json) as { version: unknown; members: readonly PlainMember[] };
  const stored = members.map(memberOf);
  const isSound = Number.isSafeInteger(version) && stored.length <= NODES_MAX && stored.every(isUsable);
  return isSound ? { version: version as number, members: stored } : undefined;
}

type PlainMember = NodeRecord & Omit<StoredMember, "node">;

function memberOf({ instance, leaseMs, ...node }: PlainMember): StoredMember {
  return { node, instance, leaseMs };
}

function isUsable({ node, leaseMs }: StoredMember): boolean {
  return (
    faultOfNode(node) === undefined && (leaseMs === undefined || (leaseMs >= LEASE_MS_MIN && leaseMs <= LEASE_MS_MAX))
  );
}

function checksum(json: string): string {
  return crc32(Buffer.from(json)).toString(HEX).padStart(CRC_DIGITS, "0");
}
