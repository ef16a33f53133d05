/** The frame of the one-shot commands: refusals, failures, waiting. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { EXIT } from "../../../../src/cli/exit-codes.ts";
import { complain, runRequest, say, worstExitCode } from "../../../../src/cli/request/run-request.ts";
import { createTestContext } from "../../../support/test-context.ts";

const OPTIONS = {
  servers: ["cache1:1"],
  timeout: 1000,
  tls: false,
  "tls-ca": undefined,
  "tls-cert": undefined,
  "tls-key": undefined,
  "tls-server-name": undefined,
  "tls-skip-verify": false,
  user: undefined,
  "password-file": undefined,
};

describe("runRequest", () => {
  it("gives the work its servers, and ends with its code", async () => {
    const { context } = createTestContext();
    const code = await runRequest({ name: "get", options: OPTIONS, context }, async ({ names }) => {
      assert.deepEqual(names, ["cache1:1"]);
      return EXIT.ok;
    });
    assert.equal(code, 0);
  });
  it("ends with 1 for what a server refused, and says it in both places", async () => {
    const { context, stdoutText, stderrText } = createTestContext();
    const options = { ...OPTIONS, json: true };
    const code = await runRequest({ name: "set", options, context }, () =>
      Promise.reject(new MemtoolError("SERVER", "too large")),
    );
    assert.equal(code, 1);
    assert.equal(stderrText(), "memtool set: too large\n");
    assert.equal(JSON.parse(stdoutText()).error.code, "SERVER");
  });
  it("leaves every other failure to main", async () => {
    for (const code of ["CONNECT", "REFUSED", "BUG"] as const) {
      const { context } = createTestContext();
      const work = () => Promise.reject(new MemtoolError(code, "it failed"));
      await assert.rejects(runRequest({ name: "get", options: OPTIONS, context }, work), /it failed/);
    }
  });
  it("sends nothing that was not confirmed", async () => {
    const { context } = createTestContext();
    const asked: string[] = [];
    const confirm = async (names: readonly string[]): Promise<boolean> => {
      asked.push(...names);
      return false;
    };
    const code = await runRequest({ name: "flush", options: OPTIONS, context, confirm }, () =>
      assert.fail("it was run"),
    );
    assert.deepEqual([code, asked], [1, ["cache1:1"]]);
  });
});

describe("words on stderr", () => {
  it("are escaped and name the command", () => {
    const { context, stderrText } = createTestContext();
    say({ name: "get", context }, "NOT_FOUND", Buffer.from("a\x1b"));
    complain({ name: "get", context }, new MemtoolError("CONNECT", "gone", { hint: "start it" }));
    assert.equal(stderrText(), "memtool get: NOT_FOUND a\\e\nmemtool get: gone\n  start it\n");
  });
});

describe("worstExitCode", () => {
  it("weighs a server that is gone more than one that refuses", () => {
    const errors = (["SERVER", "REFUSED", "TIMEOUT"] as const).map((code) => new MemtoolError(code, "x"));
    assert.equal(worstExitCode(errors), 3);
    assert.equal(worstExitCode(errors.slice(0, 2)), 4);
    assert.equal(worstExitCode(errors.slice(0, 1)), 1);
    assert.equal(worstExitCode([]), 0);
  });
});
