/** `memtool stats` and its repetitions: reads rounds and prints them. */

import { changesBetween } from "../../monitor/changes.ts";
import type { Poller } from "../../monitor/poller.ts";
import type { Round } from "../../monitor/reading.ts";
import type { Context } from "../context.ts";
import { jsonDocument } from "../output/json.ts";
import { resultText } from "../output/result-text.ts";
import { changesDocument } from "./changes-document.ts";
import { changesRows, changesTables, type NamedChanges } from "./changes-view.ts";
import type { StatsPlan, StatsTask } from "./options.ts";
import { announceMeasuring, type Patience } from "./patience.ts";
import { createRecording, type RecordingFile } from "./recording-file.ts";
import { isoTime, isRoundFormat, statsReport, tablesText } from "./report.ts";
import { changesContent, RoundPrinter, viewContent } from "./round-printer.ts";
import { exitCodeFor, explained, reportSilent, silentOf } from "./server-failures.ts";

/** What is to be shown. */
export type ShowTask = Extract<StatsTask, { kind: "show" }>;

/** Shows what was asked for; resolves to the exit code. @throws MemtoolError the only server's failure is the command's */
export async function showStats(
  plan: StatsPlan,
  task: ShowTask,
  poller: Poller,
  patience: Patience,
  context: Context,
): Promise<number> {
  const recording =
    task.recordPath === undefined ? undefined : createRecording(task.recordPath, context.clock.unixMs());
  try {
    return await new Show(plan, task, patience, context, recording).run(poller);
  } finally {
    recording?.close();
  }
}

/** What changed at every server that answered both times. */
export function changesOfRounds(earlier: Round, round: Round): NamedChanges[] {
  return round.servers.flatMap((now, index) => {
    const before = earlier.servers[index];
    if (!now.up || before?.up !== true) {
      return [];
    }
    const seconds = (now.atMs - before.atMs) / 1000;
    return [{ address: now.address, changes: changesBetween(before.views, now.views, seconds), seconds }];
  });
}

class Show {
  readonly #plan: StatsPlan;
  readonly #task: ShowTask;
  readonly #patience: Patience;
  readonly #context: Context;
  readonly #recording: RecordingFile | undefined;
  readonly #printer: RoundPrinter | undefined;
  #isShown = false;
  /** Who was down when it was last said. */
  #toldDown = "";

  constructor(
    plan: StatsPlan,
    task: ShowTask,
    patience: Patience,
    context: Context,
    recording: RecordingFile | undefined,
  ) {
    this.#plan = plan;
    this.#task = task;
    this.#patience = patience;
    this.#context = context;
    this.#recording = recording;
    this.#printer = task.count === 1 || isRoundFormat(plan.format) ? undefined : new RoundPrinter(plan.format, context);
  }

  async run(poller: Poller): Promise<number> {
    const { everyMs = 0, count, skipsFirst } = this.#task;
    let earlier: Round | undefined;
    for (let shown = 0; ; ) {
      const startMs = this.#context.clock.monotonicMs();
      const round = await this.#patience.unless(poller.poll());
      if (round === undefined || this.#patience.isInterrupted) {
        return await this.#interrupted(earlier);
      }
      this.#recording?.write(round);
      if (earlier !== undefined || !skipsFirst) {
        await this.#show(round, earlier);
        shown++;
      }
      if (shown >= count) {
        return exitCodeFor(silentOf(round.servers));
      }
      const done = shown === 0 ? announceMeasuring(everyMs, this.#context) : () => {};
      // Repetitions keep their beat; a single window is as long as it was asked to be.
      const spentMs = this.#printer === undefined ? 0 : this.#context.clock.monotonicMs() - startMs;
      await this.#patience.sleep(Math.max(0, everyMs - spentMs));
      done();
      earlier = round;
      if (this.#patience.isInterrupted) {
        return await this.#interrupted(earlier);
      }
    }
  }

  /** Ctrl-C before anything was shown: what is known so far is the first reading. */
  async #interrupted(known: Round | undefined): Promise<number> {
    if (!this.#isShown && known !== undefined && !this.#task.isDelta) {
      await this.#show(known, undefined);
    }
    return this.#patience.exitCode;
  }

  async #show(round: Round, earlier: Round | undefined): Promise<void> {
    this.#isShown = true;
    const silent = silentOf(round.servers);
    const [only] = silent;
    const { words, format } = this.#plan;
    if (round.servers.length === 1 && only !== undefined && this.#printer === undefined) {
      throw explained(only, words);
    }
    const down = silent.map(({ address }) => address).join(" ");
    if (down !== this.#toldDown) {
      this.#toldDown = down;
      reportSilent(silent, words, this.#context);
      this.#printer?.interrupted();
    }
    if (this.#printer !== undefined) {
      const content =
        this.#task.isDelta && earlier !== undefined
          ? changesContent(changesOfRounds(earlier, round), round.atUnixMs)
          : viewContent(this.#plan.view, round, earlier);
      await this.#printer.print(content, round.atUnixMs);
    } else if (silent.length < round.servers.length || format === "json") {
      this.#context.stdout.write(await this.#once(round, earlier));
    }
  }

  async #once(round: Round, earlier: Round | undefined): Promise<string> {
    const { format, view } = this.#plan;
    if (!this.#task.isDelta || earlier === undefined || isRoundFormat(format)) {
      return await statsReport(view, round, earlier, format, this.#context);
    }
    const changes = changesOfRounds(earlier, round);
    if (format === "json") {
      return jsonDocument(changesDocument(changes, { time: isoTime(round.atUnixMs) }));
    }
    return format === "table" || format === "markdown"
      ? await tablesText(format, changesTables(changes), this.#context)
      : await resultText(format, changesRows(changes), this.#context);
  }
}
