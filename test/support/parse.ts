/** Runs the request parser on text and tells what it understood, in words. */
import { OP, REQUEST_ERROR, Request } from "../../src/protocol/request.ts";
import { parseRequest } from "../../src/protocol/text/parse-request.ts";

/** The seed of the key hash in tests. */
export const TEST_SEED = 0x5eed;

/** Bytes of a text whose char codes are below 256. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** What a parse gave: the number returned, the request, and its enumerations by name. */
export interface Parsed {
  readonly used: number;
  readonly request: Request;
  readonly op: string;
  readonly error: string;
  readonly key: string;
  readonly args: string;
}

function nameIn(table: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(table).find((name) => table[name] === value) ?? `unknown ${value}`;
}

/** Parses the first line of `text`; the text stands amid other bytes that must not be looked at. */
export function parse(text: string, request: Request = new Request(TEST_SEED)): Parsed {
  const padding = 7;
  const bytes = Buffer.concat([bytesOf("\n get xx"), bytesOf(text), bytesOf("\r\nget y\r\n\n")]);
  const start = padding + 1;
  const used = parseRequest(bytes, start, start + bytesOf(text).length, request);
  return {
    used,
    request,
    op: nameIn(OP, request.op),
    error: nameIn(REQUEST_ERROR, request.error),
    key: Buffer.from(request.keyBytes.subarray(request.keyStart, request.keyStart + request.keyLength)).toString(
      "latin1",
    ),
    args: bytes.toString("latin1", request.argsStart, request.argsEnd),
  };
}

/** `op`, or `error` of a refused line with what it skips and whether it is silent: one word for table tests. */
export function verdict(text: string): string {
  const { used, request, op, error } = parse(text);
  if (used <= 0) {
    return used === 0 ? "more" : "close";
  }
  const silent = request.noreply ? " noreply" : "";
  if (op !== "invalid") {
    return op + silent;
  }
  return error + (request.skipBytes > 0 ? ` skip ${request.skipBytes}` : "") + silent;
}
