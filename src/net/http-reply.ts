/** Replies of HTTP pages as values: status, headers, bytes. */
import { gzipSync } from "node:zlib";
import { ALLOWED_METHODS } from "./http-request.ts";

/** A reply before it is known what its reader takes. */
export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** A reply as it is sent. */
export interface EncodedReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

const PLAIN_TYPE = "text/plain; charset=utf-8";

/** Shorter replies are not worth the header of gzip. */
const GZIP_BYTES_MIN = 1024;

/** A sentence. */
export function plainReply(status: number, sentence: string): Reply {
  return { status, type: PLAIN_TYPE, text: `${sentence}\n` };
}

/** Whether a header Accept-Encoding takes gzip: it is named, or a star is, and not with a quality of 0 (RFC 9110, section 12.5.3). */
export function acceptsGzip(header: string | undefined): boolean {
  const qualities = new Map<string, number>();
  for (const part of (header ?? "").toLowerCase().split(",")) {
    const [coding = "", ...parameters] = part.split(";").map((word) => word.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    qualities.set(coding, quality === undefined ? 1 : Number(quality));
  }
  return (qualities.get("gzip") ?? qualities.get("*") ?? 0) > 0;
}

/** Makes a reply ready to be sent, as the last one of its connection. */
export function encodeReply({ status, type, text }: Reply, acceptEncoding: string | undefined): EncodedReply {
  const plain = Buffer.from(text);
  const isPacked = plain.length >= GZIP_BYTES_MIN && acceptsGzip(acceptEncoding);
  const body = isPacked ? gzipSync(plain) : plain;
  const headers = {
    "Content-Type": type,
    "Content-Length": body.length,
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    Vary: "Accept-Encoding",
    Connection: "close",
    ...(isPacked ? { "Content-Encoding": "gzip" } : {}),
    ...(status === 405 ? { Allow: ALLOWED_METHODS.join(", ") } : {}),
  };
  return { status, headers, body };
}
