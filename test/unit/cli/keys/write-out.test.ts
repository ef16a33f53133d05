/** cli/keys/write-out.ts: waits for a slow reader, but not after Ctrl-C. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { writeOut } from "../../../../src/cli/keys/write-out.ts";

test("resolves once the reader has taken what was written", async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const { signal } = new AbortController();
  await writeOut(stream, "", signal);
  let isDone = false;
  const written = writeOut(stream, "more than four", signal).then(() => {
    isDone = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isDone, false);
  assert.equal(String(stream.read()), "more than four");
  await written;
});

test("Ctrl-C ends the wait", async () => {
  const stream = new PassThrough({ highWaterMark: 4 });
  const abort = new AbortController();
  const written = writeOut(stream, "more than four", abort.signal);
  abort.abort();
  await written;
  await writeOut(stream, "nobody takes this either", abort.signal);
});
