/** Lines with numbers and names. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeNumberLine, writeStatLine, writeTextLine } from "../../../../src/protocol/text/write-line.ts";
import { writtenBy } from "../../../support/reply.ts";

test("numbers, stats and text are lines of their own", () => {
  assert.equal(
    writtenBy((reply) => writeNumberLine(reply, 0, 0)),
    "0\r\n",
  );
  assert.equal(
    writtenBy((reply) => writeNumberLine(reply, 0xffffffff, 0xffffffff), 1),
    "18446744073709551615\r\n",
  );
  assert.equal(
    writtenBy((reply) => writeStatLine(reply, "pid", 42)),
    "STAT pid 42\r\n",
  );
  assert.equal(
    writtenBy((reply) => writeTextLine(reply, "VERSION 1.6.45"), 3),
    "VERSION 1.6.45\r\n",
  );
});
