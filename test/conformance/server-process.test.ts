/** The start and the end of the real memcached as a child process of a test. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { memcachedVersion, needsMemcached, startMemcached } from "../support/memcached.ts";

describe("a memcached started for a test", needsMemcached(), () => {
  for (const transport of ["tcp", "unix"] as const) {
    test(`${transport}: answers with its version and ends when asked to`, async () => {
      const server = await startMemcached({ transport, args: ["-t", "1"] });
      const socket = await server.connect();
      const reply = new Promise<string>((resolve) => socket.once("data", (data) => resolve(data.toString("latin1"))));
      socket.write("version\r\n");
      assert.equal(await reply, `VERSION ${memcachedVersion()}\r\n`);
      assert.ok(server.residentBytes > 100_000);
      socket.destroy();
      assert.match(await server.stop(), /^ended with (exit code 0|SIGTERM)$/);
    });
  }

  test("one that cannot start is an error with what it printed", async () => {
    await assert.rejects(startMemcached({ args: ["-I", "1"] }), /Item max size cannot be less than 1024 bytes/);
  });
});
