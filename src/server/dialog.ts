/**
 * What a connection speaks: turns the bytes of one protocol into executed requests. The session owns the socket, the bytes
 * that are left over, the turns and the back-pressure; a dialog owns the states between and within requests.
 */
import type { ReplyStream } from "../engine/reply-stream.ts";
import type { Request } from "../protocol/request.ts";
import type { ConnectionState } from "./connection-table.ts";

/** What {@link Dialog.step} returns instead of a position. */
export const STEP = {
  /** The request is not complete: its bytes are wanted again, with more behind them. */
  more: -1,
  /** Send what is pending, then close the connection; the rest of the input is dropped. */
  close: -2,
  /** The same, but the client wanted it so. */
  quit: -3,
  /** The same, as the server ends because the client told it to. */
  shutdown: -4,
} as const;

/** One protocol on one connection. */
export interface Dialog {
  /**
   * Executes one request, or goes on with one that is in progress, and appends its reply.
   * @param position where the next bytes stand; `end` is behind the last, and greater
   * @returns the position behind what was used, or one of {@link STEP}
   */
  step(bytes: Buffer, position: number, end: number): number;
  /** Requests are lines, so what has not ended yet may be the beginning of a very long one. */
  readonly hasLines: boolean;
  /** In the middle of a request: bytes are taken as they come, however few. */
  readonly isBusy: boolean;
  /** For `stats conns`, while nothing is being executed. */
  readonly state: ConnectionState;
  /** The connection is gone. Called once. */
  abandon(): void;
}

/** What a dialog may ask of its session. */
export interface DialogHost {
  /** Sends `stream` to its end before anything else is executed. */
  startStream(stream: ReplyStream): void;
  /**
   * Has the item of the request's key put into memory if it is on disk; the bytes from the position that the step returns are wanted
   * again after that. Undefined where nobody can wait.
   */
  readonly fetch: ((request: Request) => void) | undefined;
  /** Lets `dialog` take everything from here on. */
  switchTo(dialog: Dialog): void;
}
