/** The linearizability check must accept a right server and catch each kind of wrong one, over real sockets. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { History, Operation } from "../support/history.ts";
import { CLASSIC } from "../support/hot-key-dialects.ts";
import { recordHotKeys } from "../support/hot-key-load.ts";
import { assertLinearizable } from "../support/linearizability.ts";
import { FAULTS, type Fault, RacyServer } from "../support/racy-server.ts";

/** A fault that no other request noticed by chance is no violation: it gets some more runs. */
const RUNS_MAX = 10;

async function recordRacy(fault: Fault): Promise<History> {
  const server = await RacyServer.start(fault);
  try {
    return await recordHotKeys(server.target, {
      seed: 20_261_124,
      connections: Array.from({ length: 8 }, () => [CLASSIC]),
      keyCount: 2,
      seconds: 0.3,
      pipeline: 2,
    });
  } finally {
    server.close();
  }
}

describe("a server over sockets", () => {
  for (const fault of FAULTS) {
    test(fault === "none" ? "that is right is accepted" : `with the fault "${fault}" is caught`, async () => {
      if (fault === "none") {
        assertLinearizable(await recordRacy(fault));
        return;
      }
      const caught = async () => {
        for (let run = 0; run < RUNS_MAX; run++) assertLinearizable(await recordRacy(fault));
      };
      await assert.rejects(caught, /not linearizable, key "hot-\d": after/);
    });
  }
});

describe("a recorded history", () => {
  /** A right history with one answer changed. */
  async function damaged(change: (operations: readonly Operation[]) => readonly Operation[]): Promise<History> {
    const [key, operations] = [...(await recordRacy("none"))][0] ?? ["", []];
    assertLinearizable(new Map([[key, operations]]));
    return new Map([[key, change(operations)]]);
  }

  function replaceLast(
    operations: readonly Operation[],
    matches: (operation: Operation) => boolean,
    replace: (operation: Operation) => Operation,
  ): readonly Operation[] {
    const at = operations.findLastIndex(matches);
    assert.ok(at > 0, "there is such an operation");
    return operations.map((operation, index) => (index === at ? replace(operation) : operation));
  }

  const isHit = ({ action, answer }: Operation) => action.kind === "get" && answer.outcome === "done";

  for (const [what, change] of [
    [
      "a read of the first value, much later",
      (operations) => {
        const first = operations.find(isHit);
        return replaceLast(operations, isHit, (last) => ({ ...last, answer: first?.answer ?? last.answer }));
      },
    ],
    [
      "a read of a value that nobody wrote",
      (operations) => replaceLast(operations, isHit, (last) => ({ ...last, answer: { ...last.answer, value: "7" } })),
    ],
    [
      "an increment that counted one too many",
      (operations) =>
        replaceLast(
          operations,
          ({ action, answer }) => action.kind === "incr" && answer.outcome === "done",
          (last) => ({ ...last, answer: { ...last.answer, value: String(Number(last.answer.value) + 1) } }),
        ),
    ],
  ] satisfies [string, (operations: readonly Operation[]) => readonly Operation[]][]) {
    test(`with ${what} is refused`, async () => {
      const history = await damaged(change);
      assert.throws(() => assertLinearizable(history), /not linearizable, .*: after/);
    });
  }
});
