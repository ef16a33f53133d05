/** The command's words and what it says; the rest is in the rooms. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAddress } from "../../../../src/base/address.ts";
import { exporterCommand, startLines } from "../../../../src/cli/commands/exporter.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";
import { nameTargets } from "../../../../src/monitor/exporter-targets.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function run(argv: readonly string[], test = createTestContext()): Promise<number> {
  const args = await parseArguments(exporterCommand, argv);
  return typeof args === "string" ? assert.fail(args) : exporterCommand.handler(args, test.context);
}

describe("memtool exporter", () => {
  it("finds mistakes before it listens", async () => {
    await assert.rejects(run(["--listen", "nowhere"]), { code: "USAGE", message: /--listen "nowhere"/ });
    await assert.rejects(run(["--listen", ":0", "--timeout", "0"]), { code: "USAGE" });
    await assert.rejects(run(["a:b:c"]), { code: "ADDRESS" });
    await assert.rejects(run(["--user", "ann"]), { code: "USAGE", message: /there is no password/ });
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`${signal} is its normal end`, async () => {
      const test = createTestContext({ env: { MEMCACHE_SERVERS: "127.0.0.1:1,127.0.0.1:2" } });
      const ended = run(["--listen", "127.0.0.1:0"], test);
      while (!test.stderrText().includes("listening")) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      test.interrupt(signal);
      assert.equal(await ended, 0);
      assert.match(
        test.stderrText(),
        /^memtool exporter: listening on http:\/\/127\.0\.0\.1:\d+\/metrics for 127\.0\.0\.1:1, 127\.0\.0\.1:2\n$/,
      );
      assert.equal(test.stdoutText(), "");
    });
  }
});

describe("startLines", () => {
  const named = nameTargets([parseAddress("memcached://ann:secret@a:1")]);
  it("names the targets without their logins", () => {
    const lines = startLines("http://x:1", "x", { named, isOpen: false, apply: (address) => address });
    assert.deepEqual(lines, ["listening on http://x:1/metrics for a:1"]);
  });
  it("warns of a login that strangers could have sent to themselves", () => {
    const apply = (address: ReturnType<typeof parseAddress>) => ({ ...address, username: "ann", password: "secret" });
    assert.equal(startLines("u", undefined, { named, isOpen: true, apply: (address) => address }).length, 1);
    const [first, second = ""] = startLines("u", undefined, { named, isOpen: true, apply });
    assert.equal(first, "listening on u/metrics (every interface) for a:1, whatever /scrape?target= names");
    assert.match(second, /^WARNING: .*password of ann/);
    assert.ok(!second.includes("secret"));
  });
});
