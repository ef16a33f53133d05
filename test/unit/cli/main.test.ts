/** Finding and running a command, without a process of its own (test/e2e has that). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import { runCommandLine } from "../../../src/cli/main.ts";
import { memtoolVersion } from "../../../src/cli/version.ts";
import { createTestContext } from "../../support/test-context.ts";

async function run(line: string): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const { context, stdoutText, stderrText } = createTestContext();
  const exitCode = await runCommandLine(
    line.split(" ").filter((word) => word !== ""),
    context,
  );
  return { exitCode, stdout: stdoutText(), stderr: stderrText() };
}

function usage(message: RegExp, hint: RegExp) {
  return (error: unknown): boolean =>
    error instanceof MemtoolError &&
    error.code === "USAGE" &&
    message.test(error.message) &&
    hint.test(error.hint ?? "");
}

describe("runCommandLine", () => {
  it("tells the version", async () => {
    for (const line of ["--version", "-V", "stats --version", "bench -V", "repl -V"]) {
      assert.equal((await run(line)).stdout, `memtool ${memtoolVersion()}\n`, line);
    }
  });
  it("helps", async () => {
    assert.equal((await run("--help")).stdout, (await run("help")).stdout);
    assert.equal((await run("help stats")).stdout, (await run("stats -h")).stdout);
    assert.equal((await run("--help stats")).stdout, (await run("stats --help")).stdout);
    assert.equal((await run("")).exitCode, 2);
    assert.equal((await run("--no-color")).exitCode, 2);
  });
  it("throws what main prints", async () => {
    await assert.rejects(run("stat"), usage(/no command "stat"/, /memtool stats/));
    await assert.rejects(run("xyzzy"), usage(/no command "xyzzy"/, /the commands are/));
    await assert.rejects(run("help stat"), usage(/no command "stat"/, /memtool stats/));
    await assert.rejects(run("--frob"), usage(/no option --frob/, /memtool --help/));
    await assert.rejects(run("-v"), usage(/no option -v/, /memtool --help/));
    await assert.rejects(run("--timeout 1s stats"), usage(/--timeout cannot stand before/, /follow its name/));
    await assert.rejects(run("stats --timeout never"), usage(/--timeout/, /1m30s/));
  });
  it("takes shared options before the command too", async () => {
    await assert.rejects(run("--no-color --json stats a:b:c"), /address/);
  });
});
