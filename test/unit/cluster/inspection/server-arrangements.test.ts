import assert from "node:assert/strict";
import { test } from "node:test";
import { serverArrangements } from "../../../../src/cluster/inspection/server-arrangements.ts";

const of = (host: string, port = 11211) => ({ host, port });

test("as given and sorted, where that differs; ports as numbers", () => {
  const sorted = serverArrangements([of("a", 9), of("a", 10), of("b", 1)], []);
  assert.deepEqual(
    sorted.map(({ label }) => label),
    [""],
  );
  const [given, other] = serverArrangements([of("b"), of("a", 10), of("a", 9)], []);
  assert.deepEqual(given?.nodes, [0, 1, 2]);
  assert.deepEqual([other?.label, other?.nodes], ["sorted", [2, 1, 0]]);
  assert.deepEqual(
    other?.servers.map(({ port }) => port),
    [9, 10, 11211],
  );
});

test("other spellings, where they differ; a host without one keeps its own", () => {
  const servers = [of("b"), of("a")];
  assert.equal(serverArrangements(servers, [{ label: "by name", hosts: ["b", undefined] }]).length, 2);
  const all = serverArrangements(servers, [{ label: "by IP", hosts: ["10.0.0.1", undefined] }]);
  assert.deepEqual(
    all.map(({ label }) => label),
    ["", "sorted", "by IP"],
  );
  assert.deepEqual(
    all[2]?.servers.map(({ host }) => host),
    ["10.0.0.1", "a"],
  );
});
