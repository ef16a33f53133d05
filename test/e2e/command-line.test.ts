/** memtool's own words: version, help, mistakes, and what its exit code says of them. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { COMMANDS, GROUPS } from "../../src/cli/registry.ts";
import { runCli } from "../support/run-cli.ts";

const PACKAGE = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

const MEMTOOL = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));

function assertListed(help: string, name: string, describe: string): void {
  assert.ok(help.includes(`  ${name}`), name);
  assert.ok(help.replaceAll(/\s+/g, " ").includes(describe), describe);
}

describe("memtool", () => {
  it("tells its version", async () => {
    for (const flag of ["--version", "-V"]) {
      const { stdout, stderr, exitCode } = await runCli([flag]);
      assert.deepEqual(
        { stdout, stderr, exitCode },
        { stdout: `memtool ${PACKAGE.version}\n`, stderr: "", exitCode: 0 },
      );
    }
  });
  it("lists its commands on --help, and on no word at all, where that is a mistake", async () => {
    const asked = await runCli(["--help"]);
    const empty = await runCli([]);
    assert.equal(asked.exitCode, 0);
    assert.equal(asked.stderr, "");
    assert.equal(empty.exitCode, 2);
    assert.equal(empty.stdout, "");
    assert.equal(asked.stdout, empty.stderr);
    for (const { name, describe } of [...COMMANDS.filter(({ name }) => !name.includes(" ")), ...GROUPS]) {
      assertListed(asked.stdout, name, describe);
    }
  });
  for (const { name } of GROUPS) {
    it(`lists the commands of ${name}`, async () => {
      const asked = await runCli([name, "--help"]);
      const empty = await runCli([name]);
      assert.deepEqual([asked.exitCode, asked.stderr, empty.exitCode, empty.stdout], [0, "", 2, ""]);
      assert.equal(asked.stdout, empty.stderr);
      for (const member of COMMANDS.filter((command) => command.name.startsWith(`${name} `))) {
        assertListed(asked.stdout, member.name, member.describe);
      }
    });
  }
  for (const { name } of COMMANDS) {
    it(`explains ${name}`, async () => {
      const { stdout, stderr, exitCode } = await runCli([...name.split(" "), "--help"]);
      assert.equal(exitCode, 0);
      assert.equal(stderr, "");
      assert.match(stdout, new RegExp(`^memtool ${name}: .*\n\nUsage: memtool ${name}`));
      assert.equal((await runCli(["help", ...name.split(" ")])).stdout, stdout);
    });
  }
  it("suggests the command that was meant", async () => {
    const { stdout, stderr, exitCode } = await runCli(["sttas"]);
    assert.equal(exitCode, 2);
    assert.equal(stdout, "");
    assert.equal(stderr, 'memtool: there is no command "sttas"\n  did you mean memtool stats?\n');
  });
  it("suggests the option that was meant, and says so in JSON too when asked", async () => {
    const plain = await runCli(["stats", "--timout", "1s"]);
    assert.equal(plain.exitCode, 2);
    assert.equal(plain.stderr, "memtool stats: there is no option --timout\n  did you mean --timeout?\n");
    const json = await runCli(["stats", "--timout", "1s", "--json"]);
    assert.equal(json.exitCode, 2);
    assert.deepEqual(JSON.parse(json.stdout), {
      error: { code: "USAGE", message: "there is no option --timout", hint: "did you mean --timeout?" },
    });
  });
  it("says when its output cannot be written, and goes quietly when nobody reads it", () => {
    const shell = (script: string) =>
      spawnSync("bash", ["-c", script, process.execPath, MEMTOOL], { encoding: "utf8" });
    const full = shell('"$0" "$1" stats --help > /dev/full');
    assert.deepEqual([full.status, full.stdout], [74, ""]);
    assert.match(full.stderr, /^memtool stats: cannot write the output: ENOSPC: .*\n$/);
    const gone = shell('set -o pipefail; "$0" "$1" stats --help | true');
    assert.deepEqual([gone.status, gone.stderr], [0, ""]);
  });
});
