/** What is asked of a server before its keys are walked: its clock, and how many items each slab class has. */
import type { Clock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import type { MemcachedClient } from "../client/memcached-client.ts";
import type { StatEntry } from "../protocol/reply.ts";
import { type ClassCount, readClassCounts } from "./walk-plan.ts";

/** See the head of the file. */
export interface ServerFacts {
  /** The server's Unix time, in seconds. */
  readonly timeS: number;
  /** When it was started, in Unix seconds. */
  readonly startedS: number;
  readonly version: string;
  readonly itemCount: number;
  /** Ascending, those with items. */
  readonly classes: readonly ClassCount[];
}

/**
 * Asks.
 * @throws MemtoolError as the client does; PROTOCOL for a server that hangs up on text, as those do that only speak binary
 */
export async function readServerFacts(client: MemcachedClient, clock: Clock): Promise<ServerFacts> {
  await client.connect();
  // All in one write of more than 24 bytes: a server that only speaks binary waits for the header of a request before it hangs up.
  const answers = Promise.all([client.stats(), client.stats("items"), client.version()]);
  const [stats, items, version] = await answers.catch((error: unknown) => {
    throw isHungUp(error) ? hungUpOnText(client.name, error) : error;
  });
  return factsOf({ stats, items, version, ownS: clock.unixMs() / 1000 });
}

function isHungUp(error: unknown): boolean {
  return error instanceof MemtoolError && error.code === "DISCONNECTED";
}

function hungUpOnText(name: string, cause: unknown): MemtoolError {
  return new MemtoolError("PROTOCOL", `${name} hung up on commands of the text protocol, and only that can list keys`, {
    cause,
    hint: "a server that speaks only the binary protocol (memcached -S or -B binary) cannot be scanned, and one that speaks TLS needs --tls",
  });
}

/** What a server said of itself. */
export interface ServerAnswers {
  readonly stats: readonly StatEntry[];
  /** Of `stats items`. */
  readonly items: readonly StatEntry[];
  readonly version: string;
  /** Our Unix time in seconds, for a server that does not tell its own. */
  readonly ownS: number;
}

/** Reads the facts from the answers. */
export function factsOf({ stats, items, version, ownS }: ServerAnswers): ServerFacts {
  const values = new Map(stats.map(({ name, value }) => [name, value]));
  const timeS = Number(values.get("time") ?? ownS);
  return {
    timeS,
    startedS: timeS - Number(values.get("uptime") ?? 0),
    version,
    itemCount: Number(values.get("curr_items") ?? 0),
    classes: readClassCounts(items),
  };
}
