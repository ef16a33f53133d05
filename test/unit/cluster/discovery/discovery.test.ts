/** What becomes of a list while its source answers, fails, goes back, and comes again. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate } from "node:timers/promises";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { Discovery } from "../../../../src/cluster/discovery/discovery.ts";
import type { ListReading, ListSource } from "../../../../src/cluster/discovery/list-source.ts";
import { hostsReading, instantPorts, notingListener, scriptedSource } from "../../../support/list-source.ts";

/** Starts with the first answer, follows through the others, and tells what was said, and how long was slept. */
async function follow(
  answers: readonly (ListReading | MemtoolError)[],
  more: Partial<ListSource> = {},
  everyMs?: number,
): Promise<{ notes: string[]; slept: number[]; hosts: string; version: bigint | undefined }> {
  const end = new AbortController();
  const { ports, slept } = instantPorts();
  const { listener, notes } = notingListener();
  // The end of the script is to be noticed before the next question.
  const sleep = async (ms: number): Promise<void> => {
    await ports.clock.sleep(ms);
    await setImmediate();
  };
  const discovery = new Discovery(
    scriptedSource(answers, () => void setImmediate().then(() => end.abort()), more),
    { ...ports, clock: { ...ports.clock, sleep } },
    everyMs,
  );
  await discovery.start(listener, end.signal);
  await discovery.follow(listener, end.signal);
  const hosts = discovery.list?.nodes.map(({ host }) => host).join(" ") ?? "";
  return { notes, slept, hosts, version: discovery.list?.version };
}

const AWAY = new MemtoolError("CONNECT", "away");

describe("Discovery", () => {
  it("counts changes itself where the source does not, and tells each once", async () => {
    const { notes, version } = await follow([
      hostsReading("a b"),
      hostsReading("a b"),
      hostsReading("a c"),
      hostsReading("c a"),
    ]);
    assert.deepEqual(notes, ["v2 - b:11211 + c:11211", "v3"]);
    assert.equal(version, 3n);
  });
  it("takes newer versions and no older ones, where the source never goes back", async () => {
    const { notes, hosts, version } = await follow(
      [
        hostsReading("a", 5n),
        hostsReading("b", 4n),
        hostsReading("b", 3n),
        hostsReading("x", 5n),
        hostsReading("c", 7n),
      ],
      { neverGoesBack: true },
    );
    assert.deepEqual(notes, [
      "problem PROTOCOL test+source answered with version 4 of its list, older than 5",
      "recovered",
      "v7 - a:11211 + c:11211",
    ]);
    assert.equal(hosts, "c");
    assert.equal(version, 7n);
  });
  it("keeps the list through failures and emptiness, says so once, and asks again sooner, then later", async () => {
    const { notes, hosts, slept } = await follow([
      hostsReading("a b"),
      AWAY,
      AWAY,
      hostsReading(""),
      hostsReading("a b"),
      AWAY,
      hostsReading("b"),
    ]);
    assert.deepEqual(notes, ["problem CONNECT away", "recovered", "problem CONNECT away", "recovered", "v2 - a:11211"]);
    assert.equal(hosts, "b");
    assert.deepEqual(slept.slice(0, 6).map(Math.round), [10_000, 1000, 2000, 4000, 10_000, 1000]);
  });
  it("fails at the start with what the source says, or because there is nobody", async () => {
    await assert.rejects(follow([AWAY]), AWAY);
    await assert.rejects(follow([hostsReading("")]), { code: "CONNECT", message: /test\+source knows no servers/ });
  });
  it("drops what is named twice, and says remarks once", async () => {
    const reading = { ...hostsReading("a A b"), remarks: ["odd"] };
    const { notes, hosts } = await follow([reading, reading]);
    assert.deepEqual(notes, ["remark odd"]);
    assert.equal(hosts, "a b");
  });
  it("does not follow what cannot change", async () => {
    const { slept } = await follow([hostsReading("a")], { refreshMs: undefined }, 5);
    assert.deepEqual(slept, []);
  });
  it("asks as often as it is told to", async () => {
    const { slept } = await follow([hostsReading("a"), hostsReading("a")], {}, 2000);
    assert.equal(Math.round(slept[0] ?? 0), 2000);
  });
  it("waits for a source that tells changes, and backs off when that fails", async () => {
    let asked = 0;
    const changed = async () => {
      await setImmediate();
      if (++asked === 2) {
        throw AWAY;
      }
    };
    const { notes, slept } = await follow(
      [hostsReading("a"), hostsReading("a b"), hostsReading("b"), hostsReading("b c")],
      { changed },
    );
    assert.deepEqual(notes, ["v2 + b:11211", "problem CONNECT away", "recovered", "v3 - a:11211", "v4 + c:11211"]);
    assert.deepEqual(slept.map(Math.round), [1000]);
  });
  it("ends at once, also while a source takes its time", async () => {
    const end = new AbortController();
    const { listener, notes } = notingListener();
    let reads = 0;
    const read = (): Promise<ListReading> => {
      reads++;
      if (reads === 2) {
        void setImmediate().then(() => end.abort());
      }
      return reads === 1 ? Promise.resolve(hostsReading("a")) : new Promise(() => {});
    };
    const discovery = new Discovery(
      scriptedSource([], () => {}, { read }),
      instantPorts().ports,
    );
    await discovery.start(listener, end.signal);
    await discovery.follow(listener, end.signal);
    assert.deepEqual([reads, notes], [2, []]);
  });
  it("does not wait bugs out", async () => {
    const end = new AbortController();
    const { ports } = instantPorts();
    const { listener } = notingListener();
    const source = scriptedSource([hostsReading("a"), new TypeError("oops")], () => {});
    const discovery = new Discovery(source, ports);
    await discovery.start(listener, end.signal);
    await assert.rejects(discovery.follow(listener, end.signal), { code: "BUG", message: "oops" });
  });
});
