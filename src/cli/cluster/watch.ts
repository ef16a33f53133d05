/** `memtool cluster watch`: the command's data, and its loop. What counts as an event is in src/cluster/inspection. */

import { MemtoolError } from "../../base/errors.ts";
import { escapeControls } from "../../base/escape.ts";
import {
  NOTHING_KNOWN,
  type NodeEvent,
  type NodeEventName,
  type NodeMemory,
  observeNode,
} from "../../cluster/inspection/node-events.ts";
import type { Poller } from "../../monitor/poller.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { timerMs } from "../option-values.ts";
import { jsonLine } from "../output/json.ts";
import { createStyle, type Style, type Tone } from "../output/style.ts";
import { FOLLOW_OPTIONS } from "../servers/find-options.ts";
import { followByPoller } from "../servers/follow-servers.ts";
import { createPatience, type Patience } from "../stats/patience.ts";
import { nodePoller, nodeStates } from "./node-poll.ts";
import { openPool, POOL_OPTIONS } from "./pool-options.ts";

const OPTIONS = {
  every: {
    type: "duration",
    default: "5s",
    describe: "time between two looks",
    example: "1s",
  },
  count: {
    type: "count",
    unit: "N",
    defaultText: "without end",
    describe: "stop after so many looks",
    example: "12",
  },
  json: {
    type: "flag",
    describe: "one JSON object a line",
    example: "memtool cluster watch --json",
    group: "Output",
  },
  ...FOLLOW_OPTIONS,
  ...POOL_OPTIONS,
} as const satisfies OptionTable;

type WatchArguments = CommandArguments<typeof OPTIONS>;

const TONES: Readonly<Record<NodeEventName, Tone>> = {
  up: "good",
  down: "bad",
  restarted: "warn",
  version: "warn",
  evictions_began: "warn",
  evictions_ended: "good",
  refuses_connections: "bad",
  settings: "warn",
};

async function runWatch({ options, words }: WatchArguments, context: Context): Promise<number> {
  const everyMs = timerMs("every", options.every);
  if (options.count === 0) {
    throw new MemtoolError("USAGE", "--count must be at least 1", {
      hint: "without it the nodes are watched until Ctrl-C",
    });
  }
  const pool = await openPool(words, options, context);
  const poller = nodePoller(pool, context);
  const say = (line: string): unknown => context.stderr.write(`memtool cluster watch: ${escapeControls(line)}\n`);
  const stopFollowing = followByPoller(pool.followed, poller, say);
  const patience = createPatience(context, () => poller.close());
  const style = createStyle(context.color);
  try {
    return await watch(
      poller,
      patience,
      { everyMs, looks: options.count ?? Number.POSITIVE_INFINITY, timeoutMs: pool.timeoutMs },
      (atUnixMs, event) => {
        context.stdout.write(options.json ? eventJson(atUnixMs, event) : eventLine(atUnixMs, event, style));
      },
      context,
    );
  } finally {
    patience.dispose();
    poller.close();
    await stopFollowing();
  }
}

async function watch(
  poller: Poller,
  patience: Patience,
  { everyMs, looks, timeoutMs }: { readonly everyMs: number; readonly looks: number; readonly timeoutMs: number },
  tell: (atUnixMs: number, event: NodeEvent) => void,
  { clock }: Pick<Context, "clock">,
): Promise<number> {
  let memories: ReadonlyMap<string, NodeMemory> = new Map();
  for (let look = 1; ; look++) {
    const startMs = clock.monotonicMs();
    const round = await patience.unless(poller.poll([], timeoutMs));
    if (round === undefined || patience.isInterrupted) {
      return patience.exitCode;
    }
    const observed = nodeStates(round).map((state) => {
      const { events, memory } = observeNode(memories.get(state.address) ?? NOTHING_KNOWN, state);
      for (const event of events) {
        tell(round.atUnixMs, event);
      }
      return [state.address, memory] as const;
    });
    memories = new Map(observed);
    if (look >= looks) {
      return observed.every(([, { isUp }]) => isUp) ? EXIT.ok : EXIT.connect;
    }
    await patience.sleep(Math.max(0, everyMs - (clock.monotonicMs() - startMs)));
    if (patience.isInterrupted) {
      return patience.exitCode;
    }
  }
}

/** `2026-11-26T08:00:00.000Z 10.0.0.1:11211 down could not connect ...` */
export function eventLine(atUnixMs: number, { node, event, text }: NodeEvent, style: Style): string {
  return `${new Date(atUnixMs).toISOString()} ${escapeControls(node)} ${style[TONES[event]](event)} ${escapeControls(text)}\n`;
}

/** `{"time", "node", "event", "text"}` */
export function eventJson(atUnixMs: number, { node, event, text }: NodeEvent): string {
  return jsonLine({ time: new Date(atUnixMs).toISOString(), node, event, text });
}

/** The command. */
export const clusterWatchCommand = defineCommand({
  name: "cluster watch",
  describe: "a line for each thing that happens to a node: up, down, restarted, evicting",
  positionals: [SERVERS_POSITIONAL],
  options: OPTIONS,
  examples: [
    { command: "memtool cluster watch --every 1s a:11211 b:11211", describe: "until Ctrl-C" },
    { command: "memtool cluster watch --json | jq -c 'select(.event == \"down\")'", describe: "for a script" },
  ],
  notes: [
    "Events: up, down, restarted (its uptime went back), version, evictions_began, evictions_ended, refuses_connections, settings (changed while it ran).",
    "Exit codes: 130 at Ctrl-C; with --count, after the last look: 0 when all nodes are up, 3 when one is dead.",
  ],
  handler: runWatch,
});
