/**
 * Requests as people write them:
 *
 *   [NAME:] [METHOD] URL|PATH [WEIGHT] [BODY]
 *
 *   http://127.0.0.1:3000/carts/{key}
 *   GET /carts/{key} 9
 *   buy: PUT /carts/{key} 1 @cart.json
 *   POST /search 0.5 {"text": "{key}"}
 *
 * BODY is the rest of the line, or `@FILE`.
 */
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { THRESHOLD_CLOCKS, THRESHOLD_OUTCOMES } from "../thresholds.ts";
import { HTTP_BODY_BYTES_MAX } from "./http-limits.ts";
import { HTTP_METHODS, type HttpMethod } from "./http-plan.ts";

/** Classes of statuses, as reports and thresholds call them. */
export const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;

/** One of {@link STATUS_CLASSES}. */
export type StatusClass = (typeof STATUS_CLASSES)[number];

/** What the caches behind the application are called in thresholds. */
export const CACHE_WORD = "cache";

/** Words of thresholds that no request may be called. */
const RESERVED: readonly string[] = [
  CACHE_WORD,
  ...STATUS_CLASSES,
  ...HTTP_METHODS,
  ...THRESHOLD_OUTCOMES,
  ...THRESHOLD_CLOCKS,
];

const HINT =
  "write [NAME:] [METHOD] URL-or-/PATH [WEIGHT] [BODY or @FILE], for instance 'GET /carts/{key} 9' or 'buy: PUT /carts/{key} 1 @cart.json'";

/** A request line that was read. */
export interface RequestLine {
  readonly name: string | undefined;
  /** Undefined when the line does not say. */
  readonly method: HttpMethod | undefined;
  /** `http://host:port`; undefined for a line that has only a path. */
  readonly origin: string | undefined;
  /** The `user:password` of the URL, decoded; undefined when it has none. */
  readonly login: string | undefined;
  readonly path: string;
  readonly weight: number;
  readonly body: Uint8Array | undefined;
}

/** Whether a positional word is a request line of its own rather than a memcached server. */
export function isRequestLine(word: string): boolean {
  return /(?:^|\s)https?:\/\//i.test(word.trim()) || /^(?:[\w-]+:\s+)?[A-Z]+\s+\//.test(word.trim());
}

function refuse(text: string, found: string): MemtoolError {
  return new MemtoolError("USAGE", `cannot use the request ${JSON.stringify(text)}: ${found}`, { hint: HINT });
}

/** The first word of `text` that `pattern` describes, and what follows it. */
function take(text: string, pattern: RegExp): readonly [word: string | undefined, rest: string] {
  const match = pattern.exec(text);
  return match === null ? [undefined, text] : [match[1], text.slice(match[0].length)];
}

function checkName(name: string | undefined, text: string): string | undefined {
  if (name !== undefined && RESERVED.includes(name)) {
    throw refuse(text, `a request cannot be called ${name}, which means something else in thresholds`);
  }
  return name;
}

function checkMethod(word: string | undefined, text: string): HttpMethod | undefined {
  const method = HTTP_METHODS.find((known) => known === word);
  if (word !== undefined && method === undefined) {
    throw refuse(text, `there is no method ${word}; there are ${HTTP_METHODS.join(", ")}`);
  }
  return method;
}

/** Percent-encodes what may not stand in a request's first line, but leaves `{key}` and what is encoded already alone. */
function pathOf(path: string): string {
  const [beforeFragment = ""] = path.split("#");
  const whole = beforeFragment.startsWith("/") ? beforeFragment : `/${beforeFragment}`;
  return whole.replace(/[^\x21-\x7e]|["<>\\^`]/gu, (character) => encodeURIComponent(character));
}

function targetOf(word: string, text: string): Pick<RequestLine, "origin" | "login" | "path"> {
  if (word.startsWith("/")) {
    return { origin: undefined, login: undefined, path: pathOf(word) };
  }
  const [, base = "", path = ""] = /^(https?:\/\/[^/?#]*)(.*)$/is.exec(word) ?? [];
  if (!URL.canParse(base)) {
    throw refuse(text, `${JSON.stringify(word)} is neither a URL of http or https nor a path that begins with /`);
  }
  const { origin, username, password } = new URL(base);
  const login = username === "" ? undefined : `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { origin, login, path: pathOf(path) };
}

function weightOf(word: string | undefined, text: string): number {
  const weight = word === undefined ? 1 : Number(word);
  if (!(weight > 0) || !Number.isFinite(weight)) {
    throw refuse(text, `the weight ${word} is not above 0`);
  }
  return weight;
}

/**
 * The bytes of a body as it was written: text, or `@FILE`.
 * @param readFile gives the bytes of a file
 * @throws MemtoolError USAGE for a file that cannot be read, or one that is too large
 */
export function bodyOf(word: string, readFile: (path: string) => Uint8Array): Uint8Array {
  if (!word.startsWith("@")) {
    return Buffer.from(word);
  }
  const path = word.slice(1);
  let bytes: Uint8Array;
  try {
    bytes = readFile(path);
  } catch (error) {
    throw new MemtoolError("USAGE", `the body ${path} cannot be read: ${messageOf(error)}`);
  }
  if (bytes.length > HTTP_BODY_BYTES_MAX) {
    throw new MemtoolError("USAGE", `the body ${path} is larger than ${HTTP_BODY_BYTES_MAX} bytes`);
  }
  return bytes;
}

/**
 * Reads one request line.
 * @param readFile gives the bytes of a `@FILE`
 * @throws MemtoolError USAGE: what was found, and what may stand there
 */
export function parseRequestLine(text: string, readFile: (path: string) => Uint8Array): RequestLine {
  const [name, afterName] = take(text.trim(), /^([A-Za-z][\w-]*):\s+/);
  const [method, afterMethod] = take(afterName, /^([A-Z]+)\s+/);
  const [target, afterTarget] = take(afterMethod, /^(\S+)(?:\s+|$)/);
  const [weight, rest] = take(afterTarget, /^([+-]?[\d.]+)(?:\s+|$)/);
  if (target === undefined) {
    throw refuse(text, "it names no URL and no path");
  }
  return {
    name: checkName(name, text),
    method: checkMethod(method, text),
    ...targetOf(target, text),
    weight: weightOf(weight, text),
    body: rest === "" ? undefined : bodyOf(rest, readFile),
  };
}
