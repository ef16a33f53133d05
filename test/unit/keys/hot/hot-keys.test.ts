/** keys/hot/hot-keys.ts: lines to counts, and how it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import type { MemtoolError } from "../../../../src/base/errors.ts";
import { HotKeys } from "../../../../src/keys/hot/hot-keys.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";

const OPTIONS = { event: "fetchers", capacity: 10, timeoutMs: 5000, clock: systemClock, seed: 1 } as const;

const get = (key: string, status = "found"): string =>
  `ts=1.5 gid=1 type=item_get key=${key} status=${status} clsid=1 cfd=9 size=4\n`;

function take(hot: HotKeys, text: string): void {
  for (const line of text.split("\n")) {
    const bytes = Buffer.from(line);
    hot.take(bytes, 0, bytes.length);
  }
}

test("only the events asked for are counted, hits apart, and what the server skipped", () => {
  const hot = new HotKeys({ ...OPTIONS, onEnd: () => assert.fail("nothing ends it") });
  const store = get("c").replace("item_get", "item_store");
  take(hot, `${get("a")}${get("b", "not_found")}${get("a", "expired")}${store}skipped=12\nskipped=3\nnonsense\n`);
  assert.equal(hot.skipped, 15);
  const { keys, ...rest } = hot.report(10, hot.skipped);
  assert.deepEqual(rest, { total: 3, goodTotal: 1, errorMax: 0, lost: 15 });
  assert.deepEqual(
    keys.map(({ key, count, goodCount }) => [key, count, goodCount]),
    [
      ["a", 2, 1],
      ["b", 1, 0],
    ],
  );
});

test("it ends by itself after the number of events asked for, once", () => {
  const ends: unknown[] = [];
  const hot = new HotKeys({ ...OPTIONS, eventsMax: 2, onEnd: (error) => ends.push(error) });
  take(hot, get("a").repeat(5));
  assert.deepEqual(ends, [undefined]);
  assert.equal(hot.report(1, 0).total, 2);
});

test("a stream that is lost ends it with the reason, and keeps what is known", async () => {
  const server = await startScriptedServer((socket) => {
    socket.once("data", () => socket.end(`OK\r\n${get("a")}${get("a").slice(0, 20)}`));
  });
  const lost = await new Promise<MemtoolError | undefined>((resolve) => {
    const hot = new HotKeys({
      ...OPTIONS,
      onEnd: (error) => {
        assert.equal(hot.report(9, 0).total, 1);
        resolve(error);
      },
    });
    void hot.start(server.address);
  });
  assert.equal(lost?.code, "DISCONNECTED");
  await server.close();
});
