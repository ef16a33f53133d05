/** The LevelDB database: what is written is there, for its owner alone, one server at a time. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { ClassicLevel } from "classic-level";
import { MemtoolError } from "../../../src/base/errors.ts";
import { Database } from "../../../src/persistence/database.ts";
import { makeDatabase } from "../../support/item-database.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

function key(text: string): Buffer {
  return Buffer.from(`i${text}`);
}

async function refusal(directory: string): Promise<string> {
  try {
    await (await Database.open(directory)).close();
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "STORAGE", String(error));
    assert.ok(error.message.includes(directory));
    return error.message;
  }
  return "opened";
}

describe("the database", () => {
  it("is made for its owner alone, directories above it too, whatever the umask", async () => {
    const directory = join(temporaryFolder("database-"), "some", "where");
    const umask = process.umask(0);
    try {
      const database = await Database.open(directory);
      assert.equal(statSync(directory).mode & 0o777, 0o700);
      assert.equal(database.isOpenToOthers, false);
      chmodSync(directory, 0o755);
      assert.equal(database.isOpenToOthers, true);
      await database.close();
    } finally {
      process.umask(umask);
    }
  });

  it("has what was written, all of a batch, after it was opened anew", async () => {
    const directory = temporaryFolder("database-");
    const database = await Database.open(directory);
    assert.deepEqual(await database.meta(), []);
    assert.equal(await database.get(key("a")), undefined);
    await database.write([
      { key: key("a"), value: Buffer.from("1") },
      { key: key("b"), value: Buffer.from([0, 255]) },
      ...Database.metaChanges(Buffer.from("meta")),
    ]);
    await database.write([
      { key: key("a"), value: undefined },
      { key: key("c"), value: Buffer.alloc(0) },
      { key: key("never there"), value: undefined },
    ]);
    await database.reopen();
    assert.deepEqual((await database.meta()).map(String), ["meta", "meta"]);
    assert.equal(await database.get(key("a")), undefined);
    assert.deepEqual(await database.get(key("b")), Buffer.from([0, 255]));
    assert.equal((await database.get(key("c")))?.length, 0);
    await database.close();
  });

  it("waits with every write until the disk has it, not the kernel", async (t) => {
    const database = await Database.open(temporaryFolder("database-"));
    const synced: unknown[] = [];
    // A process that is killed loses nothing that the kernel has: only the option tells.
    interface Batch {
      write: (options?: { sync?: boolean }) => Promise<void>;
    }
    const prototype = ClassicLevel.prototype as unknown as { batch: (...args: unknown[]) => Batch };
    const { batch } = prototype;
    t.mock.method(prototype, "batch", function (this: unknown, ...args: unknown[]) {
      const made = batch.apply(this, args);
      const write = made.write.bind(made);
      made.write = (options) => {
        synced.push(options?.sync);
        return write(options);
      };
      return made;
    });
    await database.write([{ key: key("a"), value: Buffer.from("1") }]);
    await database.write([{ key: key("a"), value: undefined }]);
    assert.deepEqual(synced, [true, true]);
    await database.close();
  });

  it("walks over the items only, in order, as they were when it began", async () => {
    const database = await Database.open(temporaryFolder("database-"));
    const count = 1200;
    await database.write([
      ...Database.metaChanges(Buffer.from("meta")),
      { key: Buffer.from("j"), value: Buffer.from("behind") },
      ...Array.from({ length: count }, (_, index) => ({
        key: key(String(index).padStart(5, "0")),
        value: Buffer.from("1"),
      })),
    ]);
    const seen: string[] = [];
    for await (const entries of database.items(0)) {
      if (seen.length === 0) {
        await database.write([
          { key: key("99999"), value: Buffer.from("late") },
          { key: key("01199"), value: undefined },
        ]);
      }
      seen.push(...entries.map(([itsKey]) => itsKey.toString()));
    }
    assert.equal(seen.length, count);
    assert.deepEqual(seen, [...seen].sort());
    assert.equal(seen.at(-1), "i01199");
    await database.close();
  });

  it("may be left in the middle of a walk", async () => {
    const database = await Database.open(temporaryFolder("database-"));
    await database.write(
      Array.from({ length: 1000 }, (_, index) => ({ key: key(String(index)), value: Buffer.from("1") })),
    );
    for await (const entries of database.items(0)) {
      assert.ok(entries.length > 0);
      break;
    }
    await database.compact(0);
    assert.ok((await database.itemBytes(0)) >= 0);
    await database.close();
  });

  it("is left alone while another has it open: a table that is being written looks damaged", async () => {
    const directory = temporaryFolder("database-");
    const database = await Database.open(directory);
    await database.write(
      Array.from({ length: 2000 }, (_, index) => ({ key: key(`k${index}`), value: randomBytes(50) })),
    );
    await database.rewrite();
    const [table = ""] = readdirSync(directory).filter((name) => name.endsWith(".ldb"));
    const unfinished = join(directory, "000999.ldb");
    const bytes = readFileSync(join(directory, table));
    bytes[1000] = (bytes[1000] as number) ^ 1;
    writeFileSync(unfinished, bytes);
    assert.match(await refusal(directory), /in use by another server/);
    assert.deepEqual(readFileSync(unfinished), bytes, "nothing was written into it");
    await database.close();
  });

  it("is one server's: the second is refused by name", async () => {
    const directory = temporaryFolder("database-");
    const database = await Database.open(directory);
    assert.match(await refusal(directory), /in use by another server/);
    await database.close();
    assert.equal(await refusal(directory), "opened");
  });

  it("that can't be made or read is refused by name", async () => {
    const folder = temporaryFolder("database-");
    const file = join(folder, "file");
    writeFileSync(file, "x");
    assert.match(await refusal(file), /cannot use the persistence directory/);
    assert.match(await refusal(join(file, "below")), /cannot use the persistence directory/);
    const damaged = join(folder, "damaged");
    mkdirSync(damaged);
    await (await Database.open(damaged)).close();
    for (const name of readdirSync(damaged).filter((entry) => entry.startsWith("MANIFEST"))) {
      writeFileSync(join(damaged, name), "no manifest");
    }
    assert.match(await refusal(damaged), /is damaged: /);
  });
});

it("a table that was left unfinished is not taken for the one that has its name now", async () => {
  const directory = await makeDatabase({ a: { value: "1" } });
  const unfinished = Array.from({ length: 9 }, (_, number) => join(directory, `00000${number + 1}.ldb`)).filter(
    (path) => !existsSync(path),
  );
  for (const path of unfinished) {
    writeFileSync(path, "the beginning of a table");
  }
  const database = await Database.open(directory);
  assert.ok(
    unfinished.some((path) => existsSync(path)),
    "a name was used again",
  );
  assert.deepEqual(database.tableFaults, []);
  await database.close();
});
