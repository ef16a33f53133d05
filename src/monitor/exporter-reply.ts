/** The exporter's pages as replies. */
import type { Reply } from "../net/http-reply.ts";
import { EXPOSITION_TYPE } from "../stats/prometheus/exposition.ts";

/** Metrics. */
export function metricsReply(text: string): Reply {
  return { status: 200, type: EXPOSITION_TYPE, text };
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
