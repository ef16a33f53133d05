/** watch: what it answers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";
import { watchEngine } from "../../support/watch-engine.ts";

describe("watch", () => {
  it("refuses what it does not know, what came in a pipeline, and everything with -W", () => {
    const harness = new EngineHarness();
    assert.equal(harness.run("watch nonsense\r\n"), "ERROR\r\n");
    assert.equal(harness.run("watch fetchers nonsense\r\n"), "ERROR\r\n");
    assert.equal(harness.run("watch noreply\r\n"), "ERROR\r\n");
    const pipelined = harness.run("version\r\nwatch\r\n");
    assert.match(pipelined, /\r\nERROR cannot pipeline other commands before watch\r\n$/);
    assert.equal(harness.run("get a\r\nmn\r\nwatch\r\n"), "END\r\nMN\r\nOK\r\n");
    harness.engine.takeStream().close();
    harness.server.allows = { ...harness.server.allows, watch: false };
    assert.equal(harness.run("watch\r\n"), "CLIENT_ERROR watch commands not allowed\r\n");
  });

  it("takes every type, any beginning of one, and fetchers by default", () => {
    const harness = new EngineHarness();
    const all = "rawcmds evictions fetchers mutations sysevents connevents proxyreqs proxyevents proxyuser deletions";
    watchEngine(harness, all);
    const short = watchEngine(harness, "fetch d");
    const byDefault = watchEngine(harness, "");
    harness.run("set a 0 0 1\r\nx\r\ndelete a\r\n");
    assert.deepEqual(
      short().map((line) => line.split(" ")[0]),
      ["item_get", "item_get", "deleted"],
    );
    assert.deepEqual(
      byDefault().map((line) => line.split(" ")[0]),
      ["item_get", "item_get"],
    );
  });

  it("lets twenty watch, and another one when one has gone", () => {
    const harness = new EngineHarness();
    const streams = Array.from({ length: 20 }, () => {
      assert.equal(harness.run("watch\r\n"), "OK\r\n");
      return harness.engine.takeStream();
    });
    assert.equal(harness.run("watch\r\n"), "WATCHER_TOO_MANY log watcher limit reached\r\n");
    streams.pop()?.close();
    assert.equal(harness.run("watch\r\n"), "OK\r\n");
  });
});
