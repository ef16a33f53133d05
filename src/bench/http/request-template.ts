/** The bytes of one kind of request: put together once, with gaps for the key. */
import type { HttpHeader, HttpMethod, HttpRequest } from "./http-plan.ts";

/** What stands for a key in paths and bodies. */
const KEY_MARK = "{key}";

/** Headers of our own, which those of the user replace. */
const OWN_HEADERS: readonly HttpHeader[] = [
  ["User-Agent", "memtool"],
  ["Accept", "*/*"],
];

/** Methods that say how long their body is even when there is none: RFC 9110, 8.6. */
const BODY_METHODS: readonly HttpMethod[] = ["POST", "PUT", "PATCH"];

/** Whether a request of this method usually has a body. */
export function takesBody(method: HttpMethod): boolean {
  return BODY_METHODS.includes(method);
}

function headLines(host: string, headers: readonly HttpHeader[]): string {
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  const own = [["Host", host] as const, ...OWN_HEADERS].filter(([name]) => !given.has(name.toLowerCase()));
  return [...own, ...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
}

/** Bytes as one character each, so that text with gaps can hold any of them. */
function binaryText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** The template. */
export class RequestTemplate {
  readonly #path: readonly string[];
  readonly #method: HttpMethod;
  readonly #head: string;
  readonly #body: readonly string[] | undefined;
  readonly #bodyBytesFixed: number;
  readonly #fixed: Buffer | undefined;

  /** @param host as the Host header has it: `host:port` */
  constructor({ method, path, body }: HttpRequest, host: string, headers: readonly HttpHeader[]) {
    this.#method = method;
    this.#path = path.split(KEY_MARK);
    const hasBody = body !== undefined || takesBody(method);
    this.#body = hasBody ? binaryText(body ?? new Uint8Array()).split(KEY_MARK) : undefined;
    this.#bodyBytesFixed = this.#body?.reduce((sum, piece) => sum + piece.length, 0) ?? 0;
    this.#head = ` HTTP/1.1\r\n${headLines(host, headers)}`;
    this.#fixed = this.usesKey ? undefined : this.#build("");
  }

  /** Whether the bytes depend on the key. */
  get usesKey(): boolean {
    return this.#path.length > 1 || (this.#body?.length ?? 0) > 1;
  }

  /** The whole request for a key: percent-encoded in the path, as it is in the body. @param key ASCII */
  bytesOf(key: string): Buffer {
    return this.#fixed ?? this.#build(key);
  }

  #build(key: string): Buffer {
    const first = `${this.#method} ${this.#path.join(encodeURIComponent(key))}${this.#head}`;
    const body = this.#body;
    if (body === undefined) {
      return Buffer.from(`${first}\r\n`, "latin1");
    }
    const bodyBytes = this.#bodyBytesFixed + (body.length - 1) * key.length;
    return Buffer.from(`${first}Content-Length: ${bodyBytes}\r\n\r\n${body.join(key)}`, "latin1");
  }
}
