/** Times to live as people write them, and what memcached is sent for them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { exptimeOf, readExptime } from "../../../../src/cli/request/exptime.ts";
import { RELATIVE_SECONDS_MAX } from "../../../../src/protocol/exptime.ts";

const NOW_SECONDS = 1_767_225_600;
const read = (text: string): number => readExptime(text, "--ttl", NOW_SECONDS * 1000 + 999);

describe("readExptime", () => {
  it("reads seconds and durations", () => {
    assert.deepEqual(["60", "60s", "5m", "1h30m", "2d"].map(read), [60, 60, 300, 5400, 172_800]);
  });
  it("never sends 0 for a part of a second", () => {
    assert.deepEqual(["1ms", "0.5", "1500ms"].map(read), [1, 1, 2]);
  });
  it("knows never and expired", () => {
    assert.deepEqual(["never", "0", "NEVER", "-1", "-5"].map(read), [0, 0, 0, -1, -1]);
  });
  it("sends the moment itself beyond 30 days, where memcached would take the seconds for 1970", () => {
    assert.equal(read("30d"), RELATIVE_SECONDS_MAX);
    assert.equal(read("2592000"), RELATIVE_SECONDS_MAX);
    assert.equal(read("2592001"), NOW_SECONDS + 2_592_001);
    assert.equal(read("45d"), NOW_SECONDS + 45 * 86_400);
  });
  it("refuses what is no time, what may mean two things, and what lies beyond 2038", () => {
    assert.throws(() => read("soon"), /--ttl: "soon" is not a time to live/);
    assert.throws(() => read("0s"), /may mean never or at once/);
    assert.throws(() => read("0.0"), /may mean never or at once/);
    assert.throws(() => read("-1h"), /not a time to live/);
    assert.throws(() => read("5000d"), /2038-01-19/);
  });
  it("gives every duration an end that is not before it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300_000_000 }), (seconds) => {
        const exptime = read(String(seconds));
        const ends = exptime <= RELATIVE_SECONDS_MAX ? NOW_SECONDS + exptime : exptime;
        assert.equal(ends, NOW_SECONDS + seconds);
      }),
    );
  });
});

describe("exptimeOf", () => {
  it("rounds up", () => {
    assert.equal(exptimeOf(1, "--delay", 0), 1);
    assert.equal(exptimeOf(10_000, "--delay", 0), 10);
  });
});
