/** The contract between {@link Discovery} and the ways to find servers: a source is asked, and says how its answers are to be taken. */
import type { Clock } from "../../base/clock.ts";
import type { ServerNode } from "./server-list.ts";

/** An answer. */
export interface ListReading {
  readonly nodes: readonly ServerNode[];
  /** The source's own count of changes; undefined where it has none. */
  readonly version?: bigint;
  /** How long it says that the answer holds, in milliseconds. */
  readonly ttlMs?: number | undefined;
  /** What people should know about it; each is said once. */
  readonly remarks?: readonly string[];
  /** The placement rule that the source's own configuration has, as `--placement` takes it. */
  readonly placement?: string | undefined;
}

/** A way to find servers. */
export interface ListSource {
  /** As it was named, without a password. */
  readonly name: string;
  /** Whether an answer with a lower version is an old one: some node that has not heard of the newer list yet. */
  readonly neverGoesBack: boolean;
  /** How often it is to be asked, in milliseconds; undefined for a list that does not change. */
  readonly refreshMs: number | undefined;
  /** Asks. @throws MemtoolError */
  read(signal: AbortSignal): Promise<ListReading>;
  /** For a source that tells changes by itself: resolves when it is to be asked again. Called after a reading. @throws MemtoolError */
  changed?(signal: AbortSignal): Promise<void>;
}

/** Time and chance. */
export interface DiscoveryPorts {
  readonly clock: Clock & { sleep(ms: number, signal?: AbortSignal): Promise<void> };
  /** A number from 0 on, below 1. */
  readonly random: () => number;
}
