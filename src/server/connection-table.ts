/**
 * The connections of all threads, in shared memory, one row a descriptor: what `stats conns` tells.
 *
 * The accepting thread opens a row, the worker that owns the connection keeps it, any thread may read it. A reader may
 * see a row change under its eyes; it then tells a mixture of old and new, never anything outside the row.
 *
 *     word 0       state (CONNECTION_STATE)
 *     word 1       second of the last command, on the server's clock
 *     word 2       length of the peer's address in bytes
 *     word 3       length of the listener's address in bytes
 *     word 4       serial number of the connection: a number can be opened again before its last owner has said goodbye
 *     bytes 20..   peer's address, then from byte 144 the listener's, as `tcp:127.0.0.1:40312`
 */
import { allocateShared } from "../memory/shared.ts";

/** What a connection is doing, by memcached's names. */
export const CONNECTION_STATE = {
  free: 0,
  conn_listening: 1,
  conn_read: 2,
  conn_parse_cmd: 3,
  conn_nread: 4,
  conn_mwrite: 5,
  conn_swallow: 6,
  conn_closing: 7,
  conn_watch: 8,
} as const;

/** One of {@link CONNECTION_STATE}. */
export type ConnectionState = (typeof CONNECTION_STATE)[keyof typeof CONNECTION_STATE];

const STATE_NAMES = Object.keys(CONNECTION_STATE);

const ROW_BYTES = 272;
const ROW_WORDS = ROW_BYTES / 4;
const PEER_START = 20;
const LISTENER_START = 144;
const ADDRESS_BYTES_MAX = 124;

/** A row as read by {@link ConnectionTable.rows}. */
export interface ConnectionRow {
  readonly descriptor: number;
  readonly state: string;
  readonly lastCommandSecond: number;
  readonly peer: string;
  readonly listener: string;
}

/** The table; descriptors beyond its size are served but not listed. */
export class ConnectionTable {
  readonly #words: Int32Array;
  readonly #bytes: Buffer;
  readonly #rowCount: number;

  /** Memory for descriptors 0 to `rowCount` - 1. */
  static create(rowCount: number): SharedArrayBuffer {
    return allocateShared(rowCount * ROW_BYTES);
  }

  constructor(shared: SharedArrayBuffer) {
    this.#words = new Int32Array(shared);
    this.#bytes = Buffer.from(shared);
    this.#rowCount = shared.byteLength / ROW_BYTES;
  }

  /** Opens the row of a new connection; `serial` is any 32-bit number that its predecessor did not have. Addresses are cut at 124 bytes. */
  open(descriptor: number, serial: number, second: number, peer: string, listener: string): void {
    if (descriptor < 0 || descriptor >= this.#rowCount) {
      return;
    }
    const row = descriptor * ROW_BYTES;
    const words = descriptor * ROW_WORDS;
    this.#words[words + 1] = second;
    this.#words[words + 2] = this.#bytes.write(peer, row + PEER_START, ADDRESS_BYTES_MAX, "latin1");
    this.#words[words + 3] = this.#bytes.write(listener, row + LISTENER_START, ADDRESS_BYTES_MAX, "latin1");
    this.#words[words + 4] = serial;
    this.#words[words] = CONNECTION_STATE.conn_read;
  }

  /** Opens the row of a listener, which stays. */
  openListener(descriptor: number, second: number, name: string): void {
    this.open(descriptor, 0, second, name, "");
    if (descriptor >= 0 && descriptor < this.#rowCount) {
      this.#words[descriptor * ROW_WORDS] = CONNECTION_STATE.conn_listening;
    }
  }

  /** Notes what a connection does now, and when. */
  update(descriptor: number, state: ConnectionState, second: number): void {
    if (descriptor < this.#rowCount) {
      const words = descriptor * ROW_WORDS;
      this.#words[words] = state;
      this.#words[words + 1] = second;
    }
  }

  /** The second of a connection's last command, or of its opening; the end of time for one beyond the table. */
  lastCommand(descriptor: number): number {
    return descriptor < this.#rowCount ? (this.#words[descriptor * ROW_WORDS + 1] as number) : Number.MAX_SAFE_INTEGER;
  }

  /** Closes a row, unless it already tells of a later connection. */
  close(descriptor: number, serial: number): void {
    const words = descriptor * ROW_WORDS;
    if (descriptor < this.#rowCount && this.#words[words + 4] === serial) {
      this.#words[words] = CONNECTION_STATE.free;
    }
  }

  /** The client's address, for as long as its row is open. */
  peer(descriptor: number): string {
    return descriptor < this.#rowCount ? this.#address(descriptor, PEER_START, 2) : "";
  }

  /** How many connections are in each state, listeners apart; states without one are there too. */
  countByState(): ReadonlyMap<string, number> {
    const counts: number[] = STATE_NAMES.map(() => 0);
    for (let words = 0; words < this.#words.length; words += ROW_WORDS) {
      const state = this.#words[words] as number;
      counts[state] = (counts[state] ?? 0) + 1;
    }
    const { free, conn_listening } = CONNECTION_STATE;
    const states = STATE_NAMES.map((name, state): [string, number] => [name, counts[state] as number]);
    return new Map(states.filter((_, state) => state !== free && state !== conn_listening));
  }

  /** All open rows, by descriptor. */
  rows(): ConnectionRow[] {
    const rows: ConnectionRow[] = [];
    for (let descriptor = 0; descriptor < this.#rowCount; descriptor++) {
      const words = descriptor * ROW_WORDS;
      const state = STATE_NAMES[this.#words[words] as number];
      if (state !== undefined && state !== "free") {
        rows.push({
          descriptor,
          state,
          lastCommandSecond: this.#words[words + 1] as number,
          peer: this.#address(descriptor, PEER_START, 2),
          listener: this.#address(descriptor, LISTENER_START, 3),
        });
      }
    }
    return rows;
  }

  #address(descriptor: number, start: number, lengthWord: number): string {
    const length = Math.min(this.#words[descriptor * ROW_WORDS + lengthWord] as number, ADDRESS_BYTES_MAX);
    const from = descriptor * ROW_BYTES + start;
    return this.#bytes.toString("latin1", from, from + length);
  }
}
