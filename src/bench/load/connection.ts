/**
 * One connection of the load: takes requests, sends them in batches, and books the replies. When to send what is decided by the loop it
 * belongs to (closed-loop.ts, open-loop.ts); how it comes up is the link's business (link.ts).
 */
import type { MemtoolError } from "../../base/errors.ts";
import { LOST_CONNECTION, lostError, violationError } from "../failure.ts";
import { UNCONFIRMED_MAX } from "../limits.ts";
import { BARRIER_OPERATION } from "../wire/line-requests.ts";
import type { ReplyFacts } from "../wire/reply-facts.ts";
import { ReplyLedger } from "../wire/reply-ledger.ts";
import type { ReplyReader } from "../wire/reply-reader.ts";
import { RequestWindow } from "../wire/request-window.ts";
import type { Draw } from "../workload/draw.ts";
import { OUTCOME } from "../workload/operations.ts";
import { Link, type LinkEvents } from "./link.ts";
import type { ThreadServer } from "./thread-server.ts";

/** The connection. */
export class LoadConnection implements LinkEvents {
  readonly server: ThreadServer;
  /** Which of its thread's connections to this server it is. */
  readonly index: number;
  readonly ledger: ReplyLedger;
  /** Requests that will follow from replies on it: until they are sent, they take up the place of the request they follow from. */
  reserved = 0;
  /** Since when it has had room for a request without a break; on the thread's clock in ms. */
  roomSinceMs = Number.NEGATIVE_INFINITY;
  /** When the last batch was sent. */
  sentMs = 0;
  /** Whether it stands in its server's line of connections with room. */
  isQueued = false;
  readonly #window: RequestWindow;
  readonly #link: Link;
  #reader: ReplyReader;
  /** Requests it may still send before it is renewed. */
  #requestsLeft: number;
  #isClosed = false;

  /** @param inFlightMax most requests that will ever be in flight */
  constructor(server: ThreadServer, index: number, inFlightMax: number) {
    this.server = server;
    this.index = index;
    // One place more than requests: the question whether requests without a reply have been carried out.
    this.#window = new RequestWindow(inFlightMax + 1, server.keysEach);
    this.ledger = new ReplyLedger(this.#window, server.recorder, server.createVerifier());
    this.#reader = server.dialect.createReader(this.ledger);
    this.#link = new Link(server, this);
    this.#requestsLeft = server.owner.requestsPerConnection;
  }

  /** Connects; see {@link Link.open}. */
  async open(): Promise<string> {
    return await this.#link.open();
  }

  /** Adds a request to the batch. Only while there is room. @param dueMs NaN when it is due at no certain moment */
  add(draw: Draw, dueMs: number, beganMs: number): void {
    const { encoder } = this.server;
    this.ledger.verifier?.prepare(draw);
    encoder.encode(draw);
    this.#requestsLeft--;
    if (encoder.isAnswered(draw.operation)) {
      this.#window.push(draw.operation, draw.key, dueMs, beganMs, draw.version);
      if (this.#window.keysEach > 1) {
        this.#window.pushKeys(draw.keys);
      }
      return;
    }
    this.ledger.recorder.countUnconfirmed();
    this.#reader.unconfirmed++;
    if (this.#reader.unconfirmed % UNCONFIRMED_MAX === 0 || this.#requestsLeft === 0) {
      this.#addBarrier();
    }
  }

  /**
   * Sends the batch, if there is one: everything added to the server's connections since the last batch was sent, which was added to this
   * one. It is stamped with this moment. What the socket does not take at once keeps its buffer.
   */
  sendBatch(): void {
    const { encoder, owner } = this.server;
    const { out } = encoder;
    if (out.length === 0) {
      return;
    }
    const link = this.#link;
    const nowMs = owner.clock.monotonicMs();
    if (this.#window.stamp(nowMs)) {
      link.activeMs = nowMs;
    }
    this.sentMs = nowMs;
    if (link.isUp) {
      this.ledger.recorder.tallies.bytesWritten += out.length;
      link.write(out.bytes.subarray(0, out.length));
    } else {
      this.#bookLost(nowMs);
    }
    out.restart(link.holdsBytes);
  }

  /** Closes without a word. */
  destroy(): void {
    this.#isClosed = true;
    this.#link.destroy();
  }

  /** False while the socket has not taken what was written, and while the connection is down or about to be renewed. */
  get canWrite(): boolean {
    return this.#requestsLeft > 0 && this.#link.canWrite;
  }

  /** False while it is down. */
  get isUp(): boolean {
    return this.#link.isUp;
  }

  /** What the reply being settled told. */
  get facts(): ReplyFacts {
    return this.#reader.facts;
  }

  /** Requests in flight. */
  get inFlight(): number {
    return this.#window.count;
  }

  /** True while the server has been asked for its version and has not told it. */
  get isGreeting(): boolean {
    return this.#link.isGreeting;
  }

  /** Asks whether the requests that get no reply were carried out, if there are any and nothing else is in flight. */
  confirm(): void {
    if (this.#link.isUp && this.inFlight === 0 && this.#reader.unconfirmed > 0) {
      this.#addBarrier();
      this.sendBatch();
    }
  }

  /** How long something has been waited for without any sign of life, in ms. */
  waitedMs(nowMs: number): number {
    const isWaiting = !this.#isClosed && (this.isGreeting || this.inFlight > 0) && this.#link.activeMs > 0;
    return isWaiting ? nowMs - this.#link.activeMs : 0;
  }

  /** Books everything in flight as unanswered at its age, and forgets it. */
  abandon(nowMs: number): void {
    const { recorder } = this.ledger;
    for (const window = this.#window; window.count > 0; window.shift()) {
      if (window.operation !== BARRIER_OPERATION) {
        recorder.recordUnanswered(window.operation, window.dueMs, window.sentMs, window.beganMs, nowMs);
      }
    }
  }

  onData(bytes: Buffer, length: number): void {
    const { owner, address } = this.server;
    const nowMs = owner.clock.monotonicMs();
    this.#link.activeMs = nowMs;
    this.ledger.recorder.tallies.bytesRead += length;
    this.ledger.isLate = owner.isLate(nowMs);
    if (!this.#reader.read(bytes, length, nowMs)) {
      this.onFailure(violationError(address, this.#reader.violation ?? ""));
      return;
    }
    if (this.#requestsLeft <= 0 && this.inFlight === 0) {
      this.#renew();
    } else {
      owner.onRoom(this, nowMs);
    }
  }

  onDrain(): void {
    if (!this.#isClosed) {
      this.server.owner.onRoom(this, this.#link.activeMs);
    }
  }

  /** With reconnecting on, what was in flight failed and the load goes on; without it the run ends. */
  onLost(error: MemtoolError): void {
    const { owner } = this.server;
    this.ledger.recorder.tallies.lostConnections++;
    if (!owner.reconnects) {
      this.onFailure(lostError(this.inFlight, error));
      return;
    }
    const nowMs = owner.clock.monotonicMs();
    this.#bookLost(nowMs);
    this.#renew();
    owner.onRoom(this, nowMs);
  }

  onReopened(): void {
    const { owner } = this.server;
    this.ledger.recorder.tallies.reconnects++;
    owner.onRoom(this, owner.clock.monotonicMs());
  }

  onFailure(error: MemtoolError): void {
    this.destroy();
    this.server.owner.onFailure(error);
  }

  /** Adds the question whether everything before it has been carried out. */
  #addBarrier(): void {
    this.server.encoder.encodeBarrier();
    this.#window.push(BARRIER_OPERATION, 0, Number.NaN, Number.NaN, 0);
  }

  /** Opens the connection anew; nothing is in flight on it. */
  #renew(): void {
    this.#reader = this.server.dialect.createReader(this.ledger);
    this.#requestsLeft = this.server.owner.requestsPerConnection;
    void this.#link.reopen();
  }

  /** Books everything in flight as failed with its connection, and forgets it. */
  #bookLost(nowMs: number): void {
    const { recorder, observer } = this.ledger;
    for (const window = this.#window; window.count > 0; window.shift()) {
      if (window.operation !== BARRIER_OPERATION) {
        observer?.onReply(window.operation, OUTCOME.error, nowMs);
        recorder.recordLost(window.operation, window.dueMs, window.sentMs, nowMs);
        recorder.countError(LOST_CONNECTION);
      }
    }
  }
}
