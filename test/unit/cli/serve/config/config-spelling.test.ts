/** The spelling of a config file, by its content. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { type ConfigSpelling, spellingOf } from "../../../../../src/cli/serve/config/config-spelling.ts";

const SPELLINGS: Readonly<Record<ConfigSpelling, readonly string[]>> = {
  keyValue: [
    "",
    "# nothing\n# -m 64\n# a: b\n",
    "memory-size=1024M",
    "# memcached.conf\nmemcached-server=127.0.0.1:19151\n",
    "memory-size = 64 # a: b",
    "disable-cas\nport=1",
    "disable-cas",
    "listen=a: b",
  ],
  flags: [
    "-d",
    "# memcached default config file\n\n# Run memcached as a daemon.\n-d\nlogfile /var/log/memcached.log\n",
    "logfile /var/log/memcached.log",
    "--port=5",
    "  -m 64",
    "--listen a: b",
  ],
  yaml: [
    "memory-limit: 64",
    "---\nport: 1",
    "--- # m\nport: 1",
    "%YAML 1.2\n---\nport: 1",
    '"port": 1',
    "{port: 1}",
    "- port",
    "listen:\n  - a=b",
    "extended: a=1",
    "extended : a=1",
    "port:\r\n  1\r\n",
  ],
};

for (const [spelling, texts] of Object.entries(SPELLINGS)) {
  for (const text of texts) {
    it(`${JSON.stringify(text)} is ${spelling}`, () => {
      assert.equal(spellingOf(text), spelling);
    });
  }
}
