/** Real memcached clients on `memtool serve`, over both protocols, with a login and without. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { describeClients, describeSaslClients } from "../support/client-suite.ts";
import { startMemtool } from "../support/memtool-server.ts";

const SIZE = ["-t", "2", "-m", "256"];

describeClients("memtool serve", { skip: false }, () => startMemtool({ args: SIZE }));

const folder = mkdtempSync(join(tmpdir(), "memtool-clients-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const userFile = join(folder, "users");
writeFileSync(userFile, "ann:secret\nbob:pass\n");

describeSaslClients("memtool serve", { name: "bob", password: "pass" }, () =>
  startMemtool({ args: [...SIZE, "-S", "--user-file", userFile], isBinary: true }),
);
