/** The stream of requests that one connection draws: which request, and for which key. */
import { Prng } from "../../base/prng.ts";
import { AliasTable } from "../workload/alias-table.ts";
import { KeyNumbers } from "../workload/key-numbers.ts";
import { KeySampler } from "../workload/keyspace.ts";
import type { HttpKeyspace, HttpMethod, HttpPlan } from "./http-plan.ts";
import { RequestTemplate } from "./request-template.ts";

/** Methods that do not change what they ask for: RFC 9110, 9.2.1. */
const SAFE_METHODS: readonly HttpMethod[] = ["GET", "HEAD", "OPTIONS"];

/** The bytes of every request of a run. */
export class HttpRequests {
  readonly #templates: readonly RequestTemplate[];
  readonly #keyPrefix: string;
  readonly #lengths: KeyNumbers | undefined;

  constructor({ requests, origin, headers, keyspace, seed }: HttpPlan) {
    const { host } = new URL(origin);
    this.#templates = requests.map((request) => new RequestTemplate(request, host, headers));
    this.#keyPrefix = keyspace.keyPrefix;
    this.#lengths =
      keyspace.keyLengths === undefined ? undefined : new KeyNumbers(keyspace.keyLengths, seed, "keyBytes");
  }

  /** The bytes of request `request` for key number `key`. */
  bytesOf(request: number, key: number): Buffer {
    const template = this.#templates[request] as RequestTemplate;
    return template.bytesOf(template.usesKey ? this.#keyText(key) : "");
  }

  /** A key as memcached's load spells it: zeros before the number make up its length. */
  #keyText(key: number): string {
    const prefix = this.#keyPrefix;
    const digits = this.#lengths === undefined ? 1 : this.#lengths.of(key) - prefix.length;
    return prefix + String(key).padStart(digits, "0");
  }
}

/** One connection's stream. The same seed and connection give the same requests. */
export class HttpRequestSource {
  readonly #prng: Prng;
  readonly #kinds: AliasTable;
  readonly #writes: readonly boolean[];
  readonly #keys: KeySampler;
  /** Requests still to come; infinite when time ends the phase. */
  remaining = 0;
  /** Number of the request drawn last, and of its key. */
  request = 0;
  key = 0;

  /**
   * @param connection number of the connection in the whole run
   * @param connections how many there are in the whole run
   */
  constructor(plan: Pick<HttpPlan, "requests" | "keyspace" | "seed">, connection: number, connections: number) {
    const { keyCount, distribution }: HttpKeyspace = plan.keyspace;
    this.#prng = Prng.stream(plan.seed, connection);
    this.#kinds = new AliasTable(plan.requests.map(({ weight }) => weight));
    this.#writes = plan.requests.map(({ method }) => !SAFE_METHODS.includes(method));
    this.#keys = new KeySampler(keyCount, distribution, connection, connections);
  }

  /** Draws the next request. */
  next(): void {
    this.remaining--;
    this.request = this.#kinds.next(this.#prng);
    this.key = this.#keys.next(this.#prng, this.#writes[this.request] as boolean);
  }
}
