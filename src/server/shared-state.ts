/** Words that the accepting thread and the workers share: connection counts, verbosity, the moment of start. */
import { allocateShared } from "../memory/shared.ts";
import { addShared, readShared, writeShared } from "../memory/shared-words.ts";

/** Words before the per-worker counts. */
const WORD = {
  currentConnections: 0,
  totalConnections: 1,
  rejectedConnections: 2,
  accepting: 3,
  verbosity: 4,
  tcpPort: 5,
  udpPort: 6,
  listenDisabledCount: 7,
  listenDisabledUs: 8,
  certificatesReadAt: 9,
  firstWorker: 16,
} as const;

/** Connection counts of workers stand on cache lines of their own. */
const WORKER_WORDS = 16;

/** The shared words behind names. Counts wrap after 2^31 connections. */
export class SharedState {
  readonly #words: Int32Array;

  /** Memory for `workerCount` workers. */
  static create(workerCount: number): SharedArrayBuffer {
    return allocateShared((WORD.firstWorker + workerCount * WORKER_WORDS) * 4);
  }

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared);
  }

  /** Counts a connection that was given to `worker`. */
  connectionOpened(worker: number): void {
    addShared(this.#words, WORD.currentConnections, 1);
    addShared(this.#words, WORD.totalConnections, 1);
    addShared(this.#words, WORD.firstWorker + worker * WORKER_WORDS, 1);
  }

  /** Counts the end of a connection of `worker`. */
  connectionClosed(worker: number): void {
    addShared(this.#words, WORD.currentConnections, -1);
    addShared(this.#words, WORD.firstWorker + worker * WORKER_WORDS, -1);
  }

  /** Counts a connection that was turned away. */
  connectionRejected(): void {
    addShared(this.#words, WORD.rejectedConnections, 1);
  }

  get currentConnections(): number {
    return readShared(this.#words, WORD.currentConnections);
  }

  /** Connections that `worker` has. */
  connectionsOf(worker: number): number {
    return readShared(this.#words, WORD.firstWorker + worker * WORKER_WORDS);
  }

  get totalConnections(): number {
    return readShared(this.#words, WORD.totalConnections);
  }

  get rejectedConnections(): number {
    return readShared(this.#words, WORD.rejectedConnections);
  }

  /** Zeroes the totals (`stats reset`); the connections that are open stay counted. */
  resetTotals(): void {
    writeShared(this.#words, WORD.totalConnections, 0);
    writeShared(this.#words, WORD.rejectedConnections, 0);
  }

  get accepting(): boolean {
    return readShared(this.#words, WORD.accepting) === 1;
  }

  set accepting(value: boolean) {
    writeShared(this.#words, WORD.accepting, value ? 1 : 0);
  }

  /** Counts a moment from which on connections wait. */
  listenDisabled(): void {
    addShared(this.#words, WORD.listenDisabledCount, 1);
  }

  /** Adds to the microseconds in which connections had to wait. */
  addListenDisabledUs(microseconds: number): void {
    addShared(this.#words, WORD.listenDisabledUs, Math.round(microseconds));
  }

  get listenDisabledCount(): number {
    return readShared(this.#words, WORD.listenDisabledCount);
  }

  get listenDisabledUs(): number {
    return readShared(this.#words, WORD.listenDisabledUs) >>> 0;
  }

  /** Unix time in seconds at which the certificates in use were read; 0 without TLS. */
  get certificatesReadAt(): number {
    return readShared(this.#words, WORD.certificatesReadAt) >>> 0;
  }

  set certificatesReadAt(second: number) {
    writeShared(this.#words, WORD.certificatesReadAt, second | 0);
  }

  get verbosity(): number {
    return readShared(this.#words, WORD.verbosity);
  }

  set verbosity(level: number) {
    writeShared(this.#words, WORD.verbosity, level);
  }

  /** The first TCP port that was bound; 0 for none. */
  get tcpPort(): number {
    return readShared(this.#words, WORD.tcpPort);
  }

  set tcpPort(port: number) {
    writeShared(this.#words, WORD.tcpPort, port);
  }

  /** The UDP port that was bound; 0 for none. */
  get udpPort(): number {
    return readShared(this.#words, WORD.udpPort);
  }

  set udpPort(port: number) {
    writeShared(this.#words, WORD.udpPort, port);
  }

  /** The worker with the fewest connections; the first of several. */
  leastLoadedWorker(workerCount: number): number {
    let best = 0;
    let fewest = Number.POSITIVE_INFINITY;
    for (let worker = 0; worker < workerCount; worker++) {
      const connections = this.connectionsOf(worker);
      if (connections < fewest) {
        fewest = connections;
        best = worker;
      }
    }
    return best;
  }
}
