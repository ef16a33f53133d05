/** The servers that tests of memtool's commands run against: ours and the real one. */
import { needsMemcached, startMemcached, type TestServerOptions } from "./memcached.ts";
import { startMemtool } from "./memtool-server.ts";
import type { ServerProcess } from "./server-process.ts";

/** One of them. */
export interface Implementation {
  readonly name: string;
  readonly start: (options?: TestServerOptions) => Promise<ServerProcess>;
  /** Why it can't be had here. */
  readonly skip: string | false;
}

/** Both. */
export const IMPLEMENTATIONS: readonly Implementation[] = [
  { name: "memtool serve", start: startMemtool, skip: false },
  { name: "memcached", start: startMemcached, skip: needsMemcached().skip },
];
