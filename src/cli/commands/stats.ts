/** `memtool stats`: the command's data, and which part of src/cli/stats does what is asked for. */
import { distinctAddresses } from "../../base/address.ts";
import { escapeControls } from "../../base/escape.ts";
import { ADVICE_SUBCOMMANDS } from "../../monitor/advice/advice.ts";
import { Poller } from "../../monitor/poller.ts";
import type { StatsSubcommand } from "../../monitor/reading.ts";
import { SERVERS_POSITIONAL } from "../access.ts";
import { defineCommand } from "../command.ts";
import type { Context } from "../context.ts";
import { findServers } from "../servers/find-servers.ts";
import type { FollowedServers } from "../servers/found-servers.ts";
import { planStats, STATS_OPTIONS, type StatsArguments, type StatsPlan } from "../stats/options.ts";
import { createPatience } from "../stats/patience.ts";
import { isRoundFormat, ROUND_FORMATS } from "../stats/report.ts";

async function runStats(args: StatsArguments, context: Context): Promise<number> {
  const plan = await planStats(args, context);
  if (plan.task.kind === "diff") {
    const { runDiff } = await import("../stats/diff.ts");
    return await runDiff(plan, context);
  }
  const found = await findServers(plan.words, args.options, context);
  const { tls } = found;
  const addresses = distinctAddresses(found.addresses);
  const { timeoutMs } = plan;
  const poller = new Poller(addresses, { subcommands: subcommandsOf(plan), tls, timeoutMs, clock: context.clock });
  const patience = createPatience(context, () => poller.close());
  // Checks and single readings hold the list they began with.
  const followed = plan.task.kind === "show" && plan.task.isRepeated ? found.followed : undefined;
  const stopFollowing = await follow(followed, poller, context);
  try {
    if (plan.waitMs !== undefined) {
      const { waitForServers } = await import("../stats/wait.ts");
      await waitForServers(poller, plan.waitMs, patience, context);
    }
    if (patience.isInterrupted) {
      return patience.exitCode;
    }
    if (plan.task.kind === "assert") {
      const { runAssertions } = await import("../stats/assert.ts");
      return await runAssertions(plan, plan.task, poller, patience, context);
    }
    const { showStats } = await import("../stats/show.ts");
    return await showStats(plan, plan.task, poller, patience, context);
  } finally {
    patience.dispose();
    poller.close();
    await stopFollowing();
  }
}

/** @returns stops */
async function follow(
  followed: FollowedServers | undefined,
  poller: Poller,
  { stderr }: Context,
): Promise<() => Promise<void>> {
  if (followed === undefined) {
    return () => Promise.resolve();
  }
  const { followByPoller } = await import("../servers/follow-servers.ts");
  return followByPoller(followed, poller, (line) => stderr.write(`memtool stats: ${escapeControls(line)}\n`));
}

/** What is asked of every server: what is shown first, then what it is explained with. */
export function subcommandsOf({ view, format, task }: StatsPlan): readonly StatsSubcommand[] {
  const wanted = isRoundFormat(format)
    ? (ROUND_FORMATS[format].subcommands ?? [view.subcommand])
    : [view.subcommand, ...view.more];
  // Whether a server restarted is in its general statistics.
  const isCompared = task.kind === "show" && task.isDelta;
  const general: readonly StatsSubcommand[] = isCompared ? [""] : [];
  const shown = isCompared ? [view.subcommand] : wanted;
  const all = task.kind === "assert" || (task.kind === "show" && task.recordPath !== undefined);
  return [...new Set([...shown, ...general, ...(all ? ADVICE_SUBCOMMANDS : [])])];
}

/** The command. */
export const statsCommand = defineCommand({
  name: "stats",
  describe: "show what one or several servers are doing",
  positionals: [
    SERVERS_POSITIONAL,
    {
      name: "view",
      describe: "settings, items, slabs, sizes, conns, persistence or directory; default a summary",
      example: "items",
    },
  ],
  options: STATS_OPTIONS,
  examples: [
    { command: "memtool stats", describe: "the summary of the local server, and what it means" },
    { command: "memtool stats a:11211 b:11211", describe: "two servers side by side, with a total" },
    { command: "memtool stats --interval 1s", describe: "what happens now, not since the start" },
    { command: "memtool stats --delta --every 5s", describe: "every counter that moves, again and again" },
    {
      command: "memtool stats --wait 30s --assert 'evictions == 0' --assert 'rate(get_misses) < 100' --over 30s",
      describe: "a check in a script",
    },
    { command: "memtool stats --json | jq .total.hit_ratio", describe: "one number for a script" },
  ],
  notes: [
    "In a pipe the summary is tab-separated lines of exact numbers. Averages since the start come out too low after a `stats reset`.",
    "CSV guards against formulas: a text of a server that begins with =, +, - or @ gets an apostrophe in front; numbers stay as they are.",
    "Exit codes: 0 every server answered and every check passed, 1 a check failed, 2 wrong usage or an unknown name, " +
      "3 a server could not be reached, 4 a server refused, 130 interrupted.",
  ],
  handler: runStats,
});
