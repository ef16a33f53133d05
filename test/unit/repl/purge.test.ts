/** `purge`: nothing is deleted before the person has seen how many keys it is, and agreed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { type FakeShellOptions, fakeShell } from "../../support/fake-shell.ts";

const keys = ["s:1", "s:2", "s:3", "s:4", "s:5", "s:6", "other", "s: "];

function answer(line: string): Reply | MemtoolError {
  if (line === "delete s:2") {
    return { kind: "line", text: "NOT_FOUND" };
  }
  if (line === "delete s:3") {
    return new MemtoolError("DISCONNECTED", "lost");
  }
  return line.startsWith("md ")
    ? { kind: "meta", code: "HD", value: undefined, flags: [] }
    : { kind: "line", text: "DELETED" };
}

async function purge(line: string, options: FakeShellOptions = {}) {
  const fake = fakeShell(answer, { keys, ...options });
  await fake.shell.enter(line);
  return fake;
}

test("counts, shows some, asks, and tells what came of each", async () => {
  const { printed, asked, sent } = await purge("purge s:*", { answers: ["y"] });
  assert.deepEqual(asked, ["cache:1: this deletes 7 keys. Go on? [y/N] "]);
  assert.deepEqual(printed, [
    "  s:1",
    "  s:2",
    "  s:3",
    "  s:4",
    "  s:5",
    "  ...",
    "1 could not be deleted",
    "(5 deleted, 1 were gone already)",
  ]);
  assert.equal(sent.at(-1), `md ${Buffer.from("s: ").toString("base64")} b`, "a key that no line can hold");
});

test("no, no answer, and no key", async () => {
  for (const answers of [["n"], [undefined], [""]]) {
    const { printed, sent } = await purge("purge other", { answers });
    assert.deepEqual([printed, sent], [["  other", "(nothing deleted)"], []]);
  }
  const { printed, asked } = await purge("purge none*");
  assert.deepEqual([printed, asked], [["(no key matches)"], []]);
});

test("it wants one pattern, and no more keys than it can hold", async () => {
  assert.match((await purge("purge")).printed[0] ?? "", /purge needs one pattern/);
  assert.match((await purge("purge a b")).printed[0] ?? "", /purge needs one pattern/);
  const many = Array.from({ length: 100_001 }, (_, index) => `k${index}`);
  const { printed, asked } = await purge("purge k*", { keys: many });
  assert.match(printed[0] ?? "", /more than 100,000 keys match/);
  assert.deepEqual(asked, []);
});

test("a server whose keys cannot be read is asked nothing more", async () => {
  const refused = new MemtoolError("REFUSED", "no metadump here");
  const walkKeys = () => ({
    batches: async function* (): AsyncGenerator<{ key: Uint8Array }[]> {
      yield [];
      throw refused;
    },
    stop: () => {},
  });
  const { printed, sent } = await purge("purge *", { ports: { walkKeys } });
  assert.deepEqual([printed, sent], [["no metadump here"], []]);
});
