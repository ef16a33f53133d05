/** The client tests on the real memcached: proof that they ask for nothing memcached does not do. */
import { after } from "node:test";
import { describeClients } from "../support/client-suite.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { Saslauthd } from "../support/saslauthd.ts";

const daemons: Saslauthd[] = [];
after(() => {
  for (const daemon of daemons) daemon.stop();
});

describeClients({
  name: "the real memcached",
  requirement: needsMemcached(),
  isRealMemcached: true,
  start: startMemcached,
  saslOptions: async ({ user, password }) => {
    const daemon = await Saslauthd.start(user, password);
    daemons.push(daemon);
    return { args: ["-S"], env: daemon.env };
  },
});
