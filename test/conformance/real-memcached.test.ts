/** The transcripts on the real memcached: proof that they say what memcached says. */

import { memcachedVersion, needsMemcached, startMemcached } from "../support/memcached.ts";
import { describeConformance } from "../support/transcript-suite.ts";

/** Versions between the two that transcripts know may answer either way. */
function dialectOf(version: string | undefined): "specification" | "1.6.18" | "either" {
  if (version === "1.6.45") return "specification";
  return version === "1.6.18" ? "1.6.18" : "either";
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
