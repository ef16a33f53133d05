/** Nodes of pools that exist only on paper, for what is made of their answers. */
import { MemtoolError } from "../../src/base/errors.ts";
import type { NodeAnswer, NodeSilence } from "../../src/cluster/inspection/node-report.ts";

/** The moment in which the nodes of tests are asked (2026-01-01 00:00 UTC). */
export const ASKED_UNIX_MS = 1_767_225_600_000;

/** What a test says of a node. */
export interface TestNodeOptions {
  readonly address?: string;
  readonly stats?: Readonly<Record<string, string | number>>;
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Seconds since the first look. */
  readonly second?: number;
  readonly tookMs?: number;
}

function mapOf(values: Readonly<Record<string, string | number>>): Map<string, string> {
  return new Map(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** A node that answers; its clock is right, and it has been up for a hundred seconds at the first look. */
export function testNode({
  address = "a:11211",
  stats = {},
  settings = {},
  second = 0,
  tookMs = 1,
}: TestNodeOptions = {}): NodeAnswer {
  const sentUnixMs = ASKED_UNIX_MS + second * 1000;
  const time = Math.floor(sentUnixMs / 1000);
  return {
    address,
    up: true,
    stats: mapOf({ pid: 7, uptime: 100 + second, time, version: "1.6.45", curr_items: 5, ...stats }),
    settings: mapOf(settings),
    sentUnixMs,
    tookMs,
  };
}

/** One that does not. */
export function deadNode(address = "dead:11211"): NodeSilence {
  return { address, up: false, error: new MemtoolError("CONNECT", `could not connect to ${address}`) };
}
