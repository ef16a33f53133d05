/** What a server that keeps items on disk asks of its directory and its key file, and how it leaves them. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { NEEDS_NOBODY, NOBODY } from "../support/faulty-disk.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { MEMTOOL_PATH, runCli } from "../support/run-cli.ts";
import type { ServerProcess } from "../support/server-process.ts";
import { getItems, setItem } from "../support/stored-on-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const MODE_BITS = 0o777;

function start(directory: string, ...args: string[]): Promise<ServerProcess> {
  return startMemtool({ args: ["--persistence-dir", directory, ...args] });
}

function modesIn(directory: string): number[] {
  return readdirSync(directory).map((name) => statSync(join(directory, name)).mode & MODE_BITS);
}

async function withUmask<Result>(mask: number, action: () => Promise<Result>): Promise<Result> {
  const before = process.umask(mask);
  try {
    return await action();
  } finally {
    process.umask(before);
  }
}

describe("modes", { concurrency: false }, () => {
  test("directory 0700, files 0600, pid file 0644, socket as -a says, whatever the umask", async () => {
    for (const mask of [0, 0o022, 0o077]) {
      const folder = temporaryFolder("persistence-modes-");
      const [directory, pidFile] = ["db", "pid"].map((name) => join(folder, name)) as [string, string];
      const args = ["--persistence-dir", directory, "-P", pidFile, "-a", "0770", "--durability", "sync"];
      const server = await withUmask(mask, () => startMemtool({ args, transport: "unix" }));
      assert.equal(await setItem(server, "a", "1"), "stored");
      assert.equal(statSync(directory).mode & MODE_BITS, 0o700);
      assert.deepEqual(new Set(modesIn(directory)), new Set([0o600]));
      assert.equal(statSync(pidFile).mode & MODE_BITS, 0o644);
      assert.ok("path" in server.target);
      assert.equal(statSync(server.target.path).mode & MODE_BITS, 0o770);
      await server.stop();
    }
  });

  test("a directory that others may read is warned about, and files that they may are closed to them", async () => {
    const directory = temporaryFolder("persistence-open-");
    await (await start(directory)).stop();
    chmodSync(directory, 0o755);
    chmodSync(join(directory, "CURRENT"), 0o644);
    const server = await start(directory);
    await server.stop();
    assert.match(server.output, /others may read the persistence directory .*chmod 700/);
    assert.deepEqual(new Set(modesIn(directory)), new Set([0o600]));
  });

  test("the command behind -- has the umask that memtool was started with", async () => {
    const args = [
      MEMTOOL_PATH,
      "serve",
      "-p",
      "-1",
      "--persistence-dir",
      join(temporaryFolder("persistence-umask-"), "db"),
    ];
    const child = await withUmask(0o027, async () => spawn(process.execPath, [...args, "--", "sh", "-c", "umask"]));
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    assert.deepEqual((await once(child, "close"))[0], 0);
    assert.equal(Number.parseInt(Buffer.concat(chunks).toString().trim(), 8), 0o027);
  });
});

describe("directories", { concurrency: false }, () => {
  test("two servers on one: the second is refused by name", async () => {
    const directory = temporaryFolder("persistence-two-");
    const server = await start(directory, "--durability", "sync");
    await assert.rejects(start(directory), /exit code 74[\s\S]*in use by another server/);
    assert.equal(await setItem(server, "a", "1"), "stored");
    await server.stop();
  });

  test("a file in its place, and one that nobody can make", async () => {
    const file = join(temporaryFolder("persistence-file-"), "file");
    writeFileSync(file, "");
    for (const path of [file, join(file, "db"), "/proc/db"]) {
      await assert.rejects(start(path), /exit code 74[\s\S]*cannot use the persistence directory/);
    }
  });

  test("verify and repair make none", async () => {
    const folder = temporaryFolder("persistence-none-");
    for (const [directory, words] of [
      [folder, "there is no database"],
      [join(folder, "no"), "cannot read the persistence directory"],
    ] as const) {
      for (const command of ["verify", "repair"]) {
        const { exitCode, stderr } = await runCli([
          "serve",
          command,
          directory,
          ...(command === "repair" ? ["--yes"] : []),
        ]);
        assert.equal(exitCode, 74);
        assert.ok(stderr.includes(words), stderr);
      }
    }
    assert.deepEqual(readdirSync(folder), []);
  });

  test("of another owner, or read-only: refused by name", NEEDS_NOBODY, async () => {
    const folder = temporaryFolder("persistence-owner-");
    chmodSync(folder, 0o755);
    const [foreign, readOnly] = [join(folder, "foreign"), join(folder, "read-only")];
    mkdirSync(foreign, { mode: 0o700 });
    mkdirSync(readOnly, { mode: 0o500 });
    chownSync(readOnly, NOBODY, NOBODY);
    for (const directory of [foreign, readOnly]) {
      const args = [MEMTOOL_PATH, "serve", "-p", "-1", "--persistence-dir", directory];
      const child = spawn(process.execPath, args, { uid: NOBODY, gid: NOBODY });
      const chunks: Buffer[] = [];
      child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
      const [code] = await once(child, "close");
      const said = Buffer.concat(chunks).toString();
      assert.equal(code, 74, said);
      assert.match(said, /cannot (?:use|open) .*[Pp]ermission denied/);
    }
  });

  test("-u: the directory is given to the user that the server becomes", NEEDS_NOBODY, async () => {
    const folder = temporaryFolder("persistence-user-");
    chmodSync(folder, 0o755);
    const directory = join(folder, "db");
    const server = await start(directory, "-u", "nobody", "--durability", "sync");
    assert.equal(await setItem(server, "a", "1"), "stored");
    assert.match(await server.stop(), /exit code 0/);
    for (const path of [directory, ...readdirSync(directory).map((name) => join(directory, name))]) {
      assert.equal(statSync(path).uid, NOBODY, path);
    }
    // Not what somebody else has put there, nor what a link leads to.
    const [outside, foreign] = [join(folder, "outside"), join(directory, "foreign.txt")];
    for (const path of [outside, foreign]) {
      writeFileSync(path, "", { mode: 0o600 });
    }
    symlinkSync(outside, join(directory, "000999.ldb"));
    await (await start(directory, "-u", "nobody")).stop();
    assert.deepEqual(
      [outside, foreign].map((path) => statSync(path).uid),
      [process.getuid?.(), process.getuid?.()],
    );
    const again = await start(directory, "-u", "nobody", "--recover-first");
    assert.deepEqual(await getItems(again, ["a"]), ["1"]);
    await again.stop();
  });
});

test("a directory with files of somebody else and no database is not given away, and named", NEEDS_NOBODY, async () => {
  const directory = temporaryFolder("persistence-foreign-");
  for (const name of ["passwd", "hosts", "fstab", "motd"]) {
    writeFileSync(join(directory, name), "", { mode: 0o644 });
  }
  const server = await start(directory);
  await server.stop();
  assert.match(server.output, /had \w+, \w+, \w+ and 1 more in it, and no database: is it the right one\?/);
  const other = temporaryFolder("persistence-foreign-");
  writeFileSync(join(other, "passwd"), "", { mode: 0o644 });
  await assert.rejects(start(other, "-u", "nobody"), /exit code 74[\s\S]*has passwd in it, and no database/);
  assert.equal(statSync(other).uid, process.getuid?.());
  assert.equal(statSync(join(other, "passwd")).mode & MODE_BITS, 0o644);
});

test("key files: missing, short, open to others, another one, none, or not wanted", async () => {
  const folder = temporaryFolder("persistence-keys-");
  const file = (name: string, text: string | Buffer, mode = 0o600): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode });
    chmodSync(path, mode);
    return path;
  };
  const directory = join(folder, "db");
  const right = file("right", `${"ab".repeat(32)}\n`);
  const server = await start(directory, "--encryption-key-file", right, "--durability", "sync");
  assert.equal(await setItem(server, "secret-key", "secret-value"), "stored");
  await server.stop();
  const refusals: readonly (readonly [string | undefined, RegExp])[] = [
    [join(folder, "missing"), /cannot read the encryption key file/],
    [file("short", "abcd"), /has 4 bytes, and no key in them/],
    [file("open", Buffer.alloc(32), 0o644), /others may read the encryption key file/],
    [file("another", "cd".repeat(32)), /was encrypted with another key/],
    [undefined, /is encrypted, and no key is given/],
  ];
  for (const [path, words] of refusals) {
    const key = path === undefined ? [] : ["--encryption-key-file", path];
    await assert.rejects(start(directory, ...key), words);
    const verified = await runCli(["serve", "verify", directory, ...key]);
    assert.match(verified.stderr, words);
    assert.ok([2, 74].includes(verified.exitCode ?? 0));
    const repaired = await runCli(["serve", "repair", directory, "--yes", ...key]);
    assert.ok([2, 74].includes(repaired.exitCode ?? 0), repaired.stdout);
  }
  const again = await start(directory, "--encryption-key-file", right, "--recover-first");
  assert.deepEqual(await getItems(again, ["secret-key"]), ["secret-value"]);
  await again.stop();
  const plain = join(folder, "plain");
  await (await start(plain)).stop();
  await assert.rejects(
    start(plain, "--encryption-key-file", right),
    /is not encrypted, but an encryption key is given/,
  );
});
