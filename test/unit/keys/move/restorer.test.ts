/** keys/move/restorer.ts: what is sent, what becomes of it, and servers that refuse, go away, or are old. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { MemcachedClient } from "../../../../src/client/memcached-client.ts";
import { type RestoreMode, Restorer } from "../../../../src/keys/move/restorer.ts";
import type { StoredItem } from "../../../../src/keys/move/stored-item.ts";
import { type ScriptedServer, startScriptedServer } from "../../../support/scripted-server.ts";

const clock = { ...systemClock, unixMs: () => 1_700_000_000_000, sleep: async () => {} };

function itemOf(key: string, fields: Partial<StoredItem> = {}): StoredItem {
  return {
    key: Buffer.from(key),
    value: Buffer.from("v"),
    flags: 0,
    expiresAtMs: 0,
    lastAccessS: 0,
    cas: 0n,
    ...fields,
  };
}

/** A server that answers each command line (values are left out) by a function of it and of its number. */
async function startServer(answer: (line: string, count: number) => string, asked: string[]): Promise<ScriptedServer> {
  return await startScriptedServer((socket) => {
    let rest = "";
    socket.on("data", (bytes) => {
      const lines = `${rest}${bytes.toString("latin1")}`.split("\r\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter((one) => one !== "v")) {
        asked.push(line);
        socket.write(answer(line, asked.filter((other) => other === line).length));
      }
    });
    socket.on("end", () => socket.end());
  });
}

async function restore(
  items: readonly StoredItem[],
  answer: (line: string, count: number) => string,
  { mode = "set" as RestoreMode, itemBytesMax = undefined as number | undefined } = {},
) {
  const asked: string[] = [];
  const server = await startServer(answer, asked);
  const client = new MemcachedClient(server.address, { requestTimeoutMs: 5000 });
  const restorer = new Restorer({ targets: [{ client, itemBytesMax }], place: () => 0, mode, clock });
  const answered: string[] = [];
  for (const item of items) {
    await restorer.store(item, () => answered.push(Buffer.from(item.key).toString()));
  }
  await restorer.idle();
  client.destroy();
  await server.close();
  return { restorer, counts: restorer.counts, asked, answered: answered.sort() };
}

test("flags and the time that is left go along; times of more than 30 days as a date; what is over is not sent", async () => {
  const { counts, asked, answered } = await restore(
    [
      itemOf("plain"),
      itemOf("flags", { flags: 7, expiresAtMs: clock.unixMs() + 60_000 }),
      itemOf("far", { expiresAtMs: clock.unixMs() + 40 * 86_400_000 }),
      itemOf("bin ary"),
      itemOf("over", { expiresAtMs: clock.unixMs() - 1 }),
    ],
    () => "HD\r\n",
  );
  assert.deepEqual(asked, [
    "ms plain 1",
    "ms flags 1 F7 T61",
    `ms far 1 T${1_700_000_000 + 40 * 86_400 + 1}`,
    `ms ${Buffer.from("bin ary").toString("base64")} 1 b`,
  ]);
  assert.deepEqual(counts, { stored: 4, storedBytes: 4, notStored: 0, expired: 1, tooLarge: 0, failed: 0 });
  assert.deepEqual(answered, ["bin ary", "far", "flags", "over", "plain"]);
});

test("add leaves what is there", async () => {
  const { counts, asked } = await restore(
    [itemOf("a"), itemOf("b")],
    (line) => (line.includes(" a ") ? "NS\r\n" : "HD\r\n"),
    {
      mode: "add",
    },
  );
  assert.deepEqual(asked, ["ms a 1 ME", "ms b 1 ME"]);
  assert.deepEqual([counts.stored, counts.notStored], [1, 1]);
});

test("what the server said is too large is not sent; what it refuses is counted, and all that was on its way is sent again", async () => {
  const items = Array.from({ length: 20 }, (_, index) => itemOf(`k${index}`));
  const { counts } = await restore([...items, itemOf("big", { value: Buffer.alloc(900) })], () => "HD\r\n", {
    itemBytesMax: 500,
  });
  assert.deepEqual([counts.stored, counts.tooLarge], [20, 1]);
  const refused = await restore(items, (line) =>
    line.includes("k3 ") ? "SERVER_ERROR object too large for cache\r\n" : "HD\r\n",
  );
  assert.deepEqual([refused.counts.stored, refused.counts.tooLarge, refused.counts.failed], [19, 1, 0]);
  const full = await restore([itemOf("a")], () => "SERVER_ERROR out of memory storing object\r\n");
  assert.equal(full.counts.failed, 1);
  assert.match(full.restorer.firstRefusal?.message ?? "", /out of memory/);
  assert.equal(full.restorer.failure, undefined);
  assert.deepEqual(full.answered, []);
});

test("a server without meta commands gets classic ones", async () => {
  const { counts, asked } = await restore([itemOf("a", { flags: 3 }), itemOf("b")], (line) =>
    line.startsWith("set ") ? "STORED\r\n" : "ERROR\r\n",
  );
  assert.equal(counts.stored, 2);
  assert.ok(asked.includes("set a 3 0 1") && asked.includes("set b 0 0 1"), asked.join());
});

test("a server that has gone is a failure, and nothing more is sent", async () => {
  const asked: string[] = [];
  const server = await startServer(() => "HD\r\n", asked);
  const client = new MemcachedClient(server.address);
  await server.close();
  const restorer = new Restorer({ targets: [{ client, itemBytesMax: undefined }], place: () => 0, mode: "set", clock });
  await restorer.store(itemOf("a"));
  await restorer.idle();
  await restorer.store(itemOf("b"));
  await restorer.idle();
  client.destroy();
  assert.equal(restorer.failure?.code, "CONNECT");
  assert.equal(restorer.counts.failed, 2);
});
