/** lru_crawler: replies, dumps. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";
import { SessionHarness } from "../../support/session-harness.ts";

describe("lru_crawler", () => {
  it("answers every mistake", () => {
    const harness = new EngineHarness();
    const expected: Readonly<Record<string, string>> = {
      lru_crawler: "ERROR",
      "lru_crawler nonsense": "ERROR",
      "lru_crawler constructor 1": "ERROR",
      "lru_crawler enable": "ERROR failed to start lru crawler thread",
      "lru_crawler crawl": "ERROR",
      "lru_crawler crawl 0": "BADCLASS invalid class id",
      "lru_crawler crawl 64": "BADCLASS invalid class id",
      "lru_crawler crawl 1,x": "BADCLASS invalid class id",
      "lru_crawler crawl hash": "ERROR an unknown error happened",
      "lru_crawler metadump 99": "BADCLASS invalid class id",
      "lru_crawler metadump": "ERROR",
      "lru_crawler sleep 1000001": "CLIENT_ERROR sleep must be one second or less",
      "lru_crawler sleep x": "CLIENT_ERROR bad command line format",
      "lru_crawler sleep 1000": "OK",
      "lru_crawler tocrawl -1": "CLIENT_ERROR bad command line format",
      "lru_crawler tocrawl 1000": "OK",
      "lru_crawler disable": "OK",
    };
    for (const [line, reply] of Object.entries(expected)) {
      assert.equal(harness.run(`${line}\r\n`), `${reply}\r\n`, line);
    }
    assert.equal(harness.run("lru_crawler crawl all\r\n"), "CLIENT_ERROR lru crawler disabled\r\n");
    assert.equal(harness.run("lru_crawler enable noreply\r\n"), "");
    assert.equal(harness.store.parts.tuning.crawlerSleepUs, 1000);
    assert.equal(harness.store.parts.tuning.crawlerItemsMax, 1000);
  });

  it("takes one order at a time", () => {
    const harness = new EngineHarness();
    harness.run("set a 0 0 1\r\nx\r\n");
    assert.equal(harness.run("lru_crawler crawl 1,2\r\n"), "OK\r\n");
    assert.equal(harness.run("lru_crawler crawl all\r\n"), "BUSY currently processing crawler request\r\n");
    assert.equal(harness.run("lru_crawler metadump all\r\n"), "BUSY currently processing crawler request\r\n");
  });
});

describe("dumps", () => {
  it("tell each living item, in memcached's form", () => {
    const harness = new SessionHarness();
    harness.feed("set plain-._~ 7 0 3\r\nabc\r\n");
    harness.feed("set a%b\x80/ 0 100 3\r\nabc\r\n");
    harness.feed("set gone 0 -1 3\r\nabc\r\n");
    harness.feed("ms AAEC 2 b\r\nhi\r\n");
    harness.feed("get plain-._~\r\n");
    const before = harness.socket.text.length;
    harness.feed("lru_crawler metadump all\r\n");
    const [ok, ...lines] = harness.socket.text.slice(before).split(/(?<=\n)/);
    assert.equal(ok, "OK\r\n");
    assert.deepEqual(lines.slice(0, -1).sort(), [
      "key=%00%01%02 exp=-1 la=1700000000 cas=5 fetch=no cls=1 size=64 flags=0 \n",
      "key=a%25b%80%2F exp=1700000100 la=1700000000 cas=3 fetch=no cls=1 size=67 flags=0 \n",
      "key=plain-._~ exp=-1 la=1700000000 cas=2 fetch=yes cls=1 size=75 flags=7 \n",
    ]);
    assert.equal(lines.at(-1), "END\r\n");
    const mg = harness.socket.text.length;
    harness.feed("lru_crawler mgdump hash\r\nmn\r\n");
    const dumped = harness.socket.text.slice(mg).split(/(?<=\n)/);
    assert.deepEqual(dumped.slice(1, -2).sort(), ["mg AAEC b\r\n", "mg a%b\x80/\r\n", "mg plain-._~\r\n"]);
    assert.deepEqual(dumped.slice(-2), ["EN\r\n", "MN\r\n"]);
  });

  it("of many items hold little, wait for a client that does not read, and let go when it is gone", () => {
    const harness = new SessionHarness();
    for (let index = 0; index < 20_000; index++) {
      harness.feed(`set key-${index} 0 0 1 noreply\r\nx\r\n`);
    }
    harness.socket.stuck = true;
    harness.feed("lru_crawler metadump all\r\n");
    assert.ok(harness.socket.writableLength < 1024 * 1024, `${harness.socket.writableLength} bytes wait`);
    assert.equal(harness.engine.run("lru_crawler metadump all\r\n"), "BUSY currently processing crawler request\r\n");
    while (harness.socket.paused) {
      harness.socket.drain();
      harness.session.onDrain();
    }
    harness.socket.drain();
    const keys = harness.socket.text.match(/^key=\S+/gm) ?? [];
    assert.equal(new Set(keys).size, 20_000);
    assert.equal(keys.length, 20_000);
    harness.socket.stuck = true;
    harness.feed("lru_crawler mgdump all\r\n");
    harness.session.onClose();
    assert.equal(harness.engine.run("lru_crawler crawl all\r\n"), "OK\r\n");
  });

  it("cannot follow other commands in a pipeline, and are refused under -X", () => {
    const harness = new SessionHarness();
    harness.feed("set a 0 0 1\r\nx\r\nlru_crawler metadump all\r\nlru_crawler mgdump all\r\n");
    assert.equal(
      harness.socket.text,
      "STORED\r\nERROR cannot pipeline other commands before metadump\r\nERROR cannot pipeline other commands before mgdump\r\n",
    );
    const { server } = harness.engine;
    server.allows = { ...server.allows, dump: false };
    assert.equal(harness.engine.run("lru_crawler metadump all\r\n"), "ERROR metadump not allowed\r\n");
    assert.equal(harness.engine.run("lru_crawler mgdump all\r\n"), "ERROR key dump not allowed\r\n");
    assert.equal(harness.engine.run("stats cachedump 1 0\r\n"), "CLIENT_ERROR stats cachedump not allowed\r\n");
  });
});
