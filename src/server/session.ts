/**
 * One client connection of a worker: turns arriving bytes into requests, has them executed, sends the replies.
 *
 * It is in one of these states:
 *
 *     between requests   parse the next line
 *     receiving          a value too large for the read buffer goes straight into its item (IncomingValue)
 *     skipping           the data block of a refused line is thrown away
 *     resuming           a retrieval of many keys has sent a part of its reply and goes on
 *     paused             the client does not take its replies, or has had its turn: nothing is parsed or read until it has
 *                        taken them, or the others have had theirs
 *
 * Bytes that were not consumed are kept in `#tail`, a get line of which only a long beginning is there in `#line`. The
 * request, the reply and the read buffer belong to the worker and are empty between two calls.
 */
import type { Socket } from "node:net";
import type { Engine } from "../engine/engine.ts";
import { OUTCOME, type Outcome } from "../engine/outcome.ts";
import { RETRIEVAL_LINE_BYTES_MAX, UNFINISHED_LINE_BYTES_MAX } from "../protocol/limits.ts";
import type { ReplyBuffer } from "../protocol/reply-buffer.ts";
import { OP, type Op, PARSE_CLOSE, type Request } from "../protocol/request.ts";
import { parseRequest } from "../protocol/text/parse-request.ts";
import { COUNTER } from "../stats/counter-names.ts";
import { CONNECTION_STATE, type ConnectionState, type ConnectionTable } from "./connection-table.ts";
import { IncomingValue } from "./incoming-value.ts";
import { FLUSH_BYTES, STALLED_MS_MAX, UNSENT_BYTES_MAX, UNSENT_WRITES_MAX } from "./limits.ts";
import { type LineBudget, LongLine } from "./long-line.ts";
import type { ConnectionId } from "./messages.ts";
import { sendReply } from "./reply-sender.ts";
import type { Trace } from "./trace.ts";
import { HEAVY_UNITS, type Turn } from "./turn.ts";

const LF = 10;

/** What all sessions of a worker share. */
export interface SessionContext {
  readonly engine: Engine;
  readonly request: Request;
  readonly reply: ReplyBuffer;
  readonly readBuffer: Buffer;
  readonly connections: ConnectionTable;
  readonly trace: Trace;
  readonly turn: Turn;
  readonly lineBudget: LineBudget;
  /** Unpins an item whose bytes have been sent. */
  readonly release: (itemRef: number) => void;
}

/** Where a paused retrieval goes on, counted from the first unconsumed byte. */
interface Resumption {
  readonly op: Op;
  readonly exptime: number;
  readonly argsLength: number;
  readonly lineLength: number;
}

/** The session; a worker calls `onData`, `onDrain` and `onClose`. */
export class Session {
  readonly #context: SessionContext;
  readonly #id: ConnectionId;
  #socket: Socket | undefined;
  #tail: Buffer | undefined;
  #line: LongLine | undefined;
  /** Bytes of the line budget this connection has taken. */
  #budgetBytes = 0;
  /** The last read filled the buffer, so the next one may belong to the same turn. */
  #wasFull = false;
  /** Writes since the client was last up to date. */
  #unsentWrites = 0;
  #incoming: IncomingValue | undefined;
  #resumption: Resumption | undefined;
  #skipBytes = 0;
  #paused = false;
  #closing = false;

  constructor(context: SessionContext, id: ConnectionId) {
    this.#context = context;
    this.#id = id;
  }

  /** The socket this session reads from and writes to; set once, before any data. */
  attach(socket: Socket): void {
    this.#socket = socket;
  }

  /** `length` new bytes are in the worker's read buffer. Returns false to stop reading. */
  onData(length: number): boolean {
    const { engine, readBuffer, turn } = this.#context;
    const values = engine.counters.values;
    values[COUNTER.bytes_read] = (values[COUNTER.bytes_read] as number) + length;
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
    if (this.#paused && !this.#closing) {
      this.#goOn();
    }
  }

  /** The connection is gone. */
  onClose(): void {
    this.#closing = true;
    this.#incoming?.abandon();
    this.#incoming = undefined;
    this.#tail = undefined;
    this.#line = undefined;
    this.#shrinkBudget(0);
    this.#context.connections.close(this.#id.descriptor, this.#id.serial);
  }

  /** Ends the connection once what was sent has been taken. */
  close(): void {
    this.#closing = true;
    const socket = this.#socket;
    if (socket !== undefined && socket.writableLength > 0) {
      socket.setTimeout(STALLED_MS_MAX);
    }
    socket?.destroySoon();
  }

  /** Reads and parses again after a pause. */
  #goOn(): void {
    this.#paused = false;
    this.#socket?.setTimeout(0);
    this.#context.turn.start();
    const tail = this.#tail;
    this.#tail = undefined;
    if (tail !== undefined) {
      this.#run(tail, tail.length);
    }
    if (!this.#paused) {
      this.#socket?.resume();
    }
  }

  /** Lets the other connections of the worker have their turns before this one goes on. */
  #giveWay(): void {
    const { values } = this.#context.engine.counters;
    values[COUNTER.conn_yields] = (values[COUNTER.conn_yields] as number) + 1;
    this.#paused = true;
    this.#socket?.pause();
    setImmediate(() => {
      // With replies waiting, their drain goes on.
      if (this.#paused && !this.#closing && this.#socket?.writableNeedDrain === false) {
        this.#goOn();
      }
    });
  }

  /** Takes more of a long line; runs it once its end is there. */
  #extendLine(line: LongLine, arrived: Buffer): void {
    const fits = line.length <= RETRIEVAL_LINE_BYTES_MAX && this.#context.lineBudget.take(arrived.length);
    if (!fits) {
      this.#closeIf(true);
      return;
    }
    this.#budgetBytes += arrived.length;
    line.append(arrived);
    if (arrived.includes(LF)) {
      this.#line = undefined;
      this.#run(line.bytes(), line.length);
    }
  }

  /** Gives all of the line budget back but `keptBytes`. */
  #shrinkBudget(keptBytes: number): void {
    if (this.#budgetBytes > keptBytes) {
      this.#context.lineBudget.give(this.#budgetBytes - keptBytes);
      this.#budgetBytes = keptBytes;
    }
  }

  #run(bytes: Buffer, end: number): void {
    const { engine, connections } = this.#context;
    connections.update(this.#id.descriptor, CONNECTION_STATE.conn_parse_cmd, engine.store.now());
    const position = this.#consume(bytes, end);
    this.#flush();
    if (this.#closing) {
      return;
    }
    if (position < end) {
      this.#keep(bytes.subarray(position, end));
    } else {
      this.#shrinkBudget(0);
    }
    connections.update(this.#id.descriptor, this.#state(), engine.store.now());
  }

  /** Keeps the bytes that were not consumed. */
  #keep(rest: Buffer): void {
    if (!this.#paused && !this.#isBusy() && rest.length > UNFINISHED_LINE_BYTES_MAX) {
      this.#shrinkBudget(0);
      this.#line = new LongLine(rest);
      return;
    }
    // The read buffer is the worker's; a buffer of our own that is mostly consumed would be held for a few bytes.
    const isSmallPart = rest.length * 4 < rest.buffer.byteLength;
    this.#tail = isSmallPart || rest.buffer === this.#context.readBuffer.buffer ? Buffer.from(rest) : rest;
    if (isSmallPart) {
      this.#shrinkBudget(rest.length);
    }
  }

  /** Executes requests until the bytes, the client's patience or the connection end; returns the bytes consumed. */
  #consume(bytes: Buffer, end: number): number {
    const { engine, request, reply, trace, turn } = this.#context;
    const traced = trace.isOn;
    let position = 0;
    while (position < end && !this.#closing && !this.#paused) {
      if (turn.isOver()) {
        this.#giveWay();
        break;
      }
      turn.spend(1);
      const replyStart = reply.length;
      if (this.#isBusy()) {
        position = this.#continue(bytes, position, end);
      } else {
        const used = parseRequest(bytes, position, end, request);
        if (used <= 0) {
          this.#closeIf(used === PARSE_CLOSE);
          break;
        }
        const lineEnd = position + used;
        if (traced) {
          trace.request(this.#id.descriptor, bytes, position, lineEnd);
        }
        if (engine.expectsValue(request)) {
          position = this.#storeValue(bytes, position, lineEnd, end);
        } else {
          this.#skipBytes = request.op === OP.invalid ? request.skipBytes : 0;
          position = this.#settle(engine.execute(request, bytes, reply), lineEnd);
          turn.spend(request.op === OP.stats ? HEAVY_UNITS : 0);
        }
      }
      if (traced) {
        trace.reply(this.#id.descriptor, reply.bytes, replyStart, reply.length);
      }
      if (reply.pendingBytes >= FLUSH_BYTES) {
        this.#flush();
        turn.spend(HEAVY_UNITS);
      }
    }
    return position;
  }

  #isBusy(): boolean {
    return this.#skipBytes > 0 || this.#incoming !== undefined || this.#resumption !== undefined;
  }

  #continue(bytes: Buffer, position: number, end: number): number {
    if (this.#skipBytes > 0) {
      const skipped = Math.min(this.#skipBytes, end - position);
      this.#skipBytes -= skipped;
      return position + skipped;
    }
    if (this.#resumption !== undefined) {
      return this.#resume(this.#resumption, bytes, position);
    }
    return this.#receive(bytes, position, end);
  }

  #receive(bytes: Buffer, position: number, end: number): number {
    const { request, reply } = this.#context;
    const incoming = this.#incoming as IncomingValue;
    const next = incoming.take(bytes, position, end);
    if (incoming.complete) {
      this.#incoming = undefined;
      incoming.finish(request, reply);
    }
    return next;
  }

  #storeValue(bytes: Buffer, lineStart: number, lineEnd: number, end: number): number {
    const { engine, request, reply } = this.#context;
    const blockLength = request.valueLength + 2;
    if (end - lineEnd >= blockLength) {
      engine.storeWhole(request, bytes, lineEnd, reply);
      return lineEnd + blockLength;
    }
    this.#incoming = new IncomingValue(engine, request, bytes.subarray(lineStart, lineEnd));
    return this.#receive(bytes, lineEnd, end);
  }

  /** Acts on an outcome; returns where the next request starts. */
  #settle(outcome: Outcome, lineEnd: number): number {
    if (outcome === OUTCOME.paused) {
      this.#context.turn.spend(HEAVY_UNITS);
      const { op, exptime, argsStart, argsEnd } = this.#context.request;
      this.#resumption = { op, exptime, argsLength: argsEnd - argsStart, lineLength: lineEnd - argsStart };
      return argsStart;
    }
    this.#closeIf(outcome === OUTCOME.close);
    return lineEnd;
  }

  #resume(resumption: Resumption, bytes: Buffer, position: number): number {
    const { engine, request, reply } = this.#context;
    this.#resumption = undefined;
    request.op = resumption.op;
    request.exptime = resumption.exptime;
    request.argsStart = position;
    request.argsEnd = position + resumption.argsLength;
    return this.#settle(engine.resume(request, bytes, reply), position + resumption.lineLength);
  }

  #closeIf(condition: boolean): void {
    if (condition) {
      this.#flush();
      this.close();
    }
  }

  #flush(): void {
    const { engine, reply, release } = this.#context;
    const socket = this.#socket;
    const pending = reply.pendingBytes;
    if (socket === undefined || pending === 0) {
      return;
    }
    const values = engine.counters.values;
    values[COUNTER.bytes_written] = (values[COUNTER.bytes_written] as number) + pending;
    this.#unsentWrites = socket.writableLength > 0 ? this.#unsentWrites + 1 : 0;
    sendReply(socket, reply, release);
    const isFarBehind = socket.writableLength > UNSENT_BYTES_MAX || this.#unsentWrites > UNSENT_WRITES_MAX;
    // Only a socket that needs a drain tells when it has had one.
    if (isFarBehind && socket.writableNeedDrain) {
      this.#paused = true;
      socket.pause();
      socket.setTimeout(STALLED_MS_MAX);
    }
  }

  #state(): ConnectionState {
    if (this.#paused) {
      return CONNECTION_STATE.conn_mwrite;
    }
    if (this.#incoming !== undefined) {
      return CONNECTION_STATE.conn_nread;
    }
    return this.#skipBytes > 0 ? CONNECTION_STATE.conn_swallow : CONNECTION_STATE.conn_read;
  }
}
