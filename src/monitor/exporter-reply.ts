/** The exporter's replies as values: status, headers, bytes. */
import { gzipSync } from "node:zlib";
import { EXPOSITION_TYPE } from "../stats/prometheus/exposition.ts";
import { ALLOWED_METHODS } from "./exporter-routes.ts";

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

/** Metrics. */
export function metricsReply(text: string): Reply {
  return { status: 200, type: EXPOSITION_TYPE, text };
}

/** A sentence. */
export function plainReply(status: number, sentence: string): Reply {
  return { status, type: PLAIN_TYPE, text: `${sentence}\n` };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The page for people who find the port. @param names the targets */
export function landingReply(names: readonly string[]): Reply {
  const links = names.map(
    (name) => `<li><a href="/scrape?target=${encodeURIComponent(name)}">${escapeHtml(name)}</a></li>`,
  );
  const text = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>memtool exporter</title></head><body>
<h1>memtool exporter</h1>
<p>Metrics of memcached servers for Prometheus.</p>
<ul><li><a href="/metrics">/metrics</a>: all of these</li>${links.join("")}</ul>
</body></html>
`;
  return { status: 200, type: "text/html; charset=utf-8", text };
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

/** Makes a reply ready to be sent. */
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
    ...(isPacked ? { "Content-Encoding": "gzip" } : {}),
    ...(status === 405 ? { Allow: ALLOWED_METHODS.join(", ") } : {}),
  };
  return { status, headers, body };
}
