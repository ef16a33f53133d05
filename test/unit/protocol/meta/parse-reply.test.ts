/** protocol/meta/parse-reply.ts: every reply of the meta commands, quiet ones behind their fence, and what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expectation, Reply } from "../../../../src/protocol/reply.ts";
import { readReply } from "../../../support/read-reply.ts";

const META: Expectation = { shape: "meta", opaque: undefined };
const QUIET: Expectation = { shape: "quietMeta", opaque: undefined };
const OPAQUE: Expectation = { shape: "meta", opaque: "O12" };

function meta(code: string, flags: string[] = [], value?: string): Reply {
  return { kind: "meta", code, flags, value: value === undefined ? undefined : Buffer.from(value) };
}

const GOOD: readonly (readonly [Expectation, string, Reply])[] = [
  [META, "HD\r\n", meta("HD")],
  [META, "EN\r\n", meta("EN")],
  [META, "NF Oabc kfoo\r\n", meta("NF", ["Oabc", "kfoo"])],
  [META, "VA 2 c1 t-1\r\nhi\r\n", meta("VA", ["c1", "t-1"], "hi")],
  [META, "VA 0\r\n\r\n", meta("VA", [], "")],
  [META, "VA 4 W\r\nHD\r\n\r\n", meta("VA", ["W"], "HD\r\n")],
  [
    META,
    "ME foo exp=-1 la=0 cas=2 fetch=no cls=1 size=64 \r\n",
    meta("ME", ["foo", "exp=-1", "la=0", "cas=2", "fetch=no", "cls=1", "size=64"]),
  ],
  [META, "MN\r\n", meta("MN")],
  [META, "CLIENT_ERROR invalid flag\r\n", { kind: "error", error: "CLIENT_ERROR", text: "invalid flag" }],
  [OPAQUE, "HD O12\r\n", meta("HD", ["O12"])],
  [QUIET, "MN\r\n", { kind: "none" }],
  [QUIET, "HD k\r\nMN\r\n", meta("HD", ["k"])],
  [QUIET, "VA 2\r\nhi\r\nMN\r\n", meta("VA", [], "hi")],
  [
    QUIET,
    "CLIENT_ERROR bad token in command line format\r\nMN\r\n",
    { kind: "error", error: "CLIENT_ERROR", text: "bad token in command line format" },
  ],
];

for (const [expectation, bytes, reply] of GOOD) {
  test(`${expectation.shape} reads ${JSON.stringify(bytes)}, however it is cut`, () => {
    const every = Array.from({ length: bytes.length - 1 }, (_, index) => index + 1);
    for (const cuts of [[], every, ...every.map((cut) => [cut])]) {
      assert.deepEqual(readReply(expectation, bytes, cuts), { reply, fault: undefined, used: bytes.length });
    }
  });
}

const BAD: readonly (readonly [Expectation, string])[] = [
  [META, "XX\r\n"],
  [META, "HDx\r\n"],
  [META, "VA\r\n"],
  [META, "VA x\r\n"],
  [META, "VA -1\r\n"],
  [META, "VA 1073741825\r\n"],
  [META, "VA 1\r\nxx\r\n"],
  [META, "STORED\r\n"],
  [OPAQUE, "HD O13\r\n"],
  [OPAQUE, "HD\r\n"],
  [QUIET, "HD\r\nHD\r\n"],
];

for (const [expectation, bytes] of BAD) {
  test(`${expectation.shape} refuses ${JSON.stringify(bytes)}`, () => {
    const { reply, fault } = readReply(expectation, bytes);
    assert.equal(reply, undefined);
    assert.equal(typeof fault, "string");
  });
}
