/** Value headers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeValueHeader, writeValueHeaderWithCas } from "../../../../src/protocol/text/write-value.ts";
import { bytesOf } from "../../../support/parse.ts";
import { writtenBy } from "../../../support/reply.ts";

const MAX = 0xffff_ffff;

test("get shows key, flags and length", () => {
  const key = bytesOf("..key..");
  assert.equal(
    writtenBy((reply) => writeValueHeader(reply, key, 2, 3, 0, 5)),
    "VALUE key 0 5\r\n",
  );
  assert.equal(
    writtenBy((reply) => writeValueHeader(reply, key, 2, 3, MAX, 1048576), 5),
    "VALUE key 4294967295 1048576\r\n",
  );
});

test("gets adds the cas, and the longest header fits its reservation", () => {
  const key = bytesOf("k".repeat(250));
  assert.equal(
    writtenBy((reply) => writeValueHeaderWithCas(reply, key, 0, 250, MAX, 2147483645, MAX, MAX)),
    `VALUE ${"k".repeat(250)} 4294967295 2147483645 18446744073709551615\r\n`,
  );
});
