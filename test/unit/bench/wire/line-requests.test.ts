/** line-requests: every pattern compiles, says how many lines it takes, and asks for what its reply is read as. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type LineRequest, lineRequests, REPLY } from "../../../../src/bench/wire/line-requests.ts";
import { FAMILY, familyOf, OPERATIONS } from "../../../../src/bench/workload/operations.ts";

const PROTOCOLS = ["text", "meta"] as const;

function requests(
  protocol: (typeof PROTOCOLS)[number],
): (readonly [name: (typeof OPERATIONS)[number], request: LineRequest])[] {
  return OPERATIONS.filter((name) => name !== "read").map((name) => [name, lineRequests(protocol, false)[name]]);
}

test("every line ends, and a value follows the line that says its length", () => {
  for (const [name, { pattern }] of PROTOCOLS.flatMap(requests)) {
    assert.match(pattern, /\r\n$/, name);
    assert.equal(pattern.includes("{value}"), familyOf(name) === FAMILY.storage, name);
    assert.equal(/\{length\}[^\r\n]*\r\n\{value\}\r\n$/.test(pattern), pattern.includes("{value}"), name);
  }
});

test("counters are the keys of arithmetic and of nothing else", () => {
  for (const [name, { pattern }] of PROTOCOLS.flatMap(requests)) {
    assert.equal(pattern.includes("{counter}"), familyOf(name) === FAMILY.arithmetic, name);
    assert.equal(pattern.includes("{key}"), familyOf(name) !== FAMILY.arithmetic, name);
  }
});

test("mg that is read as a value asks for the key's echo, so that no reply is taken for another's", () => {
  for (const [name, { pattern, reply }] of PROTOCOLS.flatMap(requests)) {
    if (pattern.includes(" v")) {
      assert.match(pattern, /mg \{key\} v k\b/, name);
      assert.ok(reply === REPLY.metaValue || reply === REPLY.metaValues, name);
    }
  }
});

test("in meta, all commands are meta commands", () => {
  for (const [name, { pattern }] of requests("meta")) {
    assert.match(pattern, /^\[?m[gsdan] /, name);
  }
});
