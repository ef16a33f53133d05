/** The keys that `cluster ring`, `compare` and `simulate` look at: those of a file, those on the servers, or made-up ones. */
import { readFile } from "node:fs/promises";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import { formatCount, formatCounted } from "../../base/format-units.ts";
import { compileFilter } from "../../keys/key-filter.ts";
import type { KeyScan } from "../../keys/key-scan.ts";
import { KEY_LENGTH_MAX } from "../../protocol/limits.ts";
import type { OptionTable, OptionValues } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT } from "../exit-codes.ts";
import { concludeScans, runScans, type ScanRun } from "../keys/scan-run.ts";
import { timerMs } from "../option-values.ts";
import type { FoundServers } from "../servers/found-servers.ts";

/** How many are made up where nobody says how many. */
const MADE_UP_COUNT = 100_000;
const MADE_UP_MAX = 10_000_000;
/** After so many, Ctrl-C gets its turn. */
const TURN_KEYS = 50_000;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

const GROUP = "Which keys";

/** Keys that no server is asked for. */
export const GIVEN_KEY_OPTIONS = {
  keys: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "keys as your application has them, one a line; - reads them from stdin",
    example: "keys.txt",
    group: GROUP,
  },
  "made-up": {
    type: "count",
    unit: "N",
    defaultText: `${formatCount(MADE_UP_COUNT)} where there are no other keys`,
    describe: "so many made-up keys: key:0, key:1, ...",
    example: "1M",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** Keys that may also be the servers' own. */
export const KEY_OPTIONS = {
  ...GIVEN_KEY_OPTIONS,
  sample: {
    type: "count",
    unit: "N",
    defaultText: "all",
    describe: "of the keys on the servers, stop after so many",
    example: "100k",
    group: GROUP,
  },
  timeout: {
    type: "duration",
    default: "5s",
    describe: "give a server up when it does not connect or stays silent for this long",
    example: "1s",
  },
} as const satisfies OptionTable;

/** The parsed options. */
type GivenKeyValues = OptionValues<typeof GIVEN_KEY_OPTIONS>;
/** The parsed options. */
export type KeyOptionValues = OptionValues<typeof KEY_OPTIONS>;

/** One key. */
export interface SourceKey {
  readonly key: Uint8Array;
  /** Whether this is the key as servers have it, with the client's prefix; else it is the application's. */
  readonly isStored: boolean;
  /** What its item takes; 0 if that is not known. */
  readonly sizeBytes: number;
  /** The server it was found on, as an index of the list. */
  readonly foundOn: number | undefined;
}

/** Where they came from. */
export interface KeyOrigin {
  readonly kind: "servers" | "file" | "made-up";
  /** In words: `1,000 keys of 3 servers`. */
  readonly text: string;
  readonly exitCode: number;
  /** Whether the servers have more of them. */
  readonly isPart: boolean;
  /** Servers that failed before all their keys were seen, as indexes of the list. */
  readonly failed: readonly number[];
  /** Servers that have no key at all. */
  readonly empty: readonly number[];
}

/**
 * The keys of a file, or made-up ones.
 * @throws MemtoolError USAGE for a file that cannot be read or holds no key, and options that exclude each other
 */
export async function readGivenKeys(
  options: GivenKeyValues,
  context: Context,
  consume: (key: SourceKey) => void,
): Promise<KeyOrigin> {
  const { keys: path, "made-up": count } = options;
  if (path !== undefined && count !== undefined) {
    throw new MemtoolError("USAGE", "--keys are real, --made-up are not: give one of them");
  }
  return path === undefined
    ? await makeUpKeys(count ?? MADE_UP_COUNT, context, consume)
    : await readKeyFile(path, context, consume);
}

/**
 * The keys of a file, made-up ones if asked for, else those on the servers; made-up ones, and a word about it, if none can be reached.
 * @throws MemtoolError as {@link readGivenKeys}, and what stops the scan of an only server
 */
export async function readKeys(
  commandName: string,
  options: KeyOptionValues,
  found: FoundServers,
  context: Context,
  consume: (key: SourceKey) => void,
): Promise<KeyOrigin> {
  if (options.keys !== undefined || options["made-up"] !== undefined) {
    return await readGivenKeys(options, context, consume);
  }
  if (options.sample !== undefined && options.sample < 1) {
    throw new MemtoolError("USAGE", "--sample must be at least 1");
  }
  let count = 0;
  const run = await scanKeys(commandName, options, found, context, (key) => {
    count++;
    consume(key);
  });
  const isNobodyThere =
    run.failures.length === run.scans.length && run.failures.every(({ error }) => error.code === "CONNECT");
  if (isNobodyThere && !run.wasInterrupted) {
    context.stderr.write(
      `memtool ${commandName}: no server can be reached, so the keys are made up: ${run.failures[0]?.error.message}\n`,
    );
    return await makeUpKeys(MADE_UP_COUNT, context, consume);
  }
  const exitCode = concludeScans(run, commandName, context, false);
  if (count === 0 && exitCode === EXIT.ok) {
    context.stderr.write(`memtool ${commandName}: there is no key on the servers, so the keys are made up\n`);
    return await makeUpKeys(MADE_UP_COUNT, context, consume);
  }
  const isPart = run.wasInterrupted || run.scans.some(({ isComplete }) => !isComplete);
  const failed = run.failures.map(({ scan }) => run.scans.indexOf(scan));
  const empty = [...run.scans.keys()].filter((index) => isEmpty(run.scans[index]));
  const text = `${isPart ? "the first " : ""}${formatCounted(count, "key")} of ${serversText(run)}`;
  return { kind: "servers", text, exitCode, isPart, failed, empty };
}

function isEmpty(scan: KeyScan | undefined): boolean {
  return scan?.isComplete === true && scan.seenCount === 0;
}

function serversText({ scans, failures }: ScanRun): string {
  if (scans.length === 1) {
    return "the server";
  }
  const told = failures.length === 0 ? "" : `${scans.length - failures.length} of `;
  return `${told}${scans.length} servers`;
}

async function scanKeys(
  commandName: string,
  options: KeyOptionValues,
  found: FoundServers,
  context: Context,
  consume: (key: SourceKey) => void,
): Promise<ScanRun> {
  let left = options.sample ?? Number.POSITIVE_INFINITY;
  return await runScans(
    {
      commandName,
      addresses: found.addresses,
      tls: found.tls,
      timeoutMs: timerMs("timeout", options.timeout),
      filter: compileFilter({
        match: [],
        prefix: undefined,
        regex: undefined,
        ttlBelowS: undefined,
        ttlAboveS: undefined,
        noExpiry: false,
        sizeAboveBytes: undefined,
        idleAboveS: undefined,
        neverFetched: false,
      }),
      onlyClass: undefined,
      isExact: false,
      fromClasses: [],
      wantsProgress: true,
      consume: async (_scan: KeyScan, entries, _signal, foundOn) => {
        for (const { key, sizeBytes } of entries.slice(0, left)) {
          consume({ key, isStored: true, sizeBytes, foundOn });
        }
        left -= entries.length;
        return left > 0;
      },
    },
    context,
  );
}

async function makeUpKeys(count: number, context: Context, consume: (key: SourceKey) => void): Promise<KeyOrigin> {
  if (count < 1 || count > MADE_UP_MAX) {
    throw new MemtoolError("USAGE", `--made-up must be 1 to ${formatCount(MADE_UP_MAX)}`);
  }
  const { taken, exitCode } = await takeInTurns(numberedKeys(count), context, consume);
  return {
    kind: "made-up",
    text: `${formatCounted(taken, "made-up key")}, key:0 and so on`,
    exitCode,
    isPart: false,
    failed: [],
    empty: [],
  };
}

function* numberedKeys(count: number): Generator<Uint8Array> {
  for (let index = 0; index < count; index++) {
    yield Buffer.from(`key:${index}`);
  }
}

async function readKeyFile(path: string, context: Context, consume: (key: SourceKey) => void): Promise<KeyOrigin> {
  const { taken, exitCode } = await takeInTurns(linesOf(await readWhole(path, context)), context, consume);
  if (taken === 0) {
    throw new MemtoolError("USAGE", `there is no key in ${path === "-" ? "stdin" : path}`, { hint: "one key a line" });
  }
  const text = `${formatCounted(taken, "key")} of ${path === "-" ? "stdin" : path}`;
  return { kind: "file", text, exitCode, isPart: false, failed: [], empty: [] };
}

async function readWhole(path: string, { stdin }: Context): Promise<Buffer> {
  if (path === "-") {
    const chunks: Buffer[] = [];
    for await (const chunk of stdin) {
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot read the keys of ${path}: ${messageOf(error)}`, { cause: error });
  }
}

function* linesOf(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const lineFeed = bytes.indexOf(LINE_FEED, at);
    const lineEnd = lineFeed === -1 ? bytes.length : lineFeed;
    const end = bytes[lineEnd - 1] === CARRIAGE_RETURN ? lineEnd - 1 : lineEnd;
    if (end - at > KEY_LENGTH_MAX) {
      throw new MemtoolError("USAGE", `a key of ${end - at} bytes is too long: memcached takes ${KEY_LENGTH_MAX}`, {
        hint: "the file has a key a line",
      });
    }
    if (end > at) {
      yield bytes.subarray(at, end);
    }
    at = lineEnd + 1;
  }
}

async function takeInTurns(
  keys: Iterable<Uint8Array>,
  context: Context,
  consume: (key: SourceKey) => void,
): Promise<{ readonly taken: number; readonly exitCode: number }> {
  let wasInterrupted = false;
  const release = context.onInterrupt(() => {
    wasInterrupted = true;
  });
  let taken = 0;
  for (const key of keys) {
    consume({ key, isStored: false, sizeBytes: 0, foundOn: undefined });
    taken++;
    if (taken % TURN_KEYS === 0) {
      await context.clock.sleep(0);
    }
    if (wasInterrupted) {
      break;
    }
  }
  release();
  return { taken, exitCode: wasInterrupted ? EXIT.interrupted : EXIT.ok };
}
