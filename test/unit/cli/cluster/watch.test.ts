import assert from "node:assert/strict";
import { test } from "node:test";
import { eventJson, eventLine } from "../../../../src/cli/cluster/watch.ts";
import { createStyle } from "../../../../src/cli/output/style.ts";
import { ASKED_UNIX_MS } from "../../../support/pool-nodes.ts";

const EVENT = { node: "a:11211", event: "down", text: "gone\x1b[31m" } as const;

test("an event is a line, for people and for programs, whatever a server says", () => {
  assert.equal(
    eventLine(ASKED_UNIX_MS, EVENT, createStyle(false)),
    "2026-01-01T00:00:00.000Z a:11211 down gone\\e[31m\n",
  );
  assert.ok(eventLine(ASKED_UNIX_MS, EVENT, createStyle(true)).includes("\x1b[31mdown\x1b[39m"));
  assert.deepEqual(JSON.parse(eventJson(ASKED_UNIX_MS, EVENT)), {
    time: "2026-01-01T00:00:00.000Z",
    node: "a:11211",
    event: "down",
    text: "gone\x1b[31m",
  });
});
