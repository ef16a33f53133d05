/** The client tests on the real memcached: proof that they ask for nothing memcached does not do. */

import { describeClients } from "../support/client-suite.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";

describeClients("the real memcached", needsMemcached(), () => startMemcached({ args: ["-t", "2", "-m", "256"] }));
