/** What several servers were heard to be asked for, as one report. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { systemClock } from "../../../../src/base/clock.ts";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { HotWatcher, hotReportOf } from "../../../../src/cli/top/hot-watcher.ts";
import { startScriptedServer } from "../../../support/scripted-server.ts";

it("adds servers up, and names those that cannot be watched", () => {
  const report = (key: string, count: number, lost: number) => ({
    keys: [{ key, count, error: 0, goodCount: count / 2, sizeBytes: 5 }],
    total: 100,
    goodTotal: 50,
    errorMax: 0,
    lost,
  });
  const failed = {
    address: "c:1",
    report: undefined,
    elapsedMs: 0,
    error: new MemtoolError("REFUSED", "not allowed \x1b[2J"),
  };
  const merged = hotReportOf([
    { address: "a:1", report: report("user%3A7%1B", 20, 0), elapsedMs: 10_000, error: undefined },
    { address: "b:1", report: report("other", 40, 3), elapsedMs: 10_000, error: undefined },
    failed,
  ]);
  assert.deepEqual(merged.failures, ["c:1: not allowed \\e[2J"]);
  const named = { ...failed, error: new MemtoolError("REFUSED", "c:1 wants a login") };
  assert.deepEqual(hotReportOf([named]).failures, ["c:1 wants a login"]);
  assert.deepEqual([merged.seen, merged.lost, merged.seconds], [200, 3, 10]);
  assert.deepEqual(merged.keys, [
    { key: "other", count: 40, overcount: 0, perSecond: 4, share: 0.2, hitRatio: 0.5 },
    { key: "user:7\\e", count: 20, overcount: 0, perSecond: 2, share: 0.1, hitRatio: 0.5 },
  ]);
});

const hotReport = (watcher: HotWatcher) => watcher.report;

it("watches from start to stop, and says what it saw", async () => {
  let isWatched = false;
  const server = await startScriptedServer((socket) => {
    socket.on("close", () => {
      isWatched = false;
    });
    socket.on("data", (data) => {
      if (/^watch/.test(data.toString())) {
        isWatched = true;
        socket.write("OK\r\nts=1.5 gid=1 type=item_get key=hot%3A1 status=found clsid=1 cfd=9 size=2\n");
      } else {
        socket.write("STAT log_watchers 1\r\nEND\r\n");
      }
    });
  });
  const addresses = new Map([["it", server.address]]);
  const watcher = new HotWatcher({ addresses, tls: undefined, timeoutMs: 5000, clock: systemClock, seed: () => 1 });
  assert.equal(hotReport(watcher), undefined);
  await new Promise<void>((resolve) => {
    watcher.start(undefined, () => watcher.report?.seen === 1 && resolve());
  });
  assert.ok(isWatched);
  const seen = hotReport(watcher);
  assert.equal(seen?.keys[0]?.key, "hot:1");
  watcher.stop();
  assert.equal(hotReport(watcher), undefined);
  await server.close();
});
