/**
 * The open loop's view of one server: connections with room stand in line, the one that has had room longest in front; requests that find
 * none stand in a line of their own. At most one of the two lines is not empty.
 */
import type { Draw } from "../workload/draw.ts";
import { isFollowing } from "../workload/operations.ts";
import { Backlog } from "./backlog.ts";
import type { LoadConnection } from "./connection.ts";
import type { SelfRecorder } from "./self-recorder.ts";
import type { SharedMoment } from "./shared-moment.ts";
import type { ThreadServer } from "./thread-server.ts";

/** The lines. */
export class ServerLine {
  readonly #server: ThreadServer;
  readonly #self: SelfRecorder;
  readonly #lastSent: SharedMoment;
  readonly #pipeline: number;
  readonly #draw: Draw;
  readonly #queue: LoadConnection[] = [];
  #queueHead = 0;
  readonly #backlog: Backlog;
  /** The connection the present batch is for. */
  #open: LoadConnection | undefined;
  /** How many of it follow from no other request. */
  #openFirst = 0;

  /**
   * @param lastSent when any thread sent a request last
   * @param draw lent for requests that come out of the backlog
   */
  constructor(server: ThreadServer, self: SelfRecorder, lastSent: SharedMoment, pipeline: number, draw: Draw) {
    this.#server = server;
    this.#lastSent = lastSent;
    this.#self = self;
    this.#pipeline = pipeline;
    this.#draw = draw;
    this.#backlog = new Backlog(server.keysEach);
    for (const connection of server.connections) {
      connection.roomSinceMs = Number.NEGATIVE_INFINITY;
      connection.isQueued = true;
      this.#queue.push(connection);
    }
  }

  /** Requests that wait for a connection. */
  get backlogCount(): number {
    return this.#backlog.count;
  }

  /** Sends a request that has come due, with the next batch; or keeps it until a connection has room. */
  dispatch(draw: Draw, dueMs: number, beganMs: number): void {
    if (this.#backlog.count > 0 || !this.#openBatch()) {
      this.#self.blocked += isFollowing(draw.operation) ? 0 : 1;
      this.#backlog.push(draw, dueMs, beganMs);
      return;
    }
    this.#add(draw, dueMs, beganMs);
  }

  /** A connection may have room: gives it what waits, or puts it in line. */
  onRoom(connection: LoadConnection, nowMs: number): void {
    if (connection.isQueued || !this.#hasRoom(connection)) {
      return;
    }
    // Room that was only seen after a pause of this thread may have been there all the time: the wait is not the server's.
    connection.roomSinceMs = this.#server.owner.atWorkMs(nowMs);
    if (this.#backlog.count > 0) {
      this.#drain(connection);
    } else {
      this.#enqueue(connection);
    }
  }

  /** Sends the present batch. */
  flush(): void {
    const connection = this.#open;
    if (connection === undefined) {
      return;
    }
    this.#send(connection);
    if (this.#hasRoom(connection)) {
      this.#enqueue(connection);
    }
  }

  /** Books what waits as unanswered at its age, and forgets it. */
  abandon(nowMs: number): void {
    const backlog = this.#backlog;
    for (; backlog.count > 0; backlog.drop()) {
      this.#server.recorder.recordUnanswered(backlog.operation, backlog.dueMs, Number.NaN, backlog.beganMs, nowMs);
    }
  }

  /** Makes sure that the present batch can take a request. @returns false when no connection has room */
  #openBatch(): boolean {
    if (this.#open !== undefined && this.#hasRoom(this.#open) && !this.#server.encoder.out.isFull) {
      return true;
    }
    this.flush();
    while (this.#queueHead < this.#queue.length) {
      const connection = this.#queue[this.#queueHead++] as LoadConnection;
      connection.isQueued = false;
      if (this.#hasRoom(connection)) {
        this.#open = connection;
        return true;
      }
    }
    return false;
  }

  /** Gives a connection what waits, as many batches as it takes. It stands in line only when nothing waits any more. */
  #drain(connection: LoadConnection): void {
    const backlog = this.#backlog;
    this.flush();
    while (backlog.count > 0 && this.#hasRoom(connection)) {
      this.#open = connection;
      while (backlog.count > 0 && this.#hasRoom(connection) && !this.#server.encoder.out.isFull) {
        const { dueMs, beganMs } = backlog;
        backlog.shift(this.#draw);
        this.#add(this.#draw, dueMs, beganMs);
      }
      this.#send(connection);
    }
    if (this.#hasRoom(connection)) {
      this.#enqueue(connection);
    }
  }

  /** Sends the batch of the open connection. */
  #send(connection: LoadConnection): void {
    this.#open = undefined;
    connection.sendBatch();
    if (this.#openFirst > 0) {
      this.#self.sentGaps.markGap(this.#lastSent.exchange(connection.sentMs), this.#openFirst);
      this.#self.sent += this.#openFirst;
      this.#openFirst = 0;
    }
  }

  /** Adds to the present batch. Own delay is what passed since the request was due and a connection had room for it. */
  #add(draw: Draw, dueMs: number, beganMs: number): void {
    const connection = this.#open as LoadConnection;
    connection.add(draw, dueMs, beganMs);
    this.#openFirst += isFollowing(draw.operation) ? 0 : 1;
    const ownDelayMs = this.#server.owner.clock.monotonicMs() - Math.max(dueMs, connection.roomSinceMs);
    this.#self.ownDelay.record(ownDelayMs * 1e6, 1);
  }

  #hasRoom(connection: LoadConnection): boolean {
    return connection.canWrite && connection.inFlight < this.#pipeline;
  }

  #enqueue(connection: LoadConnection): void {
    if (this.#queueHead > 1024 && this.#queueHead * 2 > this.#queue.length) {
      this.#queue.splice(0, this.#queueHead);
      this.#queueHead = 0;
    }
    connection.isQueued = true;
    this.#queue.push(connection);
  }
}
