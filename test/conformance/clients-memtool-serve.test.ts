/** Real memcached clients on `memtool serve`: each over every protocol, login and transport it knows. */
import { describeClients } from "../support/client-suite.ts";
import { startMemtool } from "../support/memtool-server.ts";

describeClients({
  name: "memtool serve",
  requirement: { skip: false },
  isRealMemcached: false,
  start: startMemtool,
  saslOptions: async (_user, userFile) => ({ args: ["-S", "--user-file", userFile] }),
});
