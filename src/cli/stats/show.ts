/** `memtool stats` and its repetitions: reads rounds and prints them. */
import type { Poller } from "../../monitor/poller.ts";
import type { Round } from "../../monitor/reading.ts";
import type { Context } from "../context.ts";
import type { StatsPlan, StatsTask } from "./options.ts";
import { announceMeasuring, type Patience, pollPatiently } from "./patience.ts";
import { answered, readingsOf } from "./reading.ts";
import type { RecordingFile } from "./recording-file.ts";
import { isRoundFormat, type StatsFormat, statsReport } from "./report.ts";
import type { RoundContent } from "./round-content.ts";
import type { RoundPrinter } from "./round-printer.ts";
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
  const recording = await recordingOf(task, context);
  const printer = await printerOf(plan, task, context);
  try {
    return await new Show(plan, task, patience, context, recording, printer).run(poller);
  } finally {
    printer?.end();
    recording?.close();
  }
}

/** Makes what prints repeated rounds; a single one needs none. */
async function printerOf({ format }: StatsPlan, task: ShowTask, context: Context): Promise<RoundPrinter | undefined> {
  if (!task.isRepeated || isRoundFormat(format)) {
    return undefined;
  }
  const { RoundPrinter } = await import("./round-printer.ts");
  return new RoundPrinter(format, context);
}

async function recordingOf({ recordPath }: ShowTask, { clock }: Context): Promise<RecordingFile | undefined> {
  if (recordPath === undefined) {
    return undefined;
  }
  const { createRecording } = await import("./recording-file.ts");
  return createRecording(recordPath, clock.unixMs());
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
    printer: RoundPrinter | undefined,
  ) {
    this.#plan = plan;
    this.#task = task;
    this.#patience = patience;
    this.#context = context;
    this.#recording = recording;
    this.#printer = printer;
  }

  async run(poller: Poller): Promise<number> {
    const { everyMs = 0, count, skipsFirst } = this.#task;
    let earlier: Round | undefined;
    for (let shown = 0; ; ) {
      const startMs = this.#context.clock.monotonicMs();
      const round = await pollPatiently(poller, this.#patience, this.#context);
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
    const isFirst = !this.#isShown;
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
    if (isFirst) {
      this.#tellWhatIsMissing(round);
    }
    if (this.#printer !== undefined) {
      await this.#printer.print(await this.#content(round, earlier), round.atUnixMs);
    } else if (silent.length < round.servers.length || format === "json") {
      this.#context.stdout.write(await this.#once(round, earlier));
    }
  }

  /** Rows for programs cannot say why there are none. */
  #tellWhatIsMissing(round: Round): void {
    const { view, format } = this.#plan;
    if (this.#task.isDelta || !(["tsv", "csv", "jsonl"] as readonly StatsFormat[]).includes(format)) {
      return;
    }
    for (const reading of answered(readingsOf(round, undefined, view.subcommand))) {
      const missing = view.missing?.(reading);
      if (missing !== undefined) {
        this.#context.stderr.write(`memtool stats: ${reading.address}: ${missing}\n`);
      }
    }
  }

  async #once(round: Round, earlier: Round | undefined): Promise<string> {
    const { format, view } = this.#plan;
    if (!this.#task.isDelta || isRoundFormat(format)) {
      return await statsReport(view, round, earlier, format, this.#context);
    }
    const { contentText } = await import("./round-content.ts");
    return await contentText(await this.#content(round, earlier), format, this.#context);
  }

  async #content(round: Round, earlier: Round | undefined): Promise<RoundContent> {
    const { roundChanges, viewContent } = await import("./round-content.ts");
    return this.#task.isDelta && earlier !== undefined
      ? roundChanges(earlier, round)
      : viewContent(this.#plan.view, round, earlier);
  }
}
