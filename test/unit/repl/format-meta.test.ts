/** Meta replies: as on the wire for pipes, explained for people. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findCommand } from "../../../src/protocol/command-table.ts";
import type { MetaReply } from "../../../src/protocol/reply.ts";
import { formatMeta, formatMetaPlain } from "../../../src/repl/format-meta.ts";
import { fullText } from "../../../src/repl/segments.ts";

function reply(code: string, flags: string[] = [], value?: string): MetaReply {
  return { kind: "meta", code, flags, value: value === undefined ? undefined : Buffer.from(value) };
}

const people = (of: MetaReply) => formatMeta(of, findCommand(["mg"])).map(fullText);
const pipe = (of: MetaReply) => formatMetaPlain(of).map(fullText);

test("every return code has its meaning", () => {
  for (const code of ["HD", "EN", "NF", "NS", "EX", "MN"]) {
    assert.match(people(reply(code))[0] ?? "", new RegExp(`^${code}  \\w`));
    assert.deepEqual(pipe(reply(code)), [code]);
  }
});

test("flags and marks are explained, unknown ones are shown", () => {
  assert.deepEqual(people(reply("HD", ["t-1", "h1", "Z", "?x"])), [
    "HD  done",
    "  t-1  lives until it is removed",
    "  h1   the item was hit before, 0 or 1",
    "  Z    another client already won and is recaching",
    "  ?x   ",
  ]);
});

test("nothing from the server is shown unescaped", () => {
  assert.deepEqual(people(reply("VA", ["k\x1b[2J"], "\x1b[1m")), [
    "VA  value follows",
    '"\\e[1m"  4 bytes',
    "  k\\e[2J  the key",
  ]);
  assert.deepEqual(pipe(reply("VA", ["k\x07"], "a\n")), ["VA 2 k\\x07", "a\\n"]);
});
