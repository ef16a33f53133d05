/** What a known server says to each request, and its own count of it: memcached's words and counters over a {@link KnownCache}. */
import type { Answers } from "./known-behaviour.ts";
import { createCache, type KnownCache, type KnownItem, type StoreVerb } from "./known-cache.ts";
import type { KnownRequest } from "./known-request.ts";

/** What was counted since the start, under memcached's names: keys of retrievals, storage commands, keys of `gat` and `touch`. */
export interface KnownCounters {
  cmd_get: number;
  cmd_set: number;
  cmd_touch: number;
  get_hits: number;
  get_misses: number;
  touch_hits: number;
  touch_misses: number;
}

const META_MODES: Readonly<Record<string, StoreVerb>> = { E: "add", A: "append", P: "prepend", R: "replace", S: "set" };
const META_OUTCOMES = { STORED: "HD", NOT_STORED: "NS", EXISTS: "EX", NOT_FOUND: "NF" } as const;
const VERSION = "1.6.45";

/** Answers requests. */
export class KnownAnswers {
  readonly counters: KnownCounters = {
    cmd_get: 0,
    cmd_set: 0,
    cmd_touch: 0,
    get_hits: 0,
    get_misses: 0,
    touch_hits: 0,
    touch_misses: 0,
  };
  readonly #cache: KnownCache;
  readonly #startedMs = Date.now();

  constructor(answers: Answers) {
    this.#cache = createCache(answers);
  }

  /** The whole reply, one character a byte; empty if the request wants none. */
  answer(request: KnownRequest): string {
    const { kind, verb, words } = request;
    if (kind === "admin") {
      return this.#administer(verb, words);
    }
    const reply = verb.length === 2 ? this.#answerMeta(request) : this.#answerClassic(request);
    return words.at(-1) === "noreply" ? "" : reply;
  }

  #answerClassic({ kind, verb, keys, words, value }: KnownRequest): string {
    const key = keys[0] ?? "";
    switch (kind) {
      case "retrieve": {
        const isTouch = verb.startsWith("gat");
        const found = keys.map((each) => [each, this.#read(each, isTouch)] as const);
        return `${found.map(([each, item]) => valueBlock(each, item, verb.endsWith("s"))).join("")}END\r\n`;
      }
      case "store": {
        const outcome = this.#store(verb as StoreVerb, key, words[0] ?? "0", value, Number(words[3]));
        return `${typeof outcome === "string" ? outcome : outcome.error}\r\n`;
      }
      case "delete":
        return this.#cache.remove(key) ? "DELETED\r\n" : "NOT_FOUND\r\n";
      case "touch":
        return this.#touch(key) ? "TOUCHED\r\n" : "NOT_FOUND\r\n";
      default:
        return `${this.#cache.change(key, verb === "decr" ? -Number(words[0]) : Number(words[0])) ?? "NOT_FOUND"}\r\n`;
    }
  }

  #answerMeta({ verb, keys, words, value }: KnownRequest): string {
    const key = keys[0] ?? "";
    const flags = verb === "ms" ? words.slice(1) : words;
    const isQuiet = flags.includes("q");
    if (verb === "mg") {
      const item = this.#read(key, false);
      return item === undefined ? (isQuiet ? "" : "EN\r\n") : metaItem(key, item, flags);
    }
    if (verb === "ms") {
      const mode = META_MODES[argumentOf(flags, "M")?.toUpperCase() ?? "S"] ?? "set";
      const cas = argumentOf(flags, "C");
      const outcome = this.#store(
        cas === undefined ? mode : "cas",
        key,
        argumentOf(flags, "F") ?? "0",
        value,
        Number(cas),
      );
      if (typeof outcome !== "string") {
        return `${outcome.error}\r\n`;
      }
      return metaLine(META_OUTCOMES[outcome], key, flags, isQuiet);
    }
    if (verb === "md") {
      return metaLine(this.#cache.remove(key) ? "HD" : "NF", key, flags, isQuiet);
    }
    const delta = Number(argumentOf(flags, "D") ?? 1);
    const isFall = /^[dD-]/.test(argumentOf(flags, "M") ?? "");
    const number = this.#cache.change(key, isFall ? -delta : delta);
    if (number === undefined || !flags.includes("v")) {
      return metaLine(number === undefined ? "NF" : "HD", key, flags, isQuiet);
    }
    return metaItem(key, { flags: "0", value: String(number), cas: 0 }, flags);
  }

  #administer(verb: string, words: readonly string[]): string {
    switch (verb) {
      case "version":
        return `VERSION ${VERSION}\r\n`;
      case "stats":
        return words.length > 0 ? "END\r\n" : this.#stats();
      case "mn":
        return "MN\r\n";
      case "verbosity":
        return "OK\r\n";
      case "flush_all":
        this.#cache.clear();
        return words.at(-1) === "noreply" ? "" : "OK\r\n";
      default:
        return "ERROR\r\n";
    }
  }

  #stats(): string {
    const { user, system } = process.cpuUsage();
    const nowSeconds = Math.floor(Date.now() / 1000);
    const stats: Readonly<Record<string, string | number>> = {
      pid: process.pid,
      uptime: Math.floor((Date.now() - this.#startedMs) / 1000) + 1,
      time: nowSeconds,
      version: VERSION,
      pointer_size: 64,
      rusage_user: (user / 1e6).toFixed(6),
      rusage_system: (system / 1e6).toFixed(6),
      ...this.counters,
      get_expired: 0,
      get_flushed: 0,
      threads: 1,
      conn_yields: 0,
      listen_disabled_num: 0,
      curr_items: this.#cache.itemCount,
      evictions: this.#cache.evictionCount,
      expired_unfetched: 0,
      evicted_unfetched: 0,
    };
    const lines = Object.entries(stats).map(([name, value]) => `STAT ${name} ${value}\r\n`);
    return `${lines.join("")}END\r\n`;
  }

  #read(key: string, isTouch: boolean): KnownItem | undefined {
    const item = this.#cache.read(key);
    const isHit = item !== undefined;
    this.counters[isTouch ? "cmd_touch" : "cmd_get"]++;
    this.counters[isTouch ? (isHit ? "touch_hits" : "touch_misses") : isHit ? "get_hits" : "get_misses"]++;
    return item;
  }

  #touch(key: string): boolean {
    return this.#read(key, true) !== undefined;
  }

  #store(verb: StoreVerb, key: string, flags: string, value: string, cas: number) {
    this.counters.cmd_set++;
    return this.#cache.write(verb, key, flags, value, cas);
  }
}

function valueBlock(key: string, item: KnownItem | undefined, isWithCas: boolean): string {
  if (item === undefined) {
    return "";
  }
  const cas = isWithCas ? ` ${item.cas}` : "";
  return `VALUE ${key} ${item.flags} ${item.value.length}${cas}\r\n${item.value}\r\n`;
}

/** The argument of a meta flag; undefined if it was not given. */
function argumentOf(flags: readonly string[], letter: string): string | undefined {
  return flags.find((flag) => flag.startsWith(letter))?.slice(1);
}

/** HD alone is left out on request. */
function metaLine(code: string, key: string, flags: readonly string[], isQuiet: boolean): string {
  const echoes = flags.filter((flag) => /^[kO]/.test(flag)).map((flag) => ` ${flag === "k" ? `k${key}` : flag}`);
  return isQuiet && code === "HD" ? "" : `${code}${echoes.join("")}\r\n`;
}

function metaItem(key: string, item: KnownItem, flags: readonly string[]): string {
  const facts: Readonly<Record<string, string>> = {
    k: `k${key}`,
    f: `f${item.flags}`,
    c: `c${item.cas}`,
    s: `s${item.value.length}`,
    t: "t-1",
  };
  const shown = flags.map((flag) => facts[flag] ?? (flag.startsWith("O") ? flag : "")).filter((fact) => fact !== "");
  if (flags.includes("v")) {
    return `${["VA", item.value.length, ...shown].join(" ")}\r\n${item.value}\r\n`;
  }
  return `${["HD", ...shown].join(" ")}\r\n`;
}
