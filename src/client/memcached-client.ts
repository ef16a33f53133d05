/**
 * The typed client of one server: the classic and the meta commands as methods over pipelined connections that are made,
 * and made again, on demand. Requests issued in one tick leave in one write.
 */
import { type Address, formatAddress } from "../base/address.ts";
import { type Clock, systemClock } from "../base/clock.ts";
import { MemtoolError } from "../base/errors.ts";
import type { ClientTls } from "../net/client-tls.ts";
import { checkKey, checkMetaKey } from "../protocol/key.ts";
import { checkMetaFlags, encodeMeta, encodeNoop, type MetaVerb } from "../protocol/meta/encode-request.ts";
import {
  DEFAULT_REPLY_LIMITS,
  type Expectation,
  type MetaReply,
  type Reply,
  type ReplyLimits,
  type StatEntry,
  type WireKey,
} from "../protocol/reply.ts";
import type { RequestBuffer } from "../protocol/request-buffer.ts";
import {
  checkExptime,
  checkFlags,
  checkKeys,
  encodeGat,
  encodeGet,
  encodeKeyed,
  encodeLine,
  encodeStorage,
  type StorageVerb,
  uint64Digits,
} from "../protocol/text/encode-request.ts";
import { Pool } from "./pool.ts";
import { prepareRawCommand } from "./raw-command.ts";
import { refusal } from "./refusal.ts";
import {
  collectItems,
  entriesOf,
  type Item,
  itemOf,
  lineOf,
  metaOf,
  numberOf,
  STORE_RESULTS,
  type StoreResult,
  statsOf,
  storeResultOf,
  versionOf,
} from "./results.ts";

/** Options of a client; each has a default. */
export interface ClientOptions {
  /** For addresses that ask for TLS; by default servers are verified by the authorities of Node.js. */
  readonly tls?: ClientTls | undefined;
  /** Longest wait for an open connection, in milliseconds; 5000. */
  readonly connectTimeoutMs?: number;
  /** Longest wait for one reply, in milliseconds, counted from when the request is first in line; 5000. */
  readonly requestTimeoutMs?: number;
  /** Connections to the server; 1. */
  readonly connections?: number;
  /** How often a command that only reads is sent again after its connection was lost; 1. */
  readonly readRetries?: number;
  /** Keys in one multiget of {@link MemcachedClient.getMany}; 100. */
  readonly multigetKeys?: number;
  readonly replyLimits?: Partial<ReplyLimits>;
  readonly clock?: Clock;
  /** Told when the server ended a connection; the next request opens another one. */
  readonly onDisconnect?: () => void;
}

/** Options of the storage commands. */
export interface StoreOptions {
  /** Opaque number kept with the item, unsigned 32 bit; 0. */
  readonly flags?: number;
  /** 0 never (the default), up to 2592000 seconds from now, more is a Unix time, negative already expired. */
  readonly exptime?: number;
}

const DEFAULT_TIMEOUT_MS = 5000;
const DEFAULT_MULTIGET_KEYS = 100;

const STORE: Expectation = { shape: "line", accepts: STORE_RESULTS };
const DELETE: Expectation = { shape: "line", accepts: ["DELETED", "NOT_FOUND"] };
const TOUCH: Expectation = { shape: "line", accepts: ["TOUCHED", "NOT_FOUND"] };
const OK: Expectation = { shape: "line", accepts: ["OK"] };
const NUMBER: Expectation = { shape: "number" };
const STATS: Expectation = { shape: "stats" };
const VERSION: Expectation = { shape: "version" };

/** Flags that make `mg` change the item it reads. */
const MG_CHANGES = /^[NRTE]/;

function toBytes(value: Uint8Array | string): Uint8Array {
  return typeof value === "string" ? Buffer.from(value) : value;
}

function positive(value: number, name: string): number {
  if (!Number.isFinite(value) || value < 1) {
    throw new MemtoolError("USAGE", `${name} is ${value}, it must be at least 1`);
  }
  return value;
}

/**
 * See the head of the file. Keys are strings (sent as UTF-8) or bytes. Every method rejects with a MemtoolError: USAGE for
 * a key or argument that cannot be sent, CONNECT, REFUSED (TLS, login), TIMEOUT, DISCONNECTED, PROTOCOL, or SERVER with the
 * server's own words. Every connection, also one made again, speaks TLS and logs in as the address asks.
 */
export class MemcachedClient {
  /** The server's address as it is shown in messages. */
  readonly name: string;
  readonly #pool: Pool;
  readonly #readRetries: number;
  readonly #multigetKeys: number;

  constructor(address: Address, options: ClientOptions = {}) {
    this.name = formatAddress(address);
    this.#readRetries = options.readRetries ?? 1;
    this.#multigetKeys = positive(options.multigetKeys ?? DEFAULT_MULTIGET_KEYS, "multigetKeys");
    this.#pool = new Pool(address, Math.floor(positive(options.connections ?? 1, "connections")), {
      connectTimeoutMs: positive(options.connectTimeoutMs ?? DEFAULT_TIMEOUT_MS, "connectTimeoutMs"),
      requestTimeoutMs: positive(options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS, "requestTimeoutMs"),
      tls: options.tls,
      replyLimits: { ...DEFAULT_REPLY_LIMITS, ...options.replyLimits },
      clock: options.clock ?? systemClock,
      ...(options.onDisconnect === undefined ? {} : { onDisconnect: options.onDisconnect }),
    });
  }

  /** Opens the connections now instead of with the first request. */
  connect(): Promise<void> {
    return this.#pool.open();
  }

  /** Takes no more requests; the connections close once the pending ones have their replies. */
  close(): void {
    this.#pool.close();
  }

  /** Closes at once: everything pending fails with DISCONNECTED. */
  destroy(): void {
    this.#pool.destroy();
  }

  #request<Result>(
    label: string,
    encode: (buffer: RequestBuffer) => void,
    expectation: Expectation,
    convert: (reply: Reply) => Result,
    isRead = false,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#pool.dispatch({
        label,
        encode,
        expectation,
        reject,
        settle: (reply) => {
          if (reply.kind === "error") {
            reject(refusal(this.name, label, reply));
          } else {
            resolve(convert(reply));
          }
        },
        retriesLeft: isRead ? this.#readRetries : 0,
        closesAfterError: false,
      });
    });
  }

  /** Reads an item; undefined if there is none. */
  async get(key: WireKey): Promise<Item | undefined> {
    return this.#getOne("get", key);
  }

  /** Reads an item with its cas unique; undefined if there is none. */
  async gets(key: WireKey): Promise<Item | undefined> {
    return this.#getOne("gets", key);
  }

  #getOne(verb: "get" | "gets", key: WireKey): Promise<Item | undefined> {
    const keys = [checkKey(key)];
    return this.#request(verb, (buffer) => encodeGet(buffer, verb, keys), { shape: "values", keys }, itemOf, true);
  }

  /**
   * Reads any number of items in pipelined multigets. The map holds those found, under the keys as they were given (for
   * bytes: the same object). With `cas` their cas uniques are read too.
   */
  async getMany(keys: readonly WireKey[], options: { readonly cas?: boolean } = {}): Promise<Map<WireKey, Item>> {
    const verb = options.cas === true ? "gets" : "get";
    checkKeys(keys);
    const parts: Promise<ReturnType<typeof entriesOf>>[] = [];
    for (let start = 0; start < keys.length; start += this.#multigetKeys) {
      const part = keys.slice(start, start + this.#multigetKeys);
      const expectation: Expectation = { shape: "values", keys: part };
      parts.push(this.#request(verb, (buffer) => encodeGet(buffer, verb, part), expectation, entriesOf, true));
    }
    return collectItems(await Promise.all(parts));
  }

  /** Reads an item and gives it a new expiry time; undefined if there is none. */
  async gat(key: WireKey, exptime: number): Promise<Item | undefined> {
    return this.#getAndTouch("gat", key, exptime);
  }

  /** As {@link gat}, with the cas unique. */
  async gats(key: WireKey, exptime: number): Promise<Item | undefined> {
    return this.#getAndTouch("gats", key, exptime);
  }

  #getAndTouch(verb: "gat" | "gats", key: WireKey, exptime: number): Promise<Item | undefined> {
    const keys = [checkKey(key)];
    checkExptime(exptime);
    return this.#request(verb, (buffer) => encodeGat(buffer, verb, exptime, keys), { shape: "values", keys }, itemOf);
  }

  /** Stores an item. A value of 64 KiB or more is not copied: leave it alone until the promise settles. */
  async set(key: WireKey, value: Uint8Array | string, options?: StoreOptions): Promise<StoreResult> {
    return this.#store("set", key, value, options);
  }

  /** Stores an item unless the key exists (NOT_STORED). */
  async add(key: WireKey, value: Uint8Array | string, options?: StoreOptions): Promise<StoreResult> {
    return this.#store("add", key, value, options);
  }

  /** Stores an item if the key exists (else NOT_STORED). */
  async replace(key: WireKey, value: Uint8Array | string, options?: StoreOptions): Promise<StoreResult> {
    return this.#store("replace", key, value, options);
  }

  /** Adds bytes behind the value of an existing key (else NOT_STORED); flags and expiry stay. */
  async append(key: WireKey, value: Uint8Array | string): Promise<StoreResult> {
    return this.#store("append", key, value);
  }

  /** Adds bytes in front of the value of an existing key (else NOT_STORED); flags and expiry stay. */
  async prepend(key: WireKey, value: Uint8Array | string): Promise<StoreResult> {
    return this.#store("prepend", key, value);
  }

  /** Stores an item if its cas unique is still `cas` (else EXISTS, or NOT_FOUND). */
  async cas(key: WireKey, value: Uint8Array | string, cas: bigint, options?: StoreOptions): Promise<StoreResult> {
    uint64Digits(cas, "cas unique");
    return this.#store("cas", key, value, options, cas);
  }

  #store(
    verb: StorageVerb,
    key: WireKey,
    value: Uint8Array | string,
    options: StoreOptions = {},
    cas = 0n,
  ): Promise<StoreResult> {
    checkKey(key);
    const bytes = toBytes(value);
    const fields = { flags: checkFlags(options.flags ?? 0), exptime: checkExptime(options.exptime ?? 0), cas };
    return this.#request(verb, (buffer) => encodeStorage(buffer, verb, key, bytes, fields), STORE, storeResultOf);
  }

  /** Deletes an item; false if there was none. */
  async delete(key: WireKey): Promise<boolean> {
    checkKey(key);
    const isDeleted = (reply: Reply): boolean => lineOf(reply) === "DELETED";
    return this.#request("delete", (buffer) => encodeKeyed(buffer, "delete", key), DELETE, isDeleted);
  }

  /** Adds to the number an item holds, modulo 2^64; the new number, or undefined if there is no item. */
  async incr(key: WireKey, delta: bigint | number = 1n): Promise<bigint | undefined> {
    return this.#arithmetic("incr", key, delta);
  }

  /** Subtracts from the number an item holds, not below 0; the new number, or undefined if there is no item. */
  async decr(key: WireKey, delta: bigint | number = 1n): Promise<bigint | undefined> {
    return this.#arithmetic("decr", key, delta);
  }

  #arithmetic(verb: "incr" | "decr", key: WireKey, delta: bigint | number): Promise<bigint | undefined> {
    checkKey(key);
    const digits = uint64Digits(delta, "delta");
    return this.#request(verb, (buffer) => encodeKeyed(buffer, verb, key, digits), NUMBER, numberOf);
  }

  /** Gives an item a new expiry time; false if there is none. */
  async touch(key: WireKey, exptime: number): Promise<boolean> {
    checkKey(key);
    const digits = String(checkExptime(exptime));
    const isTouched = (reply: Reply): boolean => lineOf(reply) === "TOUCHED";
    return this.#request("touch", (buffer) => encodeKeyed(buffer, "touch", key, digits), TOUCH, isTouched);
  }

  /** Drops every item, now or after `delay` seconds. */
  async flushAll(delay?: number): Promise<void> {
    const line = delay === undefined ? "flush_all" : `flush_all ${checkExptime(delay)}`;
    await this.#request("flush_all", (buffer) => encodeLine(buffer, line), OK, lineOf);
  }

  /** The version of the server. */
  async version(): Promise<string> {
    return this.#request("version", (buffer) => encodeLine(buffer, "version"), VERSION, versionOf, true);
  }

  /** Statistics in the server's order; `sub` is what follows `stats`: `items`, `slabs`, `settings`, `conns`, `reset` ... */
  async stats(sub = ""): Promise<StatEntry[]> {
    const { encode, isRead } = prepareRawCommand(`stats ${sub}`.trim(), undefined);
    return this.#request(`stats ${sub}`.trim(), encode, STATS, statsOf, isRead);
  }

  /** `mg`: reads an item or parts of it, as `flags` say (`["v", "t", "c"]`). Undefined only if q kept a miss quiet. */
  async metaGet(key: WireKey, flags: readonly string[] = ["v"]): Promise<MetaReply | undefined> {
    return this.#meta("mg", key, flags, undefined, !flags.some((flag) => MG_CHANGES.test(flag)));
  }

  /** `ms`: stores an item. Undefined only if q kept HD quiet. */
  async metaSet(
    key: WireKey,
    value: Uint8Array | string,
    flags: readonly string[] = [],
  ): Promise<MetaReply | undefined> {
    return this.#meta("ms", key, flags, toBytes(value));
  }

  /** `md`: deletes an item or marks it stale. Undefined only if q kept HD quiet. */
  async metaDelete(key: WireKey, flags: readonly string[] = []): Promise<MetaReply | undefined> {
    return this.#meta("md", key, flags);
  }

  /** `ma`: adds to or subtracts from a number. Undefined only if q kept the success quiet. */
  async metaArithmetic(key: WireKey, flags: readonly string[] = []): Promise<MetaReply | undefined> {
    return this.#meta("ma", key, flags);
  }

  /** `me`: what the server knows about an item, as words `name=value`; code EN if there is none. */
  async metaDebug(key: WireKey): Promise<MetaReply | undefined> {
    return this.#meta("me", key, [], undefined, true);
  }

  /** `mn`: a round trip that does nothing. */
  async metaNoop(): Promise<void> {
    await this.#request("mn", encodeNoop, { shape: "meta", opaque: undefined }, metaOf, true);
  }

  #meta(
    verb: MetaVerb,
    key: WireKey,
    flags: readonly string[],
    value?: Uint8Array,
    isRead = false,
  ): Promise<MetaReply | undefined> {
    const isBinary = checkMetaKey(key);
    checkMetaFlags(flags);
    const isQuiet = flags.some((flag) => flag.startsWith("q"));
    const opaque = flags.find((flag) => flag.startsWith("O"));
    const encode = (buffer: RequestBuffer): void => {
      encodeMeta(buffer, verb, key, isBinary, flags, value);
      if (isQuiet) {
        encodeNoop(buffer);
      }
    };
    return this.#request(verb, encode, { shape: isQuiet ? "quietMeta" : "meta", opaque }, metaOf, isRead);
  }

  /**
   * Sends any command as it was typed, without its line end, and resolves with whatever was answered, errors included.
   * A storage command takes its value here; the length in the line must be the value's. noreply and quiet commands
   * resolve with `{ kind: "none" }`, or with what the server said nevertheless. With `onLine` the lines of a dump are
   * handed over as they come instead of being collected.
   */
  async execute(
    line: string | Uint8Array,
    value?: Uint8Array,
    options: { readonly onLine?: (line: string) => void } = {},
  ): Promise<Reply> {
    const { label, encode, expectation, isRead, closesAfterError } = prepareRawCommand(line, value, options.onLine);
    return new Promise((settle, reject) => {
      const retriesLeft = isRead && options.onLine === undefined ? this.#readRetries : 0;
      this.#pool.dispatch({ label, encode, expectation, settle, reject, retriesLeft, closesAfterError });
    });
  }
}
