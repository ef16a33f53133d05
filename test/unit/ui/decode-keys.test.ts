/** Terminal input to keys, in one chunk or many. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { DECODER_START, decodeKeys, flushEscape, type KeyEvent } from "../../../src/ui/decode-keys.ts";

function shown(events: readonly KeyEvent[]): string {
  return events.map((event) => (event.kind === "text" ? `'${event.text}'` : event.name)).join(" ");
}

const CASES: readonly [string, string][] = [
  ["get foo\r", "'get foo' enter"],
  ["a\tb", "'a' tab 'b'"],
  ["\x01\x05\x1f\x7f\x08", "C-a C-e C-_ backspace C-h"],
  ["\x1b[A\x1b[B\x1bOC\x1bOD\x1b[H\x1b[F\x1b[3~\x1b[Z", "up down right left home end delete S-tab"],
  ["\x1b[5~\x1b[6~", "page-up page-down"],
  ["\x1bb\x1bF\x1b\x7f", "M-b M-f M-backspace"],
  ["\x1b[1;5C\x1b[1;5D", "M-f M-b"],
  ["\x1b[99;99~x", "'x'"],
  ["\x1b\x1b[A", "escape up"],
  ["漢👍é", "'漢👍é'"],
  ["\x1b[200~get a\r\nget\tb\rc\x1b[31md\x1b[201~e", "'get a' enter 'get b' enter 'c[31md' 'e'"],
  ["\x1b[200~\x1b[201~", ""],
];

describe("decodeKeys", () => {
  for (const [input, expected] of CASES) {
    test(JSON.stringify(input), () => {
      const { state, events } = decodeKeys(DECODER_START, input);
      assert.equal(shown(events), expected);
      assert.deepEqual(state, DECODER_START);
    });
  }

  test("split after every byte, sequences and pastes still come out whole", () => {
    for (const [input, expected] of CASES) {
      let state = DECODER_START;
      const events: KeyEvent[] = [];
      for (const char of input) {
        const decoded = decodeKeys(state, char);
        state = decoded.state;
        events.push(...decoded.events);
      }
      const text = shown(events).replaceAll("' '", "");
      const whole = expected.replaceAll("' '", "");
      // A lone Escape before another cannot be told from Alt-Escape until more comes; all else is equal.
      assert.equal(text, whole, JSON.stringify(input));
    }
  });
});

test("a lone Escape is the key once nothing follows", () => {
  const { state, events } = decodeKeys(DECODER_START, "\x1b");
  assert.deepEqual(events, []);
  assert.equal(shown(flushEscape(state).events), "escape");
  assert.deepEqual(flushEscape(DECODER_START).events, []);
});
