/** The transcripts on the real memcached: proof that they say what memcached says. */

import { memcachedVersion, needsMemcached, startMemcached } from "../support/memcached.ts";
import type { Dialect } from "../support/transcript-runner.ts";
import { describeConformance } from "../support/transcript-suite.ts";

/** Versions that transcripts do not know may answer in any way they do. */
function dialectOf(version: string | undefined): Dialect {
  return version === "1.6.18" || version === "1.6.45" ? version : "any";
}

for (const transport of ["tcp", "unix"] as const) {
  describeConformance({
    name: `the real memcached ${memcachedVersion() ?? ""} over ${transport}`,
    dialect: dialectOf(memcachedVersion()),
    start: startMemcached,
    transport,
    args: ["-t", "2"],
    requirement: needsMemcached(),
    stopSignal: "SIGKILL",
  });
}
