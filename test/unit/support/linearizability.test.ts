/** The linearizability checker on small histories whose verdict is plain. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Action, Answer, Operation } from "../../support/history.ts";
import { findViolation } from "../../support/linearizability.ts";

const DONE: Answer = { outcome: "done" };
const MISSING: Answer = { outcome: "missing" };
const REFUSED: Answer = { outcome: "refused" };

/** An operation of a client between two moments. */
function at(client: number, from: number, to: number, action: Action, answer: Answer): Operation {
  return { client, action, answer, invokedNs: from, returnedNs: to };
}

function set(value: string): Action {
  return { kind: "set", value };
}
function read(value: string, cas?: number): Answer {
  return cas === undefined ? { outcome: "done", value } : { outcome: "done", value, cas };
}
const GET: Action = { kind: "get" };

describe("linearizable", () => {
  for (const [what, operations] of [
    ["nothing at all", []],
    ["a read that overlaps a write, before it", [at(0, 0, 9, set("1"), DONE), at(1, 1, 8, GET, MISSING)]],
    ["a read that overlaps a write, after it", [at(0, 0, 9, set("1"), DONE), at(1, 1, 2, GET, read("1"))]],
    [
      "two overlapping increments",
      [
        at(0, 0, 1, set("10"), DONE),
        at(1, 2, 9, { kind: "incr", delta: 1 }, read("13")),
        at(2, 3, 8, { kind: "incr", delta: 2 }, read("12")),
      ],
    ],
    [
      "of two cas on one version one",
      [
        at(0, 0, 1, set("1"), read("1", 5)),
        at(1, 2, 9, { kind: "cas", value: "2", cas: 5 }, DONE),
        at(2, 2, 9, { kind: "cas", value: "3", cas: 5 }, REFUSED),
        at(0, 10, 11, GET, read("2")),
      ],
    ],
    [
      "an add behind a delete",
      [
        at(0, 0, 1, set("1"), DONE),
        at(1, 2, 9, { kind: "delete" }, DONE),
        at(2, 2, 9, { kind: "add", value: "2" }, DONE),
        at(0, 10, 11, GET, read("2")),
      ],
    ],
  ] satisfies [string, Operation[]][]) {
    test(what, () => assert.equal(findViolation(operations), undefined));
  }
});

describe("not linearizable", () => {
  for (const [what, operations] of [
    [
      "a read of a value that was overwritten before",
      [at(0, 0, 1, set("1"), DONE), at(0, 2, 3, set("2"), DONE), at(1, 4, 5, GET, read("1"))],
    ],
    ["a miss behind a set", [at(0, 0, 1, set("1"), DONE), at(1, 2, 3, GET, MISSING)]],
    [
      "a new value, then the old one",
      [
        at(0, 0, 1, set("1"), DONE),
        at(0, 2, 99, set("2"), DONE),
        at(1, 3, 4, GET, read("2")),
        at(1, 5, 6, GET, read("1")),
      ],
    ],
    [
      "a lost increment",
      [
        at(0, 0, 1, set("10"), DONE),
        at(1, 2, 9, { kind: "incr", delta: 1 }, read("11")),
        at(2, 3, 8, { kind: "incr", delta: 1 }, read("11")),
      ],
    ],
    [
      "two cas on one version",
      [
        at(0, 0, 1, set("1"), read("1", 5)),
        at(1, 2, 9, { kind: "cas", value: "2", cas: 5 }, DONE),
        at(2, 2, 9, { kind: "cas", value: "3", cas: 5 }, DONE),
      ],
    ],
    ["two adds", [at(1, 2, 9, { kind: "add", value: "2" }, DONE), at(2, 2, 9, { kind: "add", value: "3" }, DONE)]],
    ["an add that was refused for nothing", [at(1, 2, 9, { kind: "add", value: "2" }, REFUSED)]],
    [
      "a version that changes by itself",
      [at(0, 0, 1, set("1"), DONE), at(1, 2, 3, GET, read("1", 5)), at(1, 4, 5, GET, read("1", 6))],
    ],
    [
      "a version that does not grow",
      [at(0, 0, 1, set("1"), read("1", 5)), at(0, 2, 3, { kind: "delete" }, DONE), at(0, 4, 5, set("1"), read("1", 5))],
    ],
    [
      "what comes back after its delete",
      [at(0, 0, 1, set("1"), DONE), at(0, 2, 3, { kind: "delete" }, DONE), at(1, 4, 5, GET, read("1"))],
    ],
  ] satisfies [string, Operation[]][]) {
    test(what, () => assert.match(findViolation(operations) ?? "", /^after \d of \d operations the item is \{/));
  }
});

test("a report names the operations that do not fit", () => {
  const report = findViolation([at(0, 0, 1000, set("1"), DONE), at(3, 2000, 3000, GET, MISSING)]);
  assert.match(
    report ?? "",
    /after 1 of 2 .*"value":"1".*\n {2}client 3 2\.\.3 us: get \{\} -> \{"outcome":"missing"\}/,
  );
});
