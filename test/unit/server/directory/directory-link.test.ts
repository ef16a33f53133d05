/** server/directory/directory-link.ts: questions to the main thread, answered in any order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectoryLink } from "../../../../src/server/directory/directory-link.ts";
import type { FromWorker } from "../../../../src/server/messages.ts";

test("each answer finds who asked", () => {
  const told: FromWorker[] = [];
  const link = new DirectoryLink((message) => told.push(message));
  const heard: unknown[] = [];
  link.register(["renew", "a"], (line) => heard.push(line));
  link.stats((lines) => heard.push(lines));
  assert.deepEqual(told, [
    { kind: "directory", id: 1, words: ["renew", "a"] },
    { kind: "directory", id: 2, words: undefined },
  ]);
  link.answered(2, [["directory_nodes", 1]]);
  link.answered(1, "OK 7");
  link.answered(1, "OK 8");
  assert.deepEqual(heard, [[["directory_nodes", 1]], "OK 7"]);
});

test("clients get what was published last", () => {
  const link = new DirectoryLink(() => {});
  assert.equal(link.clusterText, undefined);
  const text = Buffer.from("1\nh||1\n");
  link.publish(text);
  assert.equal(link.clusterText, text);
  link.publish(undefined);
  assert.equal(link.clusterText, undefined);
});
