/** Real memcached clients on `memtool serve`. */

import { describeClients } from "../support/client-suite.ts";
import { startMemtool } from "../support/memtool-server.ts";

describeClients("memtool serve", { skip: false }, () => startMemtool({ args: ["-t", "2", "-m", "256"] }));
