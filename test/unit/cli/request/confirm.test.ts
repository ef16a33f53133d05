/** Asking before something that cannot be undone. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { it } from "node:test";
import type { ReadStream } from "node:tty";
import { confirm } from "../../../../src/cli/request/confirm.ts";
import { createTestContext } from "../../../support/test-context.ts";

async function answer(text: string, isTTY = true): Promise<[boolean, string]> {
  const { context, stderrText } = createTestContext();
  const stdin = Object.assign(new PassThrough(), { isTTY }) as unknown as ReadStream & PassThrough;
  stdin.end(text);
  return [await confirm("Drop everything?", { ...context, stdin }), stderrText()];
}

it("goes on at y or yes, and at nothing else", async () => {
  for (const text of ["y\n", "Y\n", " yes \n"]) {
    assert.deepEqual(await answer(text), [true, "Drop everything? [y/N] "], text);
  }
  for (const text of ["\n", "n\n", "yep\n", "no\ny\n"]) {
    assert.equal((await answer(text))[0], false, text);
  }
  assert.deepEqual(await answer(""), [false, "Drop everything? [y/N] \n"]);
});

it("asks nobody where there is no terminal", async () => {
  assert.deepEqual(await answer("", false), [true, ""]);
});
