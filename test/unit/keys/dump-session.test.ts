/** keys/dump-session.ts: both forms of a dump over one connection, refusals, and breaches of the protocol. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "../../../src/base/clock.ts";
import { type DumpEnd, DumpSession } from "../../../src/keys/dump-session.ts";
import type { KeyEntry } from "../../../src/keys/key-entry.ts";
import { type DumpScript, startDumpServer } from "../../support/dump-server.ts";

const OPTIONS = { connectTimeoutMs: 5000, silenceTimeoutMs: 5000, clock: systemClock };

async function collect(dump: AsyncGenerator<readonly KeyEntry[], DumpEnd>): Promise<{ keys: string[]; end: DumpEnd }> {
  const keys: string[] = [];
  for (;;) {
    const step = await dump.next();
    if (step.done === true) {
      return { keys, end: step.value };
    }
    keys.push(...step.value.map(({ key }) => key.toString("latin1")));
  }
}

async function withSession(script: DumpScript, check: (session: DumpSession) => Promise<void>): Promise<void> {
  const server = await startDumpServer(script);
  const session = await DumpSession.open(server.address, OPTIONS);
  await check(session);
  session.destroy();
  await server.close();
}

const COMPLETE = { kind: "complete" };

test("several dumps over one connection, with and without the OK of newer servers", async () => {
  const script = {
    "lru_crawler metadump 1,2": "key=a exp=-1\nkey=b%20c exp=5\nEND\r\n",
    "lru_crawler metadump all": "OK\r\nkey=d exp=-1 flags=1 \nEND\r\n",
    "lru_crawler metadump 9": "BUSY currently processing crawler request\r\n",
    "stats cachedump 3 0": "ITEM e [1 b; 0 s]\r\nITEM broken by\nits key [1 b; 0 s]\r\nEND\r\n",
  };
  await withSession(script, async (session) => {
    assert.deepEqual(await collect(session.metadump("1,2")), { keys: ["a", "b c"], end: COMPLETE });
    const end = { kind: "refused", text: "BUSY currently processing crawler request" };
    assert.deepEqual(await collect(session.metadump("9")), { keys: [], end });
    assert.deepEqual(await collect(session.metadump("all")), { keys: ["d"], end: COMPLETE });
    const cachedump = session.cachedump({ slabClass: 3, startedS: 0 });
    assert.deepEqual(await collect(cachedump), { keys: ["e"], end: COMPLETE });
    assert.equal(session.unreadableLines, 2);
    const missing = { kind: "refused", text: "ERROR" };
    assert.deepEqual(await collect(session.metadump("hash")), { keys: [], end: missing });
  });
});

test("a dump that is cut off fails after the keys that came, and so does the next one", async () => {
  const script: DumpScript = {
    "lru_crawler metadump all": (socket) => socket.end("OK\r\nkey=a exp=-1\nkey=b exp=-1\nkey=c e"),
  };
  await withSession(script, async (session) => {
    const dump = session.metadump("all");
    const first = await dump.next();
    assert.equal((first.value as readonly KeyEntry[]).length, 2);
    await assert.rejects(dump.next(), { code: "DISCONNECTED" });
    await assert.rejects(session.metadump("all").next(), { code: "DISCONNECTED" });
  });
});

test("lines that belong to no dump are breaches of the protocol, quoted safely", async () => {
  const evil = { "lru_crawler metadump all": "key=a exp=-1\n\x1b[2Jboo\r\n" };
  await withSession(evil, async (session) => {
    await assert.rejects(collect(session.metadump("all")), {
      code: "PROTOCOL",
      message: /sent "\\e\[2Jboo" in a metadump/,
    });
  });
  await withSession({ "lru_crawler metadump all": "key=a exp=no\n" }, async (session) => {
    await assert.rejects(collect(session.metadump("all")), {
      code: "PROTOCOL",
      message: /"key=a exp=no" in a metadump/,
    });
  });
});

test("leaving the loop early, or destroying the session, just ends it", async () => {
  const script: DumpScript = { "lru_crawler metadump all": (socket) => socket.write("key=a exp=-1\n") };
  await withSession(script, async (session) => {
    for await (const batch of session.metadump("all")) {
      assert.equal(batch.length, 1);
      break;
    }
    assert.deepEqual(await collect(session.metadump("all")), { keys: [], end: COMPLETE });
  });
  await withSession(script, async (session) => {
    const dump = session.metadump("all");
    await dump.next();
    session.destroy();
    assert.equal((await dump.next()).done, true);
  });
});
