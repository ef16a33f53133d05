/** What all sessions of a worker share: every part is empty, or of no meaning, between two calls of a session. */
import type { Engine } from "../engine/engine.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import type { Request } from "../protocol/request.ts";
import type { Access } from "./auth/access.ts";
import type { ConnectionTable } from "./connection-table.ts";
import type { DiskLink } from "./disk-link.ts";
import type { LineBudget } from "./long-line.ts";
import type { Trace } from "./trace.ts";
import type { Turn } from "./turn.ts";
import type { UnsentBudget } from "./unsent-budget.ts";

/** See the file's head. */
export interface SessionContext {
  readonly engine: Engine;
  readonly request: Request;
  readonly reply: ReplyBuffer;
  readonly readBuffer: Buffer;
  readonly connections: ConnectionTable;
  readonly trace: Trace;
  /** A line for the log, whatever its level. */
  readonly log: (line: string) => void;
  /** Whether the connection whose bytes are being executed is logged; set by the session, looked up once a read. */
  traced: boolean;
  readonly turn: Turn;
  readonly access: Access;
  /** Whether a connection ends once it is not certain where its next request begins. */
  readonly strictFraming: boolean;
  readonly lineBudget: LineBudget;
  readonly unsentBudget: UnsentBudget;
  /** Unpins an item whose bytes have been sent. */
  readonly release: (itemRef: number) => void;
  /** The way to the durable copy; undefined where items are kept in memory only. */
  readonly disk: DiskLink | undefined;
}
