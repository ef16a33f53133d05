/** Connection counts shared by threads, and the choice of a worker. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SharedState } from "../../../src/server/shared-state.ts";

test("the worker with the fewest connections is chosen, the first of several", () => {
  const state = new SharedState(SharedState.create(3));
  assert.equal(state.leastLoadedWorker(3), 0);
  state.connectionOpened(0);
  assert.equal(state.leastLoadedWorker(3), 1);
  state.connectionOpened(1);
  state.connectionOpened(2);
  state.connectionClosed(1);
  assert.equal(state.leastLoadedWorker(3), 1);
});

test("current falls with each end, totals only with a reset, and every thread sees them", () => {
  const shared = SharedState.create(2);
  const state = new SharedState(shared);
  state.connectionOpened(0);
  state.connectionOpened(1);
  state.connectionClosed(0);
  state.connectionRejected();
  state.accepting = true;
  state.verbosity = 2;
  const other = new SharedState(shared);
  assert.equal(other.currentConnections, 1);
  assert.equal(other.totalConnections, 2);
  assert.equal(other.rejectedConnections, 1);
  assert.equal(other.accepting, true);
  assert.equal(other.verbosity, 2);
  other.resetTotals();
  assert.equal(state.currentConnections, 1);
  assert.equal(state.totalConnections, 0);
  assert.equal(state.rejectedConnections, 0);
});
