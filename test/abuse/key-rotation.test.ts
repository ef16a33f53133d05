/** Rotation of the encryption key, killed at any moment: the database opens with the old key or with the new one, whole; a second run ends it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Prng } from "../../src/base/prng.ts";
import { copyOf } from "../support/damaged-files.ts";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli, spawnCli } from "../support/run-cli.ts";
import { getItems } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SEED = Number(process.env["MEMTOOL_SEED"] ?? Date.now());
const ROUNDS = Number(process.env["MEMTOOL_ROTATION_ROUNDS"] ?? 2);
const ITEMS = 2000;
const VALUE = "a value that nobody else may read ";
const KEYS = Array.from({ length: ITEMS }, (_, index) => `secret-key-${index}`);

const folder = temporaryFolder("rotation-");
const [first, second] = ["first.key", "second.key"].map((name) => join(folder, name)) as [string, string];
const plain = join(folder, "plain");

before(async () => {
  writeFileSync(first, "11".repeat(32), { mode: 0o600 });
  writeFileSync(second, "22".repeat(32), { mode: 0o600 });
  const server = await startMemtool({ args: ["--persistence-dir", plain] });
  const line = await LineConnection.open(server);
  line.send(
    KEYS.map((key, index) => `set ${key} 0 0 ${VALUE.length + 4}\r\n${VALUE}${1000 + (index % 1000)}\r\n`).join(""),
  );
  for (let index = 0; index < ITEMS; index++) {
    assert.equal(await line.line(), "STORED");
  }
  line.close();
  assert.match(await server.stop(), /exit code 0/);
});

function rotation(from: string, to: string, directory: string): string[] {
  return ["serve", "--rotate-encryption-key", from, to, "--persistence-dir", directory];
}

function keyOptions(key: string): string[] {
  return key === "-" ? [] : ["--encryption-key-file", key];
}

/** The items a key opens; undefined when it is not the key. */
async function itemsUnder(key: string, directory: string): Promise<number | undefined> {
  const { exitCode, stdout, stderr } = await runCli(["serve", "verify", directory, "--json", ...keyOptions(key)]);
  if (exitCode === 74) {
    assert.match(stderr, /encrypted/);
    return undefined;
  }
  assert.equal(exitCode, 0, stdout + stderr);
  return (JSON.parse(stdout) as { items: number }).items;
}

function readsAnything(directory: string): string[] {
  return readdirSync(directory).filter((name) =>
    /secret-key|nobody else/.test(readFileSync(join(directory, name), "latin1")),
  );
}

async function endsWhole(from: string, to: string, directory: string): Promise<"before" | "after"> {
  const [old, now] = [await itemsUnder(from, directory), await itemsUnder(to, directory)];
  assert.deepEqual(
    [old, now].filter((items) => items !== undefined),
    [ITEMS],
    `${old} and ${now}`,
  );
  const server = await startMemtool({
    args: ["--persistence-dir", directory, "--recover-first", ...keyOptions(old === undefined ? to : from)],
  });
  const values = await getItems(server, [KEYS[0] as string, KEYS[ITEMS - 1] as string]);
  assert.deepEqual(values, [`${VALUE}1000`, `${VALUE}1999`]);
  await server.stop("SIGKILL");
  return old === undefined ? "after" : "before";
}

describe("rotating the encryption key", { concurrency: false }, () => {
  test("from none to one, to another, to none; nothing of what was plain stays", async () => {
    const directory = copyOf(plain);
    assert.notDeepEqual(readsAnything(directory), []);
    const done = await runCli(rotation("-", first, directory));
    assert.deepEqual([done.exitCode, done.stderr], [0, ""]);
    assert.match(done.stdout, /2,000 items were written anew/);
    assert.deepEqual(readsAnything(directory), []);
    assert.equal(await itemsUnder("-", directory), undefined);
    assert.equal((await runCli(rotation(first, second, directory))).exitCode, 0);
    assert.equal(await itemsUnder(first, directory), undefined);
    assert.equal(await itemsUnder(second, directory), ITEMS);
    const again = await runCli(rotation(first, second, directory));
    assert.match(again.stdout, /already/);
    const wrong = await runCli(rotation(first, "-", directory));
    assert.equal(wrong.exitCode, 74);
    assert.match(wrong.stderr, /encrypted with another key/);
    assert.equal((await runCli(rotation(second, "-", directory))).exitCode, 0);
    assert.equal(await itemsUnder("-", directory), ITEMS);
  });

  for (const [from, to] of [
    ["-", "first"],
    ["first", "second"],
    ["second", "-"],
  ] as const) {
    test(`killed at any moment, from ${from} to ${to}`, async (t) => {
      const path = (name: string): string => (name === "-" ? "-" : name === "first" ? first : second);
      const source = copyOf(plain);
      if (from !== "-") {
        assert.equal((await runCli(rotation("-", path(from), source))).exitCode, 0);
      }
      const startMs = performance.now();
      assert.equal((await runCli(rotation(path(from), path(to), copyOf(source)))).exitCode, 0);
      const tookMs = performance.now() - startMs;
      const random = Prng.stream(SEED, 0);
      const ends: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const directory = copyOf(source);
        const child = spawnCli(rotation(path(from), path(to), directory));
        const exited = once(child, "exit");
        await sleep(tookMs * (0.2 + (0.8 * (round + random.nextBelow(1000) / 1000)) / ROUNDS));
        child.kill("SIGKILL");
        await exited;
        ends.push(await endsWhole(path(from), path(to), directory));
        const finished = await runCli(rotation(path(from), path(to), directory));
        assert.equal(finished.exitCode, 0, finished.stderr);
        assert.equal(await itemsUnder(path(to), directory), ITEMS);
        if (to !== "-") {
          assert.deepEqual(readsAnything(directory), []);
        }
      }
      t.diagnostic(`seed ${SEED}: killed ${ends.join(", ")} the new key held`);
    });
  }

  test("refused while a server has the directory, and nothing is changed", async () => {
    const directory = copyOf(plain);
    const server = await startMemtool({ args: ["--persistence-dir", directory] });
    for (const args of [
      rotation("-", first, directory),
      ["serve", "verify", directory],
      ["serve", "repair", directory, "--yes"],
    ]) {
      const { exitCode, stderr } = await runCli(args);
      assert.equal(exitCode, 74);
      assert.match(stderr, /in use by another server/);
    }
    assert.match(await server.stop(), /exit code 0/);
    assert.equal(await itemsUnder("-", directory), ITEMS);
  });
});
