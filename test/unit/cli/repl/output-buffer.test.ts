/** Output in few writes, whole and in order, held back by a slow reader. */
import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { OutputBuffer } from "../../../../src/cli/repl/output-buffer.ts";

test("small pieces leave together once the program is idle", async () => {
  const writes: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      writes.push(chunk.toString());
      done();
    },
  });
  const output = new OutputBuffer(stream);
  await output.write("a");
  await output.write(Buffer.from("b"));
  await output.write("");
  assert.deepEqual(writes, []);
  await new Promise(setImmediate);
  assert.deepEqual(writes, ["ab"]);
  await output.write("c");
  await output.flush();
  await output.flush();
  assert.deepEqual(writes, ["ab", "c"]);
});

test("a slow reader holds the writer back", async () => {
  let release = () => {};
  const write = (_chunk: Buffer, _encoding: string, done: () => void) => {
    release = done;
  };
  const stream = new Writable({ highWaterMark: 1, write });
  const output = new OutputBuffer(stream);
  let isDone = false;
  const writing = output.write(Buffer.alloc(100_000)).then(() => {
    isDone = true;
  });
  await new Promise(setImmediate);
  assert.equal(isDone, false);
  release();
  await writing;
});
