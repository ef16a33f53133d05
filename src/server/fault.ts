/**
 * What becomes of an error that nobody expected while a request was executed: a bug. It costs the connection that met it, not the
 * others, as long as what all threads share is whole. A lock that is held would never be given back: then the thread has to die, and
 * the process with it (ThreadGroup).
 */
import { LostLockError } from "../memory/locks.ts";
import type { SessionContext } from "./session-context.ts";

/** Lines of the stack that are logged: what was thrown, and where. */
const STACK_LINES = 4;

/**
 * Makes the thread ready for other connections after `fault` on the one of this descriptor, which has to be closed, and logs it.
 * @throws `fault` itself when the thread can't go on
 */
export function surviveFault(fault: unknown, context: SessionContext, descriptor: number): void {
  const { engine, reply, release } = context;
  engine.store.unlockAhead();
  if (fault instanceof LostLockError || engine.isHoldingLocks) {
    throw fault;
  }
  for (const { itemRef } of reply.attachments) {
    release(itemRef);
  }
  reply.reset(true);
  const stack = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  const lines = stack.split("\n", STACK_LINES).map((line) => line.trim());
  context.log(`<${descriptor} given up because of a bug of memtool: ${lines.join(" | ")}`);
}
