/** `memtool keys restore`: the command's data. The work is in src/keys/move. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { formatCount, formatRate } from "../../base/format-units.ts";
import { DumpReader } from "../../keys/move/dump-reader.ts";
import { RestoreRun } from "../../keys/move/restore-run.ts";
import {
  type RestoreState,
  readRestoreState,
  removeRestoreState,
  writeRestoreState,
} from "../../keys/move/restore-state.ts";
import { ACCESS_OPTIONS } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { concludeMove, restoreJson, restoreSentence } from "../keys/move-summary.ts";
import { ProgressLine } from "../keys/progress-line.ts";
import { type OpenTargets, openTargets, TARGET_OPTIONS } from "../keys/restore-targets.ts";
import { WAIT_OPTIONS } from "../keys/scan-options.ts";
import { timerMs } from "../option-values.ts";
import { jsonDocument } from "../output/json.ts";
import { placementRuleText } from "../placement-options.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { findServers } from "../servers/find-servers.ts";

const NAME = "keys restore";

/** Time between two writings of the state, so that even a killed restore can be resumed. */
const STATE_INTERVAL_MS = 1000;

const OPTIONS = {
  ...TARGET_OPTIONS,
  rate: {
    type: "rate",
    defaultText: "as fast as it goes",
    describe: "items stored a second, at most",
    example: "5k",
  },
  resume: {
    type: "flag",
    describe: "go on where a restore was stopped, as the state file says",
    example: "memtool keys restore cache.dump --resume",
  },
  state: {
    type: "text",
    unit: "FILE",
    defaultText: "the dump's name and .restore-state",
    describe: "where it stands how far the restore has come, until it is done",
    example: "/tmp/restore.state",
  },
  json: {
    type: "flag",
    describe: "the counts at the end as a JSON document; errors too",
    example: "memtool keys restore cache.dump --json",
    group: "Output",
  },
  ...WAIT_OPTIONS,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type RestoreArguments = CommandArguments<typeof OPTIONS>;
type RestoreOptions = RestoreArguments["options"];

async function runRestore({ options, words }: RestoreArguments, context: Context): Promise<number> {
  const [path = "", ...servers] = words;
  const statePath = statePathOf(path, options);
  const { addresses, tls, followed } = await findServers(servers, options, context);
  const reader = await openReader(path, context);
  const targets = await openTargets(addresses, {
    tls,
    timeoutMs: timerMs("timeout", options.timeout),
    clock: context.clock,
    placement: placementRuleText(options, followed?.placement),
  });
  try {
    const { created } = reader.header;
    const done =
      options.resume && statePath !== undefined ? await readRestoreState(statePath, created, targets.names) : undefined;
    const keeper = new StateKeeper(statePath, created, targets.names, context);
    return await restore(path, reader, targets, done, keeper, options, context);
  } finally {
    targets.close();
  }
}

function statePathOf(path: string, { state, resume, rate }: RestoreOptions): string | undefined {
  if (rate !== undefined && !(rate > 0)) {
    throw new MemtoolError("USAGE", "--rate must be more than 0");
  }
  if (path !== "-") {
    return state ?? `${path}.restore-state`;
  }
  if (resume && state === undefined) {
    throw new MemtoolError("USAGE", "--resume of a dump from stdin needs --state FILE");
  }
  return state;
}

async function openReader(path: string, context: Context): Promise<DumpReader> {
  const stream: AsyncIterable<Buffer> = path === "-" ? context.stdin : createReadStream(path);
  try {
    return await DumpReader.open(stream);
  } catch (error) {
    throw error instanceof MemtoolError
      ? error
      : new MemtoolError("USAGE", `cannot read ${path}: ${messageOf(error)}`, { cause: error });
  }
}

/** Writes the state now and then. */
class StateKeeper {
  readonly #path: string | undefined;
  readonly #created: string;
  readonly #targets: readonly string[];
  readonly #context: Context;
  #state: RestoreState | undefined;
  #nextMs: number;

  constructor(path: string | undefined, created: string, targets: readonly string[], context: Context) {
    this.#path = path;
    this.#created = created;
    this.#targets = targets;
    this.#context = context;
    this.#nextMs = context.clock.monotonicMs() + STATE_INTERVAL_MS;
  }

  /** Takes what is true now; undefined unless it is time to write it. */
  update(blocks: number, counts: RestoreState["counts"]): Promise<void> | undefined {
    this.#state = { created: this.#created, targets: this.#targets, blocks, counts };
    const nowMs = this.#context.clock.monotonicMs();
    if (nowMs < this.#nextMs) {
      return undefined;
    }
    this.#nextMs = nowMs + STATE_INTERVAL_MS;
    return this.save();
  }

  /** Whether a resumed restore would find something. */
  get isKept(): boolean {
    return this.#path !== undefined && this.#state !== undefined;
  }

  async save(): Promise<void> {
    if (this.#path !== undefined && this.#state !== undefined) {
      await writeRestoreState(this.#path, this.#state);
    }
  }

  async remove(): Promise<void> {
    if (this.#path !== undefined) {
      await removeRestoreState(this.#path);
    }
  }
}

async function restore(
  path: string,
  reader: DumpReader,
  targets: OpenTargets,
  done: RestoreState | undefined,
  keeper: StateKeeper,
  options: RestoreOptions,
  context: Context,
): Promise<number> {
  const progress = new ProgressLine(context, true);
  const sizeBytes = path === "-" ? undefined : (await stat(path)).size;
  const run = new RestoreRun({
    ...targets,
    reader,
    done,
    mode: options.mode,
    rate: options.rate,
    clock: context.clock,
    filter: () => true,
    onBlock: (blocks, counts) => keeper.update(blocks, counts),
    onItem: () =>
      progress.update((seconds) => {
        const { stored } = run.restorer.counts;
        const here = stored - (done?.counts.stored ?? 0);
        const part = percentText(run.doneBytes, sizeBytes);
        return `${formatCount(stored)} items stored${part}, ${formatRate(here / Math.max(seconds, 1e-3))}`;
      }),
  });
  let wasInterrupted = false;
  const release = context.onInterrupt(() => {
    wasInterrupted = true;
    run.stop();
  });
  try {
    await run.run();
  } finally {
    release();
    progress.clear();
  }
  return await conclude(run, targets, keeper, wasInterrupted, options, context);
}

/** ` (12 %)` of the dump; empty where that is not known. */
function percentText(doneBytes: number | undefined, sizeBytes: number | undefined): string {
  return doneBytes === undefined || sizeBytes === undefined || sizeBytes === 0
    ? ""
    : ` (${Math.floor((doneBytes / sizeBytes) * 100)} %)`;
}

async function conclude(
  run: RestoreRun,
  targets: OpenTargets,
  keeper: StateKeeper,
  wasInterrupted: boolean,
  options: RestoreOptions,
  context: Context,
): Promise<number> {
  const { counts, failure, firstRefusal } = run.restorer;
  const say = (text: string): unknown => context.stderr.write(`memtool ${NAME}: ${text}\n`);
  const { ending } = run;
  const evictions = failure === undefined && !wasInterrupted ? await targets.evictions() : 0;
  if (options.json) {
    const complete = ending?.kind === "whole";
    context.stdout.write(jsonDocument({ schema: 1, complete, ...restoreJson(counts), evicted: evictions }));
  }
  say(restoreSentence(counts));
  if (firstRefusal !== undefined) {
    say(firstRefusal.message);
  }
  if (evictions > 0) {
    say(`${formatCount(evictions)} items were evicted meanwhile: the servers have too little memory for all of them`);
  }
  if (ending?.kind === "broken") {
    say(`the dump ${ending.found}; what stands before was restored`);
  }
  if (ending === undefined) {
    await keeper.save();
    say(`not finished: the same command ${keeper.isKept ? "with --resume goes on" : "begins anew"}`);
  } else {
    await keeper.remove();
  }
  if (wasInterrupted) {
    return EXIT.interrupted;
  }
  const isIncomplete = ending?.kind !== "whole" || counts.tooLarge + counts.failed + evictions > 0;
  return concludeMove(failure === undefined ? [] : [failure], 1, isIncomplete, NAME, context);
}

/** The command. */
export const keysRestoreCommand = defineCommand({
  name: NAME,
  describe: "store the items of a dump on one or several servers",
  positionals: [
    {
      name: "file",
      describe: "a dump of `memtool keys dump`, packed or not; - for stdin",
      example: "cache.dump.gz",
      required: true,
    },
    {
      name: "servers",
      describe: "where to; default $MEMCACHE_SERVERS, then 127.0.0.1:11211",
      example: "10.0.0.1 10.0.0.2:11212",
      variadic: true,
    },
  ],
  options: OPTIONS,
  examples: [
    { command: "memtool keys restore cache.dump.gz", describe: "on the local server" },
    { command: "memtool keys restore cache.dump a:11211 b:11211 --placement ketama", describe: "spread over two" },
    { command: "memtool keys restore cache.dump --mode add --rate 5k", describe: "gently, and only what is missing" },
  ],
  notes: [
    "Each item gets the time that is left to it by this machine's clock; those whose time is over are counted and left out. cas numbers are the server's to give: they are not restored.",
    "A restore that was stopped goes on with --resume, block by block (some thousand items): the unfinished block is stored again.",
    "Exit codes: 0 everything was stored or there already (add), 1 items were too large, refused or evicted, or the dump is not whole, 2 wrong usage, 3 a server could not be reached, 4 a server refused, 130 interrupted.",
  ],
  handler: runRestore,
});
