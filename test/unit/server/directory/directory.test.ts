/** server/directory/directory.ts: what is published and answered, and when; with a clock and a disk of the test's. */
import assert from "node:assert/strict";
import { afterEach, describe, it } from "node:test";
import fc from "fast-check";
import type { StoredList } from "../../../../src/directory/list-document.ts";
import { Directory, type DirectoryOptions } from "../../../../src/server/directory/directory.ts";

const INSTANCE = "0123456789abcdef";
const NODE = { name: "a", host: "h", ip: "", port: 1, weight: 1, version: "1.6.45" };
const UNIX_SECOND = 1_700_000_000;

interface Bench {
  readonly directory: Directory;
  readonly published: (string | undefined)[];
  readonly log: string[];
  readonly clock: { nowMs: number };
}

const open: Directory[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((directory) => directory.close()));
});

function start(options: Partial<DirectoryOptions> = {}): Bench {
  const [published, log]: [(string | undefined)[], string[]] = [[], []];
  const clock = { nowMs: 1000 };
  const directory = new Directory({
    stored: undefined,
    isOnDisk: true,
    write: undefined,
    publish: (text) => published.push(text === undefined ? undefined : Buffer.from(text).toString("latin1")),
    follows: undefined,
    log: (line) => log.push(line),
    clock: { monotonicMs: () => clock.nowMs, unixMs: () => UNIX_SECOND * 1000 },
    ...options,
  });
  open.push(directory);
  return { directory, published, log, clock };
}

function say(directory: Directory, line: string): Promise<string> {
  return directory.register(line.split(" "));
}

function join(name: string, port: number, instance = INSTANCE): string {
  return `join ${name} ${instance} h - ${port} 1 1.6.45 10000`;
}

/** Looks at the leases every 200 ms of the test's clock, as the timer does. */
function pass({ directory, clock }: Bench, ms: number): void {
  for (const end = clock.nowMs + ms; clock.nowMs < end; ) {
    clock.nowMs += 200;
    directory.look();
  }
}

describe("a directory of nodes", () => {
  it("begins at the clock where nothing is kept, so that versions grow over a restart too", async () => {
    const { directory, published } = start();
    assert.deepEqual(published, [undefined]);
    assert.equal(await say(directory, join("a", 1)), `OK ${UNIX_SECOND + 1}`);
    assert.deepEqual(published, [undefined, `${UNIX_SECOND + 1}\nh||1\n`]);
  });

  it("goes on from the list of an earlier run, at its version", () => {
    const stored = { version: 17, members: [{ node: NODE, instance: INSTANCE, leaseMs: 10_000 }] };
    assert.deepEqual(start({ stored }).published, ["17\nh||1\n"]);
  });

  it("writes a list again that is not on disk any more, and one that is there only when it changes", async () => {
    for (const isOnDisk of [true, false]) {
      const written: number[] = [];
      const write = async ({ version }: StoredList): Promise<void> => {
        written.push(version);
      };
      const stored = { version: 17, members: [{ node: NODE, instance: INSTANCE, leaseMs: 10_000 }] };
      const { directory } = start({ stored, isOnDisk, write });
      await directory.close();
      assert.deepEqual(written, isOnDisk ? [] : [17]);
    }
  });

  it("answers what makes no sense with the reason", async () => {
    const { directory } = start();
    assert.equal(
      await say(directory, "join"),
      "CLIENT_ERROR usage: config join NAME INSTANCE HOST IP PORT WEIGHT VERSION LEASE_MS [again]",
    );
    assert.equal(await say(directory, "get cluster"), "ERROR");
    assert.equal(directory.counts.refused, 2);
  });

  it("publishes and answers only what is on disk", async () => {
    const written: StoredList[] = [];
    let finish = (): void => {};
    const write = (list: StoredList): Promise<void> => {
      written.push(list);
      return new Promise((resolve) => (finish = resolve));
    };
    const { directory, published } = start({ write });
    let answer: string | undefined;
    const said = say(directory, join("a", 1)).then((line) => (answer = line));
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([published.length, answer], [1, undefined]);
    assert.deepEqual(
      written[0]?.members.map(({ node }) => node.name),
      ["a"],
    );
    finish();
    assert.equal(await said, `OK ${UNIX_SECOND + 1}`);
    assert.deepEqual(published[1], `${UNIX_SECOND + 1}\nh||1\n`);
  });

  it("changes that come while one is written share the next writing; renewing waits for none", async () => {
    const finish: (() => void)[] = [];
    let writes = 0;
    const write = (): Promise<void> => {
      writes++;
      return new Promise((resolve) => finish.push(resolve));
    };
    const bench = start({ write });
    const { directory } = bench;
    const first = say(directory, join("a", 1));
    await new Promise((resolve) => setImmediate(resolve));
    const others = Promise.all([2, 3, 4].map((port) => say(directory, join(`n${port}`, port))));
    finish[0]?.();
    assert.equal(await first, `OK ${UNIX_SECOND + 1}`);
    await new Promise((resolve) => setImmediate(resolve));
    directory.look();
    assert.equal(await say(directory, `renew a ${INSTANCE}`), `OK ${UNIX_SECOND + 4}`);
    finish[1]?.();
    await others;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(writes, 2);
    assert.equal(await say(directory, `renew a ${INSTANCE}`), `OK ${UNIX_SECOND + 4}`);
    assert.equal(writes, 2);
  });

  it("a disk that fails is told once; the list is published, and written when that is possible again", async () => {
    let isBroken = true;
    const written: number[] = [];
    const write = async ({ version }: StoredList): Promise<void> => {
      if (isBroken) throw new Error("no space left");
      written.push(version);
    };
    const bench = start({ write });
    const { directory, published, log } = bench;
    await say(directory, join("a", 1));
    await say(directory, join("b", 2));
    assert.match(published[2] ?? "", /h\|\|1 h\|\|2/);
    assert.equal(
      log.filter((line) => line.startsWith("WARNING: the list of nodes cannot be kept: no space left")).length,
      1,
    );
    assert.equal(directory.writeFailure, "no space left");
    isBroken = false;
    pass(bench, 1200);
    await directory.close();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(written, [UNIX_SECOND + 2]);
    assert.equal(directory.writeFailure, undefined);
    assert.match(log.at(-1) ?? "", /on disk again/);
  });

  it("drops who is not heard of, and says so", async () => {
    const bench = start();
    await say(bench.directory, join("a", 1));
    pass(bench, 9600);
    assert.equal(bench.directory.counts.nodes, 1);
    pass(bench, 200);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(bench.published.at(-1), undefined);
    assert.match(bench.log.at(-1) ?? "", /^directory: a was not heard of for 10 s: dropped; list version/);
  });

  it("says when a node was started again, and when two that are alive claim one address", async () => {
    const { directory, log } = start();
    const newer = "fedcba9876543210";
    assert.match(await say(directory, join("h:1", 1)), /^OK/);
    assert.match(await say(directory, join("h:1", 1, newer)), /^OK/);
    assert.match(await say(directory, `renew h:1 ${newer}`), /^OK/);
    assert.match(await say(directory, `renew h:1 ${INSTANCE}`), /^OK/);
    assert.match(await say(directory, `${join("h:1", 1, newer)} again`), /^EXISTS \d+ h:1 h 1$/);
    assert.match(await say(directory, `renew h:1 ${INSTANCE}`), /^OK/);
    assert.deepEqual(
      log.map((line) => line.replace(/; list version \d+/, "")),
      [
        "directory: h:1 has joined",
        "directory: h:1 was started again",
        "WARNING: directory: two nodes that are alive claim h:1: the older one has its place back",
      ],
    );
  });

  it("a pause of its own is held against nobody", async () => {
    const bench = start();
    await say(bench.directory, join("a", 1));
    bench.clock.nowMs += 60_000;
    assert.equal(await say(bench.directory, `renew a ${INSTANCE}`), `OK ${UNIX_SECOND + 1}`);
    bench.clock.nowMs += 60_000;
    bench.directory.look();
    assert.equal(bench.directory.counts.nodes, 1);
  });

  it("lists itself, and leaves itself out", async () => {
    const { directory, published } = start();
    await directory.setOwn(NODE);
    assert.match(published.at(-1) ?? "", /\nh\|\|1\n$/);
    await directory.setOwn(undefined);
    assert.equal(published.at(-1), undefined);
  });

  it("that follows another takes no nodes, but its list", async () => {
    const { directory, published } = start({ follows: "etcd" });
    assert.equal(await say(directory, join("a", 1)), "SERVER_ERROR the list is that of etcd: join there");
    await directory.follow([NODE]);
    assert.equal(published.at(-1), `${UNIX_SECOND + 1}\nh||1\n`);
    await directory.follow([NODE]);
    assert.equal(published.length, 2);
  });

  it("property: whatever is said, the answer is one line of plain characters", async () => {
    const word = fc.oneof(
      fc.constantFrom("join", "renew", "leave", "a", "b", INSTANCE, "h", "-", "1", "10000", "again", "127.0.0.1"),
      fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.replaceAll(" ", "")),
    );
    const { directory } = start();
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 11 }), async (words) => {
        assert.match(
          await directory.register(words),
          /^(?:ERROR|(?:OK|NOT_FOUND) \d+|(?:EXISTS|CLIENT_ERROR|SERVER_ERROR) [ -~]+)$/,
        );
      }),
    );
  });

  it("counts what happens", async () => {
    const { directory } = start();
    await say(directory, join("a", 1));
    await say(directory, join("a", 2, "1123456789abcdef"));
    await say(directory, `leave a ${INSTANCE}`);
    assert.deepEqual(directory.counts, {
      version: UNIX_SECOND + 2,
      nodes: 0,
      joins: 1,
      leaves: 1,
      expired: 0,
      refused: 1,
    });
    assert.deepEqual(directory.statLines()[0], ["directory_version", UNIX_SECOND + 2]);
  });
});
