/** The transcripts on `memtool serve`: one and four threads, tcp and unix socket, each reply to the byte. */

import { startMemtool } from "../support/memtool-server.ts";
import { describeConformance } from "../support/transcript-suite.ts";

for (const threads of ["1", "4"]) {
  for (const transport of ["tcp", "unix"] as const) {
    describeConformance({
      name: `memtool serve -t ${threads} over ${transport}`,
      dialect: "specification",
      start: startMemtool,
      transport,
      args: ["-t", threads],
      requirement: { skip: false },
      stopSignal: "SIGTERM",
    });
  }
}
