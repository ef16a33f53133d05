/** Command lines that `memtool serve` refuses: exit codes, and what a program is told of them. */
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { startMemtool } from "../support/memtool-server.ts";
import { runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("a word that is nearly a command", () => {
  it("starts no cache: exit code 2 and what may have been meant", async () => {
    for (const words of [
      ["verfy", "/data"],
      ["-p", "-1", "verify", "/data"],
    ]) {
      const { stdout, stderr, exitCode } = await runCli(["serve", ...words]);
      assert.deepEqual([stdout, exitCode], ["", 2]);
      assert.match(stderr, /\n {2}did you mean memtool serve verify\?\n$/);
    }
  });
});

describe("a key file that is none", () => {
  it("is wrong usage of every command that takes one, and nothing is made", async () => {
    const folder = temporaryFolder("serve-refusals-");
    const [directory, missing, open] = ["db", "missing", "open"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(open, Buffer.alloc(32, 1), { mode: 0o640 });
    for (const file of [missing, open]) {
      for (const words of [
        ["serve", "-p", "-1", "--persistence-dir", directory, "--encryption-key-file", file],
        ["serve", "-d", "-p", "-1", "--persistence-dir", directory, "--encryption-key-file", file],
        ["serve", "verify", directory, "--encryption-key-file", file],
        ["serve", "--rotate-encryption-key", "-", file, "--persistence-dir", directory],
      ]) {
        const { stderr, exitCode } = await runCli(words);
        assert.equal(exitCode, 2, words.join(" "));
        assert.match(stderr, /the encryption key file/);
      }
    }
    assert.equal(existsSync(directory), false);
  });
});

describe("under --json", () => {
  it("a taken port has the code of listening, and memcached's exit code", async () => {
    const server = await startMemtool();
    assert.ok("port" in server.target);
    const { stdout, exitCode } = await runCli(["serve", "-p", String(server.target.port), "--json"]);
    assert.equal(exitCode, 71);
    assert.equal(JSON.parse(stdout).error.code, "LISTEN");
    await server.stop();
  });
});
