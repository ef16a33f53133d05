/** protocol/meta/encode-request.ts: the lines of the meta commands, binary keys, and the flags that are refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkMetaFlags, encodeMeta, encodeNoop } from "../../../../src/protocol/meta/encode-request.ts";
import { RequestBuffer } from "../../../../src/protocol/request-buffer.ts";

function written(encode: (buffer: RequestBuffer) => void): string {
  const buffer = new RequestBuffer();
  encode(buffer);
  return Buffer.concat(buffer.pieces()).toString();
}

test("lines", () => {
  assert.equal(
    written((buffer) => encodeMeta(buffer, "mg", "a", false, ["v", "T30"])),
    "mg a v T30\r\n",
  );
  assert.equal(
    written((buffer) => encodeMeta(buffer, "mg", "a b", true, ["v"])),
    "mg YSBi b v\r\n",
  );
  assert.equal(
    written((buffer) => encodeMeta(buffer, "me", Buffer.from("a b"), true, [])),
    "me YSBi b x\r\n",
  );
  assert.equal(
    written((buffer) => encodeMeta(buffer, "ms", "a", false, [], Buffer.from("hi"))),
    "ms a 2\r\nhi\r\n",
  );
  assert.equal(
    written((buffer) => encodeMeta(buffer, "ms", "\n", true, ["I"], Buffer.from(""))),
    "ms Cg== 0 b I\r\n\r\n",
  );
  assert.equal(written(encodeNoop), "mn\r\n");
});

test("flags that no server reads as one flag each are refused", () => {
  assert.deepEqual(checkMetaFlags(["v", "T-1", "Oabc", "MA"]), ["v", "T-1", "Oabc", "MA"]);
  const many = Array.from("abcdefghijklmnopqrs").filter((letter) => letter !== "b");
  for (const bad of [[""], ["v t"], ["v\r\n"], ["!"], ["v", "v"], ["b"], [`O${"x".repeat(32)}`], many]) {
    assert.throws(() => checkMetaFlags(bad), { code: "USAGE" }, JSON.stringify(bad));
  }
});
