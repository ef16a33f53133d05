/**
 * One client connection of a worker: hands arriving bytes to the dialog of its protocol, and sends the replies.
 *
 * It is in one of these states:
 *
 *     executing      the dialog takes request after request (or parts of one, see there)
 *     streaming      a reply that goes on by itself is sent; requests wait, or are thrown away (ReplyStream)
 *     paused         the client does not take its replies, or has had its turn: nothing is parsed or read until it has
 *                    taken them, or the others have had theirs
 *
 * Bytes that were not consumed are kept in `#tail`, a get line of which only a long beginning is there in `#line`. The
 * request, the reply and the read buffer belong to the worker and are empty between two calls.
 */
import type { Socket } from "node:net";
import { type ReplyStream, STREAM_STEP } from "../engine/reply-stream.ts";
import { RETRIEVAL_LINE_BYTES_MAX, UNFINISHED_LINE_BYTES_MAX } from "../protocol/limits.ts";
import type { Request } from "../protocol/request.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { CLOSE_REASON, type CloseReason } from "../stats/log/log-types.ts";
import { closeReasonOf } from "./close-reason.ts";
import { CONNECTION_STATE, type ConnectionState } from "./connection-table.ts";
import { type Dialog, type DialogHost, STEP } from "./dialog.ts";
import { DiskHold, type DiskHoldHost } from "./disk-hold.ts";
import { surviveFault } from "./fault.ts";
import { STALLED_MS_MAX } from "./limits.ts";
import { LineShare, LongLine, ownBytes } from "./long-line.ts";
import type { ConnectionId, ConnectionOrigin } from "./messages.ts";
import { openDialog } from "./open-dialog.ts";
import { sendReply } from "./reply-sender.ts";
import type { SessionContext } from "./session-context.ts";
import { HEAVY_UNITS, type TurnTaker } from "./turn.ts";
import { UnsentShare } from "./unsent-budget.ts";

const LF = 10;

/** The session; a worker calls `onData`, `onDrain` and `onClose`. */
export class Session implements DialogHost, DiskHoldHost, TurnTaker {
  readonly #context: SessionContext;
  readonly #id: ConnectionId;
  readonly #origin: ConnectionOrigin;
  /** Known from the first byte on. */
  #dialog: Dialog | undefined;
  #stream: ReplyStream | undefined;
  #socket: Socket | undefined;
  #tail: Buffer | undefined;
  #line: LongLine | undefined;
  readonly #lineShare: LineShare;
  /** The last read filled the buffer, so the next one may belong to the same turn. */
  #wasFull = false;
  readonly #unsent: UnsentShare;
  #paused = false;
  /** It is paused until the client has taken its replies: a turn does not end that. */
  #awaitsDrain = false;
  /** The end was wanted while replies waited for the disk. */
  #closesAfterDisk = false;
  readonly #hold: DiskHold | undefined;
  readonly fetch: ((request: Request) => void) | undefined;
  #closing = false;
  /** Why the connection ended, for those who watch; what a reset is, only the socket knows. */
  closeReason: CloseReason = CLOSE_REASON.normal;

  constructor(context: SessionContext, id: ConnectionId, origin: ConnectionOrigin) {
    this.#context = context;
    this.#lineShare = new LineShare(context.lineBudget);
    this.#unsent = new UnsentShare(context.unsentBudget, context.reply);
    this.#id = id;
    this.#origin = origin;
    const { disk, engine } = context;
    this.#hold = disk === undefined ? undefined : new DiskHold(disk, engine.cold, this);
    this.fetch = this.#hold?.fetch;
  }

  /** The socket this session reads from and writes to; set before any data, and again when a TLS handshake is done. */
  attach(socket: Socket): void {
    this.#socket = socket;
  }

  /** `length` new bytes are in the worker's read buffer. Returns false to stop reading. */
  onData(length: number): boolean {
    try {
      return this.#take(length);
    } catch (fault) {
      this.#break(fault);
      return false;
    }
  }

  #take(length: number): boolean {
    const { engine, readBuffer, turn } = this.#context;
    engine.counters.add(COUNTER.bytes_read, length);
    if (this.#closing) {
      return true;
    }
    if (!this.#wasFull) {
      turn.start();
    }
    this.#wasFull = length === readBuffer.length;
    if (this.#line !== undefined) {
      this.#extendLine(this.#line, readBuffer.subarray(0, length));
    } else if (this.#tail === undefined) {
      this.#run(readBuffer, length);
    } else {
      const joined = Buffer.concat([this.#tail, readBuffer.subarray(0, length)]);
      this.#tail = undefined;
      this.#run(joined, joined.length);
    }
    return !this.#paused;
  }

  /** The client has taken everything that was sent. */
  onDrain(): void {
    this.#unsent.account(0);
    this.#awaitsDrain = false;
    this.takeTurn();
  }

  /** What is done on behalf of this client harms no other one, whatever happens. */
  #guard(action: () => void): void {
    try {
      action();
    } catch (fault) {
      this.#break(fault);
    }
  }

  #break(fault: unknown): void {
    surviveFault(fault, this.#context, this.#id.descriptor);
    this.#closing = true;
    this.closeReason = CLOSE_REASON.error;
    this.#socket?.destroy();
  }

  /** The connection is gone. */
  onClose(): void {
    this.#closing = true;
    this.#guard(() => this.#dialog?.abandon());
    this.#guard(() => this.#stream?.close());
    this.#stream = undefined;
    this.#tail = undefined;
    this.#line = undefined;
    this.#lineShare.shrinkTo(0);
    this.#unsent.account(0);
    this.#context.connections.close(this.#id.descriptor, this.#id.serial);
  }

  /** Closes a TCP connection that waits for its next request since before `second` on the server's clock; true if it did. */
  closeIfIdleSince(second: number): boolean {
    const isWaiting = !this.#paused && !this.#closing && this.#dialog?.isBusy !== true && this.#stream === undefined;
    const { connections } = this.#context;
    if (!isWaiting || this.#origin.transport !== "tcp" || connections.lastCommand(this.#id.descriptor) >= second) {
      return false;
    }
    this.closeReason = CLOSE_REASON.idleTimeout;
    this.close();
    return true;
  }

  /** Ends the connection once what was sent has been taken. */
  close(): void {
    if (this.#hold?.isWaiting === true && !this.#closing) {
      this.#closesAfterDisk = true;
      return;
    }
    this.#closing = true;
    const socket = this.#socket;
    if (socket !== undefined && socket.writableLength > 0) {
      socket.setTimeout(STALLED_MS_MAX);
    }
    socket?.destroySoon();
  }

  switchTo(dialog: Dialog): void {
    this.#dialog = dialog;
  }

  startStream(stream: ReplyStream): void {
    this.#stream = stream;
  }

  /** Sends, reads and parses again after a pause. */
  #goOn(): void {
    this.#paused = false;
    this.#awaitsDrain = false;
    this.#socket?.setTimeout(0);
    this.#context.turn.start();
    const isStreaming = this.#stream !== undefined && !this.#pump(this.#stream);
    const tail = this.#tail;
    if (!isStreaming && tail !== undefined) {
      this.#tail = undefined;
      this.#run(tail, tail.length);
    }
    if (!this.#paused) {
      this.#socket?.resume();
    }
  }

  /** Sends what the stream has; true once it is over and its last bytes are on their way. */
  #pump(stream: ReplyStream): boolean {
    const { reply, turn } = this.#context;
    while (!this.#closing && !this.#paused) {
      const step = stream.fill(reply);
      this.#flush();
      turn.spend(HEAVY_UNITS);
      if (step === STREAM_STEP.done) {
        this.#stream = undefined;
        stream.close();
        return !this.#paused;
      }
      if (step === STREAM_STEP.waiting) {
        this.#awaitStream(stream);
        return false;
      }
      if (turn.isOver()) {
        this.#giveWay();
      }
    }
    return false;
  }

  /** Goes on once the stream has more; commands of the client wait in the socket until then. */
  #awaitStream(stream: ReplyStream): void {
    if (!stream.isEndless && !this.#paused) {
      this.pause();
    }
    stream.onWake(() => {
      if (this.#stream === stream && this.#mayGoOn) {
        this.#guard(() => this.#goOn());
      }
    });
  }

  /** Lets the other connections of the worker have their turns before this one goes on. */
  #giveWay(): void {
    this.#context.engine.counters.count(COUNTER.conn_yields);
    this.pause();
    this.#context.turn.giveWay(this);
  }

  takeTurn(): void {
    if (this.#paused && this.#mayGoOn) {
      this.#guard(() => this.#goOn());
    }
  }

  get #mayGoOn(): boolean {
    return !this.#closing && !this.#awaitsDrain && this.#hold?.isWaiting !== true;
  }

  /** Stops executing and reading. */
  pause(): void {
    this.#paused = true;
    this.#socket?.pause();
  }

  diskHasAnswered(): void {
    if (this.#closesAfterDisk) {
      this.close();
    } else {
      this.takeTurn();
    }
  }

  /** Nothing was acknowledged, and nothing can be. */
  diskHasFailed(): void {
    this.closeReason = CLOSE_REASON.error;
    this.#socket?.destroy();
  }

  /** Takes more of a long line; runs it once its end is there. */
  #extendLine(line: LongLine, arrived: Buffer): void {
    const fits = line.length <= RETRIEVAL_LINE_BYTES_MAX && this.#lineShare.take(arrived.length);
    if (!fits) {
      this.#end(CLOSE_REASON.error);
      return;
    }
    line.append(arrived);
    if (arrived.includes(LF)) {
      this.#line = undefined;
      this.#run(line.bytes(), line.length);
    }
  }

  #run(bytes: Buffer, end: number): void {
    const { engine, connections, trace } = this.#context;
    const { descriptor } = this.#id;
    const traced = trace.isOn;
    this.#context.traced = traced;
    if (traced) {
      trace.stateChanged(descriptor, this.#state(), CONNECTION_STATE.conn_parse_cmd);
    }
    engine.store.log.descriptor = descriptor;
    connections.update(descriptor, CONNECTION_STATE.conn_parse_cmd, engine.store.now());
    const position = this.#consume(bytes, end);
    this.#flush();
    if (this.#closing) {
      return;
    }
    if (position < end) {
      this.#keep(bytes.subarray(position, end));
    } else {
      this.#lineShare.shrinkTo(0);
    }
    if (this.#stream !== undefined && !this.#paused && this.#pump(this.#stream)) {
      this.#goOn();
    }
    if (traced) {
      trace.stateChanged(descriptor, CONNECTION_STATE.conn_parse_cmd, this.#state());
    }
    connections.update(descriptor, this.#state(), engine.store.now());
  }

  /** Keeps the bytes that were not consumed. */
  #keep(rest: Buffer): void {
    const mayBeLongLine = this.#dialog?.hasLines === true && !this.#dialog.isBusy;
    if (!this.#paused && mayBeLongLine && rest.length > UNFINISHED_LINE_BYTES_MAX) {
      this.#lineShare.shrinkTo(0);
      this.#line = new LongLine(rest);
      return;
    }
    this.#tail = ownBytes(rest, this.#context.readBuffer);
    if (this.#tail !== rest) {
      this.#lineShare.shrinkTo(rest.length);
    }
  }

  /** Executes requests until the bytes, the client's patience or the connection end; returns the bytes consumed. */
  #consume(bytes: Buffer, end: number): number {
    const { engine, reply, trace, traced, turn } = this.#context;
    this.#dialog ??= openDialog(this.#context, this, this.#id.descriptor, this.#origin.protocol, bytes[0] as number);
    this.#hold?.beginTurn();
    let position = 0;
    while (position < end && !this.#closing && !this.#paused) {
      if (this.#stream !== undefined) {
        return this.#stream.isEndless ? end : position;
      }
      if (turn.isOver()) {
        this.#giveWay();
        break;
      }
      turn.request();
      const replyStart = reply.length;
      const dialog = this.#dialog;
      const next = dialog.step(bytes, position, end);
      engine.store.unlockAhead();
      if (traced) {
        const { descriptor } = this.#id;
        dialog.hasLines ? trace.reply(descriptor, reply, replyStart) : trace.binaryReply(descriptor, reply, replyStart);
      }
      if (next < 0) {
        if (next !== STEP.more) {
          this.#end(closeReasonOf(next));
        }
        break;
      }
      position = next;
      if (reply.pendingBytes >= reply.pauseBytes) {
        this.#flush();
        turn.spend(HEAVY_UNITS);
      }
    }
    return position;
  }

  #end(reason: CloseReason): void {
    this.closeReason = reason;
    this.#flush();
    this.close();
  }

  #flush(): void {
    const { engine, reply, release, unsentBudget } = this.#context;
    const socket = this.#socket;
    const pending = reply.pendingBytes;
    this.#hold?.noteChanges();
    if (socket === undefined || pending === 0) {
      return;
    }
    engine.counters.add(COUNTER.bytes_written, pending);
    this.#unsent.countWrite(socket.writableLength);
    const isHeld = this.#hold?.holdReplies(socket) === true;
    sendReply(socket, reply, release, isHeld || unsentBudget.isScarce);
    // Only a socket that needs a drain tells when it has had one.
    if (!socket.writableNeedDrain) {
      return;
    }
    this.#unsent.account(socket.writableLength);
    if (this.#unsent.isTooMuch(socket.writableLength)) {
      this.#awaitsDrain = true;
      this.pause();
      socket.setTimeout(this.#stream?.isEndless ? 0 : STALLED_MS_MAX);
    }
  }

  #state(): ConnectionState {
    if (this.#stream?.isEndless) {
      return CONNECTION_STATE.conn_watch;
    }
    return this.#paused ? CONNECTION_STATE.conn_mwrite : (this.#dialog?.state ?? CONNECTION_STATE.conn_read);
  }
}
