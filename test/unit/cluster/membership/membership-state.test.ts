/** cluster/membership/membership-state.ts: what is said, and how long is waited. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  type Attempt,
  afterAttempt,
  type Membership,
  newMembership,
} from "../../../../src/cluster/membership/membership-state.ts";

const LEASE_MS = 9000;

/** Runs attempts, a second apart; answers each step's line and wait. */
function run(attempts: readonly Attempt[], random = 1): { state: Membership; lines: string[]; delays: number[] } {
  let state = newMembership(0);
  const lines: string[] = [];
  const delays: number[] = [];
  for (const [index, attempt] of attempts.entries()) {
    const facts = { nowMs: index * 1000, leaseMs: LEASE_MS, random, registrar: "D", node: "n" };
    const step = afterAttempt(state, attempt, facts);
    state = step.state;
    delays.push(step.delayMs);
    if (step.line !== undefined) {
      lines.push(step.line);
    }
  }
  return { state, lines, delays };
}

const REGISTERED: Attempt = { kind: "registered", version: 17 };
const AWAY: Attempt = { kind: "unanswered", reason: "could not connect" };
const TAKEN: Attempt = { kind: "taken", by: "n (h:2)" };
const LOST: Attempt = { kind: "lost" };

describe("a node's standing in a list", () => {
  it("is said once, and renewed three times a lease", () => {
    const { lines, delays, state } = run([REGISTERED, REGISTERED, REGISTERED]);
    assert.deepEqual(lines, ["registered as n in the list of D; list version 17"]);
    assert.deepEqual(delays, [3000, 3000, 3000]);
    assert.deepEqual([state.phase, state.wasRegistered], ["registered", true]);
  });

  it("an outage is said once, and its end with how long it was", () => {
    const { lines } = run([REGISTERED, AWAY, AWAY, AWAY, REGISTERED, AWAY]);
    const warning = "WARNING: not in the list of D: could not connect; the cache serves all the same, trying again";
    assert.deepEqual(lines, [
      "registered as n in the list of D; list version 17",
      warning,
      "registered again as n in the list of D after 3 s; list version 17",
      warning,
    ]);
  });

  it("attempts that nobody answers come ever more rarely, a heartbeat apart at most", () => {
    assert.deepEqual(run([AWAY, AWAY, AWAY, AWAY, AWAY, AWAY, AWAY]).delays, [250, 500, 1000, 2000, 3000, 3000, 3000]);
    assert.deepEqual(run([AWAY, AWAY, REGISTERED, AWAY]).delays, [250, 500, 3000, 250]);
  });

  it("a lease that was lost is joined for at once", () => {
    const { lines, delays, state } = run([REGISTERED, LOST, REGISTERED]);
    assert.deepEqual(delays, [3000, 0, 3000]);
    assert.match(lines[1] ?? "", /^registered again as n in the list of D, which had lost it; list version 17$/);
    assert.equal(state.phase, "registered");
  });

  it("a name that another has is said once, with who has it, and tried for again", () => {
    const { lines, delays } = run([TAKEN, TAKEN, REGISTERED]);
    assert.match(
      lines[0] ?? "",
      /^WARNING: not in the list of D: another node that is alive has the name n or the address there: n \(h:2\);/,
    );
    assert.equal(lines.length, 2);
    assert.deepEqual(delays, [3000, 3000, 3000]);
  });

  it("a refusal names its reason", () => {
    const { lines, state } = run([{ kind: "refused", reason: "CLIENT_ERROR unauthenticated" }]);
    assert.match(lines[0] ?? "", /not in the list of D: CLIENT_ERROR unauthenticated;/);
    assert.equal(state.problem, "CLIENT_ERROR unauthenticated");
  });

  it("property: waits are never longer than a heartbeat, and the same again is not said again", () => {
    const attempt = fc.constantFrom<Attempt>(REGISTERED, AWAY, TAKEN, LOST, { kind: "refused", reason: "r" });
    fc.assert(
      fc.property(
        fc.array(attempt, { maxLength: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempts, random) => {
          const { delays, lines } = run(attempts, random);
          assert.ok(delays.every((delay) => delay >= 0 && delay <= LEASE_MS / 3));
          const last = attempts.at(-1);
          if (last !== undefined) {
            assert.deepEqual(run([...attempts, last, last], random).lines, lines);
          }
        },
      ),
    );
  });
});
