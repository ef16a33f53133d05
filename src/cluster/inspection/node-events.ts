/** What happened to the nodes of a pool between two looks at them: pure. */
import { readCounter, type StatMap } from "../../stats/stat-map.ts";
import type { NodeAnswer, NodeState } from "./node-report.ts";

/** What can happen to a node. */
export type NodeEventName =
  | "up"
  | "down"
  | "restarted"
  | "version"
  | "evictions_began"
  | "evictions_ended"
  | "refuses_connections"
  | "settings";

/** One thing that happened. */
export interface NodeEvent {
  readonly node: string;
  readonly event: NodeEventName;
  readonly text: string;
}

/** What is remembered of a node from look to look. */
export interface NodeMemory {
  /** Its last answer; undefined while it has not given any. */
  readonly answer: NodeAnswer | undefined;
  readonly isUp: boolean | undefined;
  readonly isEvicting: boolean;
}

/** Before the first look. */
export const NOTHING_KNOWN: NodeMemory = { answer: undefined, isUp: undefined, isEvicting: false };

/** A server that restarts within a second, and ticks, may seem to have lost one second of its uptime; no more. */
const UPTIME_SLACK_S = 2n;

/** What a look at a node tells beyond what was known, and what is known then. */
export function observeNode(
  memory: NodeMemory,
  state: NodeState,
): { readonly events: readonly NodeEvent[]; readonly memory: NodeMemory } {
  const { address: node } = state;
  if (!state.up) {
    const events: NodeEvent[] = memory.isUp === false ? [] : [{ node, event: "down", text: state.error.message }];
    return { events, memory: { ...memory, isUp: false } };
  }
  const events: NodeEvent[] = [];
  const say = (event: NodeEventName, text: string): void => {
    events.push({ node, event, text });
  };
  const before = memory.answer;
  if (memory.isUp !== true) {
    say("up", upText(state));
  }
  const hasRestarted = before !== undefined && restarted(before, state);
  if (hasRestarted) {
    say("restarted", `it was started ${counter(state.stats, "uptime")} s ago, its items are gone`);
  }
  if (before !== undefined) {
    compareVersions(before, state, say);
    compareSettings(before, state, say);
  }
  const isEvicting = evictionsBetween(hasRestarted ? undefined : before, state) > 0n;
  if (isEvicting !== memory.isEvicting && before !== undefined) {
    say(
      isEvicting ? "evictions_began" : "evictions_ended",
      isEvicting
        ? `${evictionsBetween(hasRestarted ? undefined : before, state)} items evicted since the last look`
        : "no items evicted since the last look",
    );
  }
  if (before !== undefined && !hasRestarted && gained(before, state, "rejected_connections") > 0n) {
    say(
      "refuses_connections",
      `${gained(before, state, "rejected_connections")} connections refused since the last look`,
    );
  }
  return { events, memory: { answer: state, isUp: true, isEvicting: before === undefined ? false : isEvicting } };
}

function upText({ stats }: NodeAnswer): string {
  const version = stats.get("version") ?? "unknown";
  return `version ${version}, started ${counter(stats, "uptime")} s ago, ${counter(stats, "curr_items")} items`;
}

/** The uptime went back, or is shorter than the time between the looks. */
function restarted(before: NodeAnswer, now: NodeAnswer): boolean {
  const [pidBefore, pid] = [before.stats.get("pid"), now.stats.get("pid")];
  const passedS = BigInt(Math.floor((now.sentUnixMs - before.sentUnixMs) / 1000));
  const uptime = counter(now.stats, "uptime");
  return (
    uptime + UPTIME_SLACK_S < counter(before.stats, "uptime") + passedS || (pid !== pidBefore && uptime <= passedS)
  );
}

function compareVersions(before: NodeAnswer, now: NodeAnswer, say: (event: NodeEventName, text: string) => void) {
  const [old, version] = [before.stats.get("version"), now.stats.get("version")];
  if (old !== version) {
    say("version", `${old ?? "unknown"} -> ${version ?? "unknown"}`);
  }
}

function compareSettings(before: NodeAnswer, now: NodeAnswer, say: (event: NodeEventName, text: string) => void) {
  const names = [...now.settings.keys()].filter((name) => before.settings.has(name) && name !== "oldest");
  const changes = names.flatMap((name) => {
    const [old, value] = [before.settings.get(name), now.settings.get(name)];
    return old === value ? [] : [`${name} ${old} -> ${value}`];
  });
  if (changes.length > 0) {
    say("settings", changes.join(", "));
  }
}

function evictionsBetween(before: NodeAnswer | undefined, now: NodeAnswer): bigint {
  return before === undefined ? counter(now.stats, "evictions") : gained(before, now, "evictions");
}

/** 0 where a counter was reset. */
function gained(before: NodeAnswer, now: NodeAnswer, name: string): bigint {
  const difference = counter(now.stats, name) - counter(before.stats, name);
  return difference > 0n ? difference : 0n;
}

function counter(stats: StatMap, name: string): bigint {
  return readCounter(stats, name) ?? 0n;
}
