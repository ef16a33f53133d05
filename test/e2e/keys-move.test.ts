/** `memtool keys dump`, `restore` and `copy` between two servers as a user runs them: nothing is lost, also when they are interrupted. */
import assert from "node:assert/strict";
import { existsSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { Address } from "../../src/base/address.ts";
import { MemcachedClient } from "../../src/client/memcached-client.ts";
import type { StoredItem } from "../../src/keys/move/stored-item.ts";
import type { MetaReply } from "../../src/protocol/reply.ts";
import { needsMemcached, startMemcached } from "../support/memcached.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";
import { addressOf, type ServerProcess } from "../support/server-process.ts";
import { essence, numberedItem } from "../support/stored-items.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ITEMS = 4000;

/** What the CLI is given to finish, on a busy machine. */
const TIMEOUT_MS = 120_000;

function clientOf({ target }: ServerProcess): MemcachedClient {
  const address: Address =
    "path" in target ? { kind: "unix", path: target.path } : { kind: "tcp", tls: false, ...target };
  return new MemcachedClient(address, { requestTimeoutMs: 30_000 });
}

async function fill(server: ServerProcess): Promise<void> {
  const client = clientOf(server);
  const nowMs = Date.now();
  const stores = Array.from({ length: ITEMS }, (_, number) => {
    const item = numberedItem(number, nowMs);
    const ttlS = item.expiresAtMs === 0 ? 0 : Math.round((item.expiresAtMs - nowMs) / 1000);
    const exptime = ttlS > 30 * 86_400 ? Math.round(nowMs / 1000) + ttlS : ttlS;
    return client.metaSet(Buffer.from(item.key), item.value, [`F${item.flags}`, `T${exptime}`]);
  });
  assert.ok((await Promise.all(stores)).every((reply) => reply?.code === "HD"));
  client.destroy();
}

function ttlsOf(replies: readonly (MetaReply | undefined)[]): number[] {
  return replies.map((reply) => Number(reply?.flags[1]?.slice(1)));
}

function isNear([one = Number.NaN, other = Number.NaN]: readonly number[]): boolean {
  return Math.abs(one - other) <= 2;
}

/** Item by item: there, equal, and expiring within 2 s of each other. @returns how many are there */
async function compare(
  one: ServerProcess,
  other: ServerProcess,
  isWanted = (_number: number) => true,
): Promise<number> {
  const clients = [clientOf(one), clientOf(other)];
  let found = 0;
  for (let start = 0; start < ITEMS; start += 500) {
    const numbers = Array.from({ length: 500 }, (_, index) => start + index).filter((number) => number < ITEMS);
    const [left, right] = await Promise.all(
      clients.map((client) =>
        Promise.all(numbers.map((number) => client.metaGet(Buffer.from(numberedItem(number, 0).key), ["v", "f", "t"]))),
      ),
    );
    for (const [index, number] of numbers.entries()) {
      const [a, b] = [left?.[index], right?.[index]];
      if (!isWanted(number)) {
        assert.equal(b?.code, "EN");
        continue;
      }
      assert.equal(b?.code, "VA", `item ${number} is there`);
      assert.equal(a?.flags[0], b?.flags[0]);
      assert.ok(a?.value !== undefined && b?.value !== undefined && a.value.equals(b.value));
      let ttls = ttlsOf([a, b]);
      // On a busy machine the two were not asked at the same moment, or a server's clock was late: asked again they agree.
      for (let attempt = 0; attempt < 10 && !isNear(ttls); attempt++) {
        const key = Buffer.from(numberedItem(number, 0).key);
        ttls = ttlsOf(await Promise.all(clients.map((client) => client.metaGet(key, ["f", "t"]))));
      }
      assert.ok(isNear(ttls), `TTLs ${ttls.join(" and ")}`);
      found++;
    }
  }
  for (const client of clients) {
    client.destroy();
  }
  return found;
}

async function itemCount(server: ServerProcess): Promise<number> {
  const client = clientOf(server);
  const stats = await client.stats();
  client.destroy();
  return Number(stats.find(({ name }) => name === "curr_items")?.value);
}

/** Runs until there is as much as `isEnough` says, then presses Ctrl-C. @returns the exit code */
async function interrupted(
  words: readonly string[],
  isEnough: () => Promise<boolean> | boolean,
): Promise<number | null> {
  const child = spawnCli(words);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  while (!(await isEnough())) {
    assert.equal(child.exitCode, null, stderr);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  child.kill("SIGINT");
  const code = await ended;
  assert.match(stderr, /not finished/);
  return code;
}

function suite(start: () => Promise<ServerProcess>): void {
  const folder = temporaryFolder("keys-move-");
  let source: ServerProcess;
  let target: ServerProcess;

  before(async () => {
    source = await start();
    await fill(source);
  });
  after(() => source.stop("SIGKILL"));

  /** With an empty target. */
  async function withTarget(work: () => Promise<void>): Promise<void> {
    target = await start();
    try {
      await work();
    } finally {
      await target.stop("SIGKILL");
    }
  }

  async function run(words: readonly string[], exitCode = 0): Promise<{ stdout: string; stderr: string }> {
    const result = await runCli(words, { timeoutMs: TIMEOUT_MS });
    assert.equal(result.exitCode, exitCode, result.stderr);
    return result;
  }

  for (const name of ["all.dump", "all.dump.gz"]) {
    it(`a dump into ${name} and its restore lose nothing and change nothing`, () =>
      withTarget(async () => {
        const file = join(folder, name);
        const { stdout } = await run(["keys", "dump", addressOf(source), "-o", file, "--json"]);
        const dumped = JSON.parse(stdout) as Record<string, unknown>;
        assert.deepEqual([dumped["complete"], dumped["keys"], dumped["items"]], [true, ITEMS, ITEMS]);
        const { stdout: text } = await run(["keys", "restore", file, addressOf(target), "--json"]);
        const restored = JSON.parse(text) as Record<string, unknown>;
        assert.deepEqual([restored["complete"], restored["stored"], restored["evicted"]], [true, ITEMS, 0]);
        assert.equal(await compare(source, target), ITEMS);
        assert.equal(await itemCount(target), ITEMS);
        assert.ok(!existsSync(`${file}.restore-state`));
      }));
  }

  it("an interrupted dump and an interrupted restore come to the same end with --resume", () =>
    withTarget(async () => {
      const file = join(folder, "resumed.dump");
      const dump = ["keys", "dump", addressOf(source), "-o", file];
      const isBegun = (): boolean => existsSync(file) && statSync(file).size > 0;
      assert.equal(await interrupted([...dump, "--rate", "2k"], isBegun), 130);
      // As if the machine had stopped in the middle of a write: half a block at the end.
      if (statSync(file).size > 3000) {
        truncateSync(file, statSync(file).size - 1000);
      }
      const { stderr } = await run([...dump, "--resume"]);
      assert.match(stderr, /4,000 keys/);
      assert.match((await run([...dump, "--resume"])).stderr, /finished already: 4,000 items/);
      const restore = ["keys", "restore", file, addressOf(target)];
      const isHalf = async (): Promise<boolean> => (await itemCount(target)) > ITEMS / 4;
      assert.equal(await interrupted([...restore, "--rate", "4k"], isHalf), 130);
      await run([...restore, "--resume"]);
      assert.equal(await compare(source, target), ITEMS);
      assert.equal(await itemCount(target), ITEMS);
    }));

  it("a copy does the same without a file, also in two parts", () =>
    withTarget(async () => {
      const state = join(folder, "copy.state");
      const copy = ["keys", "copy", addressOf(source), addressOf(target), "--state", state];
      const isHalf = async (): Promise<boolean> => (await itemCount(target)) > ITEMS / 4;
      assert.equal(await interrupted([...copy, "--rate", "4k"], isHalf), 130);
      const before = await itemCount(target);
      const { stdout } = await run([...copy, "--resume", "--json"]);
      const document = JSON.parse(stdout) as { from: Record<string, number>; to: Record<string, number> };
      assert.deepEqual([document.from["keys"], document.from["known"]], [ITEMS, before]);
      assert.equal(document.to["stored"], ITEMS - before);
      assert.equal(await compare(source, target), ITEMS);
      assert.equal(await itemCount(target), ITEMS);
      assert.ok(!existsSync(state));
    }));

  it("through a pipe, chosen keys only; what is there stays with --mode add", () =>
    withTarget(async () => {
      const client = clientOf(target);
      await client.set("plain:1", "mine");
      const child = spawnCli(["keys", "dump", addressOf(source), "--prefix", "plain:"]);
      const restore = spawnCli(["keys", "restore", "-", addressOf(target), "--mode", "add", "--json"]);
      child.stdout.pipe(restore.stdin);
      let stdout = "";
      restore.stdout.on("data", (chunk: Buffer) => {
        stdout += chunk.toString();
      });
      assert.equal(await new Promise((resolve) => restore.once("close", resolve)), 0);
      const plain = Array.from({ length: ITEMS }, (_, number) => number).filter((number) => number % 3 !== 0).length;
      const { stored, not_stored: notStored } = JSON.parse(stdout) as Record<string, number>;
      assert.deepEqual([stored, notStored], [plain - 1, 1]);
      assert.equal((await client.get("plain:1"))?.value.toString(), "mine");
      await client.delete("plain:1");
      client.destroy();
      assert.equal(await compare(source, target, (number) => number % 3 !== 0 && number !== 1), plain - 1);
    }));

  it("a dump stops at once on Ctrl-C while whoever reads its pipe does not read", async () => {
    const child = spawnCli(["keys", "dump", addressOf(source)]);
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const ended = new Promise((resolve) => child.once("exit", resolve));
    // Not read any further: the rest does not fit between the two processes.
    await new Promise((resolve) => child.stdout.once("readable", resolve));
    child.kill("SIGINT");
    assert.equal(await ended, 130);
    assert.match(stderr, /the dump is not finished/);
  });

  it("a server that is gone leaves no file, and does not touch the one that is there", async () => {
    const file = join(folder, "kept.dump");
    const words = ["keys", "dump", "127.0.0.1:1", "-o", file];
    assert.match((await run(words, 3)).stderr, /^memtool keys dump: could not connect to 127\.0\.0\.1:1/);
    assert.ok(!existsSync(file));
    await run(["keys", "dump", addressOf(source), "-o", file]);
    const { size } = statSync(file);
    await run([...words, "--overwrite"], 3);
    assert.equal(statSync(file).size, size);
  });

  it("looking disturbs nothing: no item counts as read, nor moves its last access", async () => {
    const client = clientOf(source);
    const key = numberedItem(2, 0).key;
    const untouched = await client.metaGet(Buffer.from(key), ["h", "u"]);
    await run(["keys", "dump", addressOf(source), "-o", join(folder, "look.dump")]);
    assert.deepEqual((await client.metaGet(Buffer.from(key), ["h", "u"]))?.flags, untouched?.flags);
    client.destroy();
  });
}

describe("dump, restore and copy of memcached", needsMemcached(), () =>
  suite(() => startMemcached({ args: ["-m", "64"] })),
);

describe("dump, restore and copy of memtool serve", () => suite(() => startMemtool({ args: ["-m", "64", "-t", "2"] })));

describe("what a restore cannot do", needsMemcached(), () => {
  it("too large items and evictions are counted, and the exit code says so", async () => {
    const source = await startMemcached({ args: ["-m", "64", "-I", "2m"] });
    const small = await startMemcached({ args: ["-m", "64"] });
    const client = clientOf(source);
    await client.set("large", Buffer.alloc(1_500_000));
    await client.set("small", Buffer.alloc(10));
    client.destroy();
    const file = join(temporaryFolder("keys-move-"), "large.dump");
    await runCli(["keys", "dump", addressOf(source), "-o", file]);
    const result = await runCli(["keys", "restore", file, addressOf(small)]);
    assert.equal(result.exitCode, 1);
    assert.match(result.stderr, /1 items stored .*, 1 too large/);
    await Promise.all([source.stop("SIGKILL"), small.stop("SIGKILL")]);
  });

  it("a server that shows only some of its keys is said to hide the others, and the exit code says so", async () => {
    const [source, target] = await Promise.all([
      startMemcached({ args: ["-o", "no_lru_crawler"] }),
      startMemcached({ args: ["-m", "64"] }),
    ]);
    const client = clientOf(source);
    const count = 30_000;
    const stores = Array.from({ length: count }, (_, number) => client.set(`${"long".repeat(40)}${number}`, "v"));
    await Promise.all(stores);
    client.destroy();
    const file = join(temporaryFolder("keys-move-"), "part.dump");
    const dump = await runCli(["keys", "dump", addressOf(source), "-o", file, "--json"], { timeoutMs: TIMEOUT_MS });
    assert.equal(dump.exitCode, 1, dump.stderr);
    const { complete, items, hidden } = JSON.parse(dump.stdout) as { complete: boolean; items: number; hidden: number };
    assert.ok(!complete && hidden > 0 && items > 0, dump.stdout);
    assert.equal(items + hidden, count);
    assert.equal(dump.stderr.match(/stats cachedump/g)?.length, 1, "said once");
    assert.match(dump.stderr, /others are not shown by the server/);
    const copy = await runCli(["keys", "copy", addressOf(source), addressOf(target)], { timeoutMs: TIMEOUT_MS });
    assert.equal(copy.exitCode, 1, copy.stderr);
    assert.match(copy.stderr, /others are not shown by the server/);
    await Promise.all([source, target].map((server) => server.stop("SIGKILL")));
  });

  it("several servers: every key is where the client of that placement looks for it", async () => {
    const source = await startMemcached();
    await fill(source);
    const pool = await Promise.all([startMemcached(), startMemcached()]);
    const result = await runCli(
      ["keys", "copy", addressOf(source), pool.map(addressOf).join(","), "--placement", "modula"],
      {
        timeoutMs: TIMEOUT_MS,
      },
    );
    assert.equal(result.exitCode, 0, result.stderr);
    const counts = await Promise.all(pool.map(itemCount));
    assert.equal((counts[0] ?? 0) + (counts[1] ?? 0), ITEMS);
    assert.ok(counts.every((count) => count > ITEMS / 4));
    const names = new Set<string>();
    for (const server of pool) {
      const client = clientOf(server);
      for (let number = 1; number < 50; number += 3) {
        const item: StoredItem = numberedItem(number, 0);
        if ((await client.metaGet(Buffer.from(item.key), ["v"]))?.code === "VA") {
          names.add(essence(item));
        }
      }
      client.destroy();
    }
    assert.equal(names.size, 17);
    await Promise.all([source, ...pool].map((server) => server.stop("SIGKILL")));
  });
});
