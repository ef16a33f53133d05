/** A bug costs the connection that met it, unless a lock is held. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createJournal } from "../../../src/memory/journal.ts";
import { LockTable, LostLockError } from "../../../src/memory/locks.ts";
import { ChangeWriter } from "../../../src/persistence/change-writer.ts";
import { parseRequest } from "../../../src/protocol/text/parse-request.ts";
import { surviveFault } from "../../../src/server/fault.ts";
import { ColdKeys } from "../../../src/store/cold-keys.ts";
import { checkInvariants } from "../../../src/store/invariants.ts";
import { EngineHarness } from "../../support/engine-harness.ts";
import { SessionHarness } from "../../support/session-harness.ts";

test("what was about to be sent is forgotten, its pins come off, and where it happened is logged in one line", () => {
  const harness = new SessionHarness();
  harness.engine.run(`set large 0 0 100000\r\n${"v".repeat(100_000)}\r\n`);
  const { context } = harness;
  const bytes = Buffer.from("get large\r\n");
  context.reply.appendText("half a reply");
  parseRequest(bytes, 0, bytes.length, context.request);
  context.engine.execute(context.request, bytes, context.reply);
  assert.equal(context.reply.attachments.length, 1);
  surviveFault(new RangeError("a bug"), context, 31);
  assert.equal(context.reply.pendingBytes, 0);
  assert.match(
    harness.log.join("\n"),
    /^<31 given up because of a bug of memtool: RangeError: a bug \| at .*fault\.test/,
  );
  harness.engine.run("delete large\r\n");
  assert.deepEqual(checkInvariants(harness.engine.store).problems, []);
});

test("with a lock held, or one that never comes back, the thread can't go on", () => {
  const { context, engine } = new SessionHarness();
  const fault = new Error("a bug");
  engine.store.lock(7);
  assert.throws(() => surviveFault(fault, context, 31), fault);
  engine.store.unlock(7);
  surviveFault(fault, context, 31);
  const lost = new LostLockError(1, 2, 3, 30_000);
  assert.throws(() => surviveFault(lost, context, 31), lost);
});

test("in the middle of telling a change the thread can't go on: others wait for it", () => {
  const { context } = new SessionHarness();
  const fault = new Error("a bug");
  const journal = createJournal(1024);
  const changes = new ChangeWriter(journal, 1, 0);
  const durable = new EngineHarness(
    { memoryLimitBytes: 64 * 1024 * 1024 },
    { changes, cold: new ColdKeys(ColdKeys.create()) },
  );
  surviveFault(fault, { ...context, engine: durable.engine }, 31);
  // As it is while a record is being written.
  const lock = new LockTable(journal.lock, 1);
  lock.lock(0);
  assert.throws(() => surviveFault(fault, { ...context, engine: durable.engine }, 31), fault);
});
