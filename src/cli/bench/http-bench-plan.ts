/** From the words and options of `memtool bench http://...` to the plan they make. */
import { readFileSync } from "node:fs";
import { type Address, parseAddressList } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { HTTP_PIPELINE_MAX, HTTP_REQUESTS_MAX } from "../../bench/http/http-limits.ts";
import { type HttpHeader, type HttpPlan, type HttpRequest, httpRequestLabel } from "../../bench/http/http-plan.ts";
import { parseHttpThreshold } from "../../bench/http/http-thresholds.ts";
import { bodyOf, isRequestLine, parseRequestLine, type RequestLine } from "../../bench/http/request-line.ts";
import { takesBody } from "../../bench/http/request-template.ts";
import type { ClientTls } from "../../net/client-tls.ts";
import { type Access, resolveAccess } from "../access.ts";
import { timerMs } from "../option-values.ts";
import { checkRange, planOf } from "./bench-plan.ts";
import { type HttpOptionValues, memcachedOptionsOf } from "./http-options.ts";

/** Headers that say how a message is framed: they are ours to write. */
const FRAMING_HEADERS = ["content-length", "transfer-encoding", "connection"];

const EXAMPLE = "memtool bench http://127.0.0.1:3000/carts/{key}";

/** What a command line about an application asks for. */
export interface HttpBench {
  readonly plan: HttpPlan;
  /** The memcached servers behind the application. */
  readonly caches: readonly Address[];
  /** For caches that speak TLS; undefined for the defaults. */
  readonly tls: ClientTls | undefined;
}

function usage(message: string, hint: string): MemtoolError {
  return new MemtoolError("USAGE", message, { hint });
}

/** Reads one `Name: value`. */
function parseHeader(text: string): HttpHeader {
  const [, name = "", value = ""] = /^([!#$%&'*+.^_`|~\w-]+):\s*(.*)$/.exec(text) ?? [];
  if (name === "" || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw usage(`--header ${JSON.stringify(text)} is no header`, "write it like --header 'Accept: application/json'");
  }
  if (FRAMING_HEADERS.includes(name.toLowerCase())) {
    throw usage(`--header ${name} cannot be set: it says where a request ends`, "leave it out, memtool writes it");
  }
  return [name, value];
}

/** Whether a line only says where the application is, beside others that say what is asked of it. */
function isAddressOnly({ origin, method, path, body }: RequestLine): boolean {
  return origin !== undefined && method === undefined && path === "/" && body === undefined;
}

/** The one application that all lines are about. */
function originOf(lines: readonly RequestLine[]): string {
  const origins = [...new Set(lines.flatMap(({ origin }) => (origin === undefined ? [] : [origin])))];
  const [first, second] = origins;
  if (first === undefined) {
    throw usage("no request says where the application is", `name it once: ${EXAMPLE}`);
  }
  if (second !== undefined) {
    throw usage(`${first} and ${second} are two applications`, "load one at a time");
  }
  return first;
}

function commonBody(options: HttpOptionValues): Uint8Array | undefined {
  const { body, "body-file": file } = options;
  if (body !== undefined && file !== undefined) {
    throw usage("--body and --body-file both give the body", "give one of them");
  }
  if (file !== undefined) {
    return bodyOf(`@${file}`, readFileSync);
  }
  return body === undefined ? undefined : Buffer.from(body);
}

function requestOf({ name, method, path, weight, body }: RequestLine, common: Uint8Array | undefined): HttpRequest {
  const chosen = method ?? (body === undefined && common === undefined ? "GET" : "POST");
  return { name, method: chosen, path, weight, body: body ?? (takesBody(chosen) ? common : undefined) };
}

function requestsOf(lines: readonly RequestLine[], options: HttpOptionValues): HttpRequest[] {
  const common = commonBody(options);
  const asked = lines.some((line) => !isAddressOnly(line)) ? lines.filter((line) => !isAddressOnly(line)) : lines;
  const requests = asked.map((line) => requestOf(line, common));
  if (requests.length > HTTP_REQUESTS_MAX) {
    throw usage(`${requests.length} requests are too many`, `give at most ${HTTP_REQUESTS_MAX}`);
  }
  const labels = requests.map(httpRequestLabel);
  const twice = labels.find((label, index) => labels.indexOf(label) !== index);
  if (twice !== undefined) {
    throw usage(
      `${twice} is given twice`,
      "give it once with the sum of its weights, or give each a name: 'a: GET /x'",
    );
  }
  if (common !== undefined && !requests.some(({ body }) => body === common)) {
    throw usage(
      "--body is of no use: no request takes it",
      "it is for POST, PUT and PATCH without a body of their own",
    );
  }
  return requests;
}

function headersOf(options: HttpOptionValues, lines: readonly RequestLine[]): HttpHeader[] {
  const headers = options.header.map(parseHeader);
  const login = lines.find((line) => line.login !== undefined)?.login;
  return login === undefined
    ? headers
    : [...headers, ["Authorization", `Basic ${Buffer.from(login).toString("base64")}`]];
}

/** The caches and how to talk to them. Taking any certificate is for those of them that have one, and for the application. */
function cachesOf(
  named: readonly Address[],
  options: HttpOptionValues,
  env: Readonly<Record<string, string | undefined>>,
): Pick<Access, "addresses" | "tls"> {
  const hasTls = options.tls || named.some((address) => address.kind === "tcp" && address.tls);
  return resolveAccess(named, { ...options, "tls-skip-verify": options["tls-skip-verify"] && hasTls }, env);
}

/** Whether a command line is about an HTTP application. */
export function isHttpBench(words: readonly string[], options: HttpOptionValues): boolean {
  return words.some(isRequestLine) || options.request.length > 0;
}

/**
 * The run that words and options make.
 * @param named the addresses of the caches, if they are more than is written in the option
 * @throws MemtoolError USAGE, ADDRESS for what cannot be
 */
export function httpBenchOf(
  words: readonly string[],
  options: HttpOptionValues,
  env: Readonly<Record<string, string | undefined>>,
  named: readonly Address[] = options.cache.length === 0 ? [] : parseAddressList(options.cache, {}),
): HttpBench {
  const [useless] = memcachedOptionsOf(options);
  if (useless !== undefined) {
    throw usage(`--${useless} means nothing to an HTTP application`, "leave it out");
  }
  const lines = [...words, ...options.request].map((text) => parseRequestLine(text, readFileSync));
  const load = planOf({ ...options, threshold: [], "key-prefix": options["key-prefix"] ?? "" });
  const { keyCount, keyPrefix, keyLengths, distribution, seed } = load.workload;
  const { addresses: caches, tls } = cachesOf(named, options, env);
  const requests = requestsOf(lines, options);
  if (load.warmup.kind === "flat" && caches.length === 0) {
    throw usage("--warmup auto waits for the hit rate of the caches, and no cache is named", "add --cache ADDR");
  }
  const plan: HttpPlan = {
    origin: originOf(lines),
    verifyTls: !options["tls-skip-verify"],
    requests,
    headers: headersOf(options, lines),
    keyspace: { keyCount, keyPrefix, keyLengths, distribution },
    arrivals: load.arrivals,
    lowCpu: load.lowCpu,
    threads: load.threads,
    connections: load.connections,
    pipeline: checkRange("pipeline", load.pipeline, 1, HTTP_PIPELINE_MAX),
    warmup: load.warmup,
    measure: load.measure,
    thresholds: options.threshold.map((text) => parseHttpThreshold(text, requests, caches.length > 0)),
    seed,
    connectTimeoutMs: load.connectTimeoutMs,
    requestTimeoutMs: timerMs("request-timeout", options["request-timeout"]),
    stallTimeoutMs: load.stallTimeoutMs,
  };
  return { plan, caches, tls };
}
