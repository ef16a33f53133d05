/** Which of several servers each key lives on. A key is placed once and then looked up: hashing it takes up to 200 ns. */
import type { Placement } from "../../cluster/ring/placement.ts";
import { PLACED_KEYS_MAX } from "../limits.ts";
import { bytesOf } from "../wire/bytes.ts";
import { RequestBytes } from "../wire/request-bytes.ts";
import type { Payload } from "./payload.ts";

/** Numbers of servers are kept one higher; 0 is a key not placed yet. */
const NOT_PLACED = 0;

/** The router. */
export class KeyRouter {
  readonly #placement: Placement;
  readonly #payload: Payload;
  readonly #prefixes: readonly [key: Uint8Array, counter: Uint8Array];
  /** The server of each key, and of each counter behind them; empty when there are too many keys. */
  readonly #places: Uint16Array;
  readonly #keyCount: number;
  readonly #scratch = new RequestBytes();

  constructor(placement: Placement, payload: Payload, keyCount: number) {
    this.#placement = placement;
    this.#payload = payload;
    this.#prefixes = [bytesOf(payload.prefixes.key), bytesOf(payload.prefixes.counter)];
    this.#keyCount = keyCount;
    this.#places = new Uint16Array(keyCount * 2 <= PLACED_KEYS_MAX ? keyCount * 2 : 0);
  }

  /** Number of the server of a key, or of a counter. */
  serverOf(key: number, isCounter: boolean): number {
    const index = isCounter ? key + this.#keyCount : key;
    const known = this.#places[index] ?? NOT_PLACED;
    if (known !== NOT_PLACED) {
      return known - 1;
    }
    const server = this.#place(key, isCounter);
    if (index < this.#places.length) {
      this.#places[index] = server + 1;
    }
    return server;
  }

  #place(key: number, isCounter: boolean): number {
    const scratch = this.#scratch;
    scratch.restart(false);
    scratch.append(this.#prefixes[isCounter ? 1 : 0]);
    scratch.appendNumber(key, isCounter ? 1 : this.#payload.digitsOf(key));
    return this.#placement(scratch.bytes, 0, scratch.length);
  }
}
