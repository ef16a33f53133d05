/** decode/php-session.ts: what PHP's session handler keeps in memcached. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readPhpSession } from "../../../src/decode/php-session.ts";
import { payloadsOf, readShown } from "../../support/decode-fixtures.ts";

test("a session of PHP", () => {
  assert.equal(
    readShown(readPhpSession, payloadsOf("php").get("session / shop") as Uint8Array),
    'session {"user": {"id": 42, "name": "Zoë"}, "cart": &1 Shop\\Base {private of Shop\\Base secret: "base", protected kept: [1, 2], open: "yes"}, "again": *1, "note": "a|b;c"}',
  );
  assert.equal(readShown(readPhpSession, "a|i:1;!gone|b|N;"), 'session {"a": 1, "gone": null, "b": null}');
});

test("what is none is refused", () => {
  for (const [text, problem] of [
    ["", /a name of a session's variable is missing at byte 0/],
    ["|i:1;", /a name of a session's variable is missing/],
    ["a|i:1", /";" is missing/],
    ["a|i:1;b", /a name of a session's variable is missing at byte 6/],
    ["one | two", /no type of serialize|":" is missing/],
    [`${"n".repeat(129)}|i:1;`, /a name of a session's variable is missing/],
  ] as const) {
    assert.match(readShown(readPhpSession, text), problem);
  }
});
