/**
 * A database whose files were cut, flipped or lost: never a wrong value. The server starts with what is sound, or with nothing, and tells;
 * after `repair` everything sound is there. MEMTOOL_DAMAGE_ROUNDS=5 for more places to damage.
 */
import assert from "node:assert/strict";
import { cpSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { before, describe, test } from "node:test";
import { copyOf, cutFile, type FileKind, filesOf, flipBytes, removeAFile } from "../support/damaged-files.ts";
import { NEEDS_TMPFS, withSmallDisk } from "../support/faulty-disk.ts";
import { LineConnection } from "../support/line-connection.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { getItems, persistCounter } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SEED = Number(process.env["MEMTOOL_SEED"] ?? Date.now());
const ROUNDS = Number(process.env["MEMTOOL_DAMAGE_ROUNDS"] ?? 1);
const ITEMS = 1500;
const KEYS = Array.from({ length: ITEMS }, (_, index) => `key:${index}`);

/** Everything was stored in version 1, a third of it replaced in version 2, a tenth deleted. */
const version = (index: number): number => (index % 10 === 7 ? 0 : index % 3 === 0 ? 2 : 1);
const storedValue = (index: number, of = version(index)): string =>
  `${KEYS[index]} in version ${of}: ${"x".repeat(index % 400)}`;

async function change(directory: string, requestOf: (index: number) => string | undefined): Promise<void> {
  const server = await startMemtool({ args: ["--persistence-dir", directory, "--recover-first"] });
  const line = await LineConnection.open(server);
  const requests = KEYS.flatMap((_, index) => requestOf(index) ?? []);
  line.send(requests.join(""));
  for (let index = 0; index < requests.length; index++) {
    assert.match(await line.line(), /^(?:STORED|DELETED)$/);
  }
  line.close();
  assert.match(await server.stop(), /exit code 0/);
}

function set(index: number, of: number): string {
  const value = storedValue(index, of);
  return `set ${KEYS[index]} 0 0 ${value.length}\r\n${value}\r\n`;
}

/** Two tables: the older versions in the one, the newer ones and the deletions in the other. */
const tables = temporaryFolder("damage-tables-");
/** The same with the newer ones in the log. */
const logged = temporaryFolder("damage-log-");

before(async () => {
  await change(tables, (index) => set(index, 1));
  await runCli(["serve", "verify", tables]);
  await change(tables, (index) =>
    version(index) === 2 ? set(index, 2) : version(index) === 0 ? `delete ${KEYS[index]}\r\n` : undefined,
  );
  cpSync(tables, logged, { recursive: true });
  // Opening it brings the log into a table.
  assert.equal((await runCli(["serve", "verify", tables])).exitCode, 0);
  assert.ok(filesOf(tables, "table").length >= 2 && filesOf(tables, "log").length === 0);
  assert.equal(filesOf(logged, "log").length, 1);
});

interface Found {
  readonly wrong: string[];
  readonly older: number;
  readonly missing: number;
}

/** What a server makes of a directory. */
function judge(values: readonly (string | undefined)[]): Found {
  const wrong: string[] = [];
  let [older, missing] = [0, 0];
  for (const [index, value] of values.entries()) {
    const right = version(index) === 0 ? undefined : storedValue(index);
    if (value === right) continue;
    if (value === undefined) missing++;
    else if (value === storedValue(index, 1)) older++;
    else wrong.push(`${KEYS[index]}: ${value.slice(0, 40)}`);
  }
  return { wrong, older, missing };
}

async function serveAndRead(directory: string): Promise<Found & { damaged: number; output: string }> {
  const server = await startMemtool({ args: ["--persistence-dir", directory, "--recover-first"] });
  const found = judge(await getItems(server, KEYS));
  const damaged = await persistCounter(server, "persist_damaged");
  assert.match(await server.stop(), /exit code 0/);
  return { ...found, damaged, output: server.output };
}

/** Looks at a damaged directory in every way. @returns what was found after the repair */
async function examine(directory: string): Promise<Found> {
  const served = await serveAndRead(copyOf(directory));
  assert.deepEqual(served.wrong, []);
  if (filesOf(directory, "log").length === 0) {
    assert.equal(served.older, 0, `seed ${SEED}`);
  }
  if (served.missing > 0 || served.older > 0) {
    assert.ok(served.damaged > 0, `${served.missing} missing, ${served.older} older, and nobody says so`);
    assert.match(served.output, /damaged|lost/);
  }
  const verified = await runCli(["serve", "verify", copyOf(directory), "--json"]);
  if (verified.exitCode === 0) {
    // The flipped byte is in nothing that is used.
    const { wrong, older, missing } = await serveAndRead(directory);
    assert.deepEqual({ wrong, older, missing }, { wrong: [], older: 0, missing: 0 });
    return { wrong, older, missing };
  }
  assert.equal(verified.exitCode, 1, verified.stderr);
  const told = await runCli(["serve", "repair", directory, "--json"]);
  assert.equal(told.exitCode, 1, told.stderr);
  const repaired = await runCli(["serve", "repair", directory, "--yes", "--json"]);
  assert.equal(repaired.exitCode, 0, repaired.stderr);
  const again = await runCli(["serve", "verify", directory]);
  assert.equal(again.exitCode, 0, again.stdout + again.stderr);
  const { wrong, older, missing, damaged } = await serveAndRead(directory);
  assert.deepEqual(wrong, []);
  assert.equal(damaged, 0);
  // Older values come back only with a word about it.
  const words = told.stdout + repaired.stdout;
  assert.ok(older === 0 || /as they were before|made anew of the tables/.test(words), words);
  return { wrong, older, missing };
}

describe("a database with damaged files", { concurrency: false }, () => {
  for (let round = 0; round < 2 * ROUNDS; round++) {
    test(`tables, bytes flipped, round ${round}: nothing older is served`, async (t) => {
      const directory = copyOf(tables);
      flipBytes(directory, "table", 1 + round, SEED + round);
      const { older, missing } = await examine(directory);
      t.diagnostic(`seed ${SEED}: ${missing} of ${ITEMS} items lost, ${older} as they were before`);
    });
  }
  for (let round = 0; round < ROUNDS; round++) {
    test(`the log, bytes flipped, round ${round}: told, because older values are back`, async () => {
      const directory = copyOf(logged);
      flipBytes(directory, "log", 3, SEED + round);
      await examine(directory);
    });
  }
  const others: readonly (readonly [string, (directory: string) => void])[] = [
    ["a table cut short", (directory) => cutFile(directory, "table", SEED)],
    ["a table missing", (directory) => removeAFile(directory, "table", SEED)],
    ...(["manifest", "current"] as const satisfies readonly FileKind[]).flatMap((kind) => [
      [`${kind} flipped`, (directory: string) => flipBytes(directory, kind, 2, SEED)] as const,
      [`${kind} cut short`, (directory: string) => cutFile(directory, kind, SEED)] as const,
      [`${kind} missing`, (directory: string) => removeAFile(directory, kind, SEED)] as const,
    ]),
  ];
  for (const [name, damage] of others) {
    test(`${name}: never wrong, and repaired`, async () => {
      const directory = copyOf(tables);
      damage(directory);
      await examine(directory);
    });
  }
  test("without CURRENT: moved aside, or refused by --on-damage refuse", async () => {
    const directory = copyOf(tables);
    removeAFile(directory, "current", SEED);
    const refusing = startMemtool({ args: ["--persistence-dir", directory, "--on-damage", "refuse"] });
    await assert.rejects(
      refusing,
      /exit code 74[\s\S]*damaged: its file CURRENT is missing[\s\S]*memtool serve repair/,
    );
    const { missing, damaged, output } = await serveAndRead(directory);
    assert.deepEqual(
      { missing, damaged },
      { missing: KEYS.filter((_, index) => version(index) > 0).length, damaged: 1 },
    );
    const [, aside = ""] = /it was moved to (\S+damaged-\w+), and the server starts with nothing/.exec(output) ?? [];
    const repaired = await runCli(["serve", "repair", aside, "--yes"]);
    assert.equal(repaired.exitCode, 0, repaired.stderr);
    assert.equal((await serveAndRead(aside)).missing, 0);
  });
  test("a mounted directory: its files are moved into a directory there", NEEDS_TMPFS, () =>
    withSmallDisk(8, async (disk) => {
      cpSync(copyOf(tables), disk, { recursive: true });
      removeAFile(disk, "current", SEED);
      const { missing, output } = await serveAndRead(disk);
      assert.equal(missing, KEYS.filter((_, index) => version(index) > 0).length);
      const [, aside = ""] = /it was moved to (\S+damaged-\w+), and the server starts with nothing/.exec(output) ?? [];
      assert.equal(dirname(aside), disk);
      assert.deepEqual((await serveAndRead(disk)).damaged, 0, "the new one is sound");
      const repaired = await runCli(["serve", "repair", aside, "--yes"]);
      assert.equal(repaired.exitCode, 0, repaired.stderr);
      assert.equal((await serveAndRead(aside)).missing, 0);
    }),
  );
  test("the log cut short: what is left is sound", async () => {
    const directory = copyOf(logged);
    cutFile(directory, "log", SEED);
    assert.deepEqual((await serveAndRead(directory)).wrong, []);
  });
  test("what was damaged is kept, for its owner alone", async () => {
    const directory = copyOf(tables);
    flipBytes(directory, "table", 8, SEED + 100);
    const repaired = await runCli(["serve", "repair", directory, "--yes", "--json"]);
    assert.equal(repaired.exitCode, 0, repaired.stderr);
    const report = JSON.parse(repaired.stdout) as { damaged: number; damaged_file: string | null };
    if (report.damaged > 0) {
      const path = report.damaged_file as string;
      assert.equal(statSync(path).mode & 0o777, 0o600);
      assert.equal(readFileSync(path, "utf8").trim().split("\n").length, report.damaged);
    }
  });
});
