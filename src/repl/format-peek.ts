/** What `peek` found, for people and for pipes. */
import { formatBytes, formatCount } from "../base/format-units.ts";
import { formatSeconds } from "./format-stats.ts";
import type { PeekedItem } from "./peek.ts";
import { type Line, type Segment, segment } from "./segments.ts";
import type { ExplainFlags, ShownValue } from "./show-value.ts";

const NAME_WIDTH = 13;

/** One fact a line, then the value. */
export function formatPeek(item: PeekedItem, shown: ShownValue, explainFlags: ExplainFlags): Line[] {
  const { value, flags, cas, lastAccessSeconds, wasHit, slabClass, memoryBytes } = item;
  const kind = shown.kind === "" ? "" : `  ${shown.kind}`;
  const meaning = flags === 0 ? "" : explainFlags(flags, value);
  return [
    row("size", `${formatCount(value.length)} byte${value.length === 1 ? "" : "s"}`, kind),
    ...(item.ttlSeconds === undefined ? [] : [ttlRow(item.ttlSeconds)]),
    row("flags", String(flags), meaning === "" ? "" : `  ${meaning}`),
    ...(cas === undefined ? [] : [row("cas", cas)]),
    ...(lastAccessSeconds === undefined ? [] : [row("last access", `${formatSeconds(lastAccessSeconds) || "0s"} ago`)]),
    ...(wasHit === undefined ? [] : [row("hit before", wasHit ? "yes" : "no")]),
    ...(slabClass === undefined ? [] : [row("slab class", String(slabClass), memoryNote(memoryBytes))]),
    ...(item.isStale ? [row("stale", "yes", "  marked by a meta delete: one client recaches it")] : []),
    ...(item.leftTrace ? [[segment("warning", "this server has no meta commands: looking counted as an access")]] : []),
    ...valueRows(shown),
  ];
}

function row(name: string, text: string, note = ""): Line {
  return [
    segment("key", name.padEnd(NAME_WIDTH)),
    segment("number", text),
    ...(note === "" ? [] : [segment("note", note)]),
  ];
}

function ttlRow(seconds: number): Line {
  return seconds < 0
    ? row("ttl", "never expires")
    : row("ttl", formatSeconds(seconds) || "0s", seconds >= 60 ? `  ${formatCount(seconds)} seconds` : "");
}

function memoryNote(bytes: number | undefined): string {
  return bytes === undefined ? "" : `  ${formatBytes(bytes)} of memory with key and header`;
}

/** A short value beside its name, a longer one below. */
function valueRows({ lines }: ShownValue): Line[] {
  const name: Segment = segment("key", "value".padEnd(NAME_WIDTH));
  const [only] = lines;
  return lines.length === 1 && only !== undefined ? [[name, ...only]] : [[name], ...lines];
}

/** For a pipe: `name value` lines with numbers as the server tells them; the value last. */
export function formatPeekPlain(item: PeekedItem, value: string): Line[] {
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ["size", item.value.length],
    ["ttl", item.ttlSeconds],
    ["flags", item.flags],
    ["cas", item.cas],
    ["last_access", item.lastAccessSeconds],
    ["hit", item.wasHit === undefined ? undefined : Number(item.wasHit)],
    ["class", item.slabClass],
    ["memory", item.memoryBytes],
    ["value", value],
  ];
  return facts.filter(([, fact]) => fact !== undefined).map(([name, fact]) => [segment("plain", `${name} ${fact}`)]);
}
