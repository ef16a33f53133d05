/** What decides when requests are sent: one loop a phase and thread. */
import type { LoadConnection } from "./connection.ts";

/** A loop. It tells its owner once, when it has nothing more to do and nothing is in flight. */
export interface Loop {
  /** Begins. @param nowMs on the thread's clock */
  start(nowMs: number): void;
  /** A connection may have room. */
  onRoom(connection: LoadConnection, nowMs: number): void;
  /** Sends nothing more; the loop is done once the replies in flight are in. */
  stop(): void;
}
