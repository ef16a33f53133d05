/** Values of every type, written by real clients to real servers: what decode says of the raw bytes and flags. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import { decodeValue } from "../../src/decode/decode.ts";
import { oneLine } from "../support/decode-fixtures.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { VALUE_WRITERS, type ValueWriter } from "../support/value-writers.ts";
import { WRITTEN_VALUES } from "../support/written-values.ts";

function contentOf(value: Uint8Array, flags: number): { content: string; step: string | undefined } {
  const { content, steps, warnings } = decodeValue(value, flags);
  assert.deepEqual(warnings, []);
  const step = flags === 0 ? undefined : steps[0];
  switch (content.kind) {
    case "tree":
      return { content: oneLine(content.root), step };
    case "hex":
      return { content: content.what, step };
    default:
      return { content: `${content.kind} ${content.text}`, step };
  }
}

function describeServer(name: string, start: () => Promise<ServerProcess>): void {
  let server: ServerProcess;
  let client: MemcachedClient;
  let target: { host: string; port: number };

  before(async () => {
    server = await start();
    assert.ok("port" in server.target);
    target = server.target;
    client = new MemcachedClient({ kind: "tcp", tls: false, ...target }, { requestTimeoutMs: 30_000 });
  });
  after(async () => {
    client.close();
    await server.stop("SIGKILL");
  });

  const check = async ({ name: writer, write }: ValueWriter): Promise<void> => {
    await write(`${target.host}:${target.port}`);
    for (const [key, [content, step]] of Object.entries(WRITTEN_VALUES[writer] ?? {})) {
      const item = await client.get(key);
      assert.ok(item !== undefined, `${key} on ${name}`);
      assert.deepEqual(contentOf(item.value, item.flags), { content, step }, key);
    }
  };
  for (const writer of VALUE_WRITERS) {
    it(`are known: ${writer.name}`, writer.needs(), () => check(writer));
  }
}

describe("values of real clients on the real memcached", needsMemcached(), () => {
  describeServer("memcached", startMemcached);
});

describe("values of real clients on memtool serve", () => {
  describeServer("memtool serve", startMemtool);
});
