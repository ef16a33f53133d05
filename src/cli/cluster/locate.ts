/** `memtool cluster locate`: which node owns a key, why, and whether the key is there. The rules are src/cluster/ring. */
import { MemtoolError } from "../../base/errors.ts";
import { MemcachedClient } from "../../client/memcached-client.ts";
import { storedKey } from "../../cluster/ring/clients.ts";
import type { Choice, Explanation } from "../../cluster/ring/placement.ts";
import { ACCESS_OPTIONS } from "../access.ts";
import { type CommandArguments, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT, exitCodeOf, worstOf } from "../exit-codes.ts";
import { describeFailure, failureText } from "../failure.ts";
import { timerMs } from "../option-values.ts";
import { FORMAT_OPTIONS, formatOf } from "../output/result-format.ts";
import type { ResultColumn, ResultRow } from "../output/result-table.ts";
import { resultText } from "../output/result-text.ts";
import { checkKeyWord } from "../request/key-words.ts";
import { SERVER_OPTIONS } from "../request/request-options.ts";
import { FIND_OPTIONS } from "../servers/find-options.ts";
import { readGivenKeys } from "./key-source.ts";
import { CLIENT_OPTIONS, clientNotes, type PlacedPool, placePool, WEIGHT_NOTE } from "./placed-pool.ts";
import { checkNamedOnce } from "./pool-options.ts";

const NAME = "cluster locate";

/** So many keys are asked for at once on a node. */
const KEYS_IN_FLIGHT = 1000;

const OPTIONS = {
  ...CLIENT_OPTIONS,
  explain: {
    type: "flag",
    describe: "what was hashed, by what, to which value, and how that chose the node",
    example: "memtool cluster locate user:1 --client dalli --explain",
  },
  check: {
    type: "flag",
    describe: "ask the nodes which of them have the key; exit code 1 if its own has not, or another has it too",
    example: "memtool cluster locate user:1 --client dalli --check",
  },
  keys: {
    type: "text",
    unit: "FILE",
    defaultText: "none",
    describe: "more keys, one a line; - reads them from stdin",
    example: "keys.txt",
  },
  ...FORMAT_OPTIONS,
  servers: SERVER_OPTIONS.servers,
  timeout: SERVER_OPTIONS.timeout,
  ...FIND_OPTIONS,
  ...ACCESS_OPTIONS,
} as const satisfies OptionTable;

type LocateArguments = CommandArguments<typeof OPTIONS>;

const BASE_COLUMNS: readonly ResultColumn[] = [
  { name: "key", label: "key", kind: "text" },
  { name: "node", label: "node", kind: "text" },
];

const EXPLAIN_COLUMNS: readonly ResultColumn[] = [
  { name: "hashed", label: "hashed", kind: "text" },
  { name: "hash", label: "by", kind: "text" },
  { name: "hash_value", label: "to", kind: "text" },
  { name: "choice", label: "chosen as", kind: "text" },
];

const CHECK_COLUMNS: readonly ResultColumn[] = [
  { name: "check", label: "there", kind: "text" },
  { name: "found_on", label: "found on", kind: "text" },
];

/** A key of the application, and what its client makes of it. */
interface LocatedKey {
  readonly key: Uint8Array;
  readonly stored: Uint8Array;
  readonly explanation: Explanation;
}

async function runLocate({ options, words }: LocateArguments, context: Context): Promise<number> {
  const format = formatOf(options, context);
  const pool = await placePool(options.servers ?? [], options, context);
  checkNamedOnce(pool.found.addresses);
  const keys = words.map((word) => locateKey(pool, Buffer.from(checkKeyWord(word))));
  if (options.keys !== undefined) {
    await readGivenKeys({ keys: options.keys, "made-up": undefined }, context, ({ key }) => {
      keys.push(locateKey(pool, Buffer.from(key)));
    });
  }
  if (keys.length === 0) {
    throw new MemtoolError("USAGE", "which key? there is none", { hint: "name keys, or give a file with --keys" });
  }
  const checked = options.check ? await checkKeys(pool, keys, options.timeout, context) : undefined;
  const columns = [
    ...BASE_COLUMNS,
    ...(options.check ? CHECK_COLUMNS : []),
    ...(options.explain ? EXPLAIN_COLUMNS : []),
  ];
  const rows = keys.map((located, index): ResultRow => {
    return [
      located.key,
      pool.names[located.explanation.owner],
      ...(checked === undefined ? [] : checked.cells(index)),
      ...(options.explain ? explanationCells(located) : []),
    ];
  });
  context.stdout.write(await resultText(format, { columns, rows }, context));
  return checked === undefined ? EXIT.ok : checked.exitCode;
}

function locateKey({ rule, placement }: PlacedPool, key: Uint8Array): LocatedKey {
  const stored = storedKey(rule, key);
  return { key, stored, explanation: placement.explain(stored, 0, stored.length) };
}

function explanationCells({ explanation }: LocatedKey): ResultRow {
  const { hashed, hashName, hash, choice } = explanation;
  return [hashed, hashName, String(hash), choiceText(choice)];
}

function choiceText(choice: Choice): string {
  switch (choice.kind) {
    case "point":
      return `point ${choice.point}, one of ${choice.pointCount}`;
    case "bucket":
      return `bucket ${choice.bucket} of ${choice.bucketCount} by ${choice.method}`;
    case "score":
      return `the highest of ${choice.scores.length} scores`;
  }
}

/** What the nodes said. */
interface CheckedKeys {
  cells(key: number): ResultRow;
  readonly exitCode: number;
}

/** Asks every node for every key, without a trace in its statistics of use. */
async function checkKeys(
  { found, names }: PlacedPool,
  keys: readonly LocatedKey[],
  timeoutMs: number,
  context: Context,
): Promise<CheckedKeys> {
  const waitMs = timerMs("timeout", timeoutMs);
  const clients = found.addresses.map(
    (address) => new MemcachedClient(address, { tls: found.tls, connectTimeoutMs: waitMs, requestTimeoutMs: waitMs }),
  );
  let wasInterrupted = false;
  const release = context.onInterrupt(() => {
    wasInterrupted = true;
    for (const client of clients) {
      client.destroy();
    }
  });
  try {
    const answers = await Promise.all(clients.map((client) => presenceOn(client, keys)));
    const failures = wasInterrupted ? [] : answers.flatMap(({ error }) => (error === undefined ? [] : [error]));
    for (const error of failures) {
      context.stderr.write(failureText(describeFailure(error), NAME));
    }
    const verdicts = keys.map(({ explanation }, index) => verdictOf(explanation.owner, index, answers));
    const isFine = verdicts.every(({ check }) => check === "yes");
    return {
      cells: (key) => {
        const { check, holders } = verdicts[key] as Verdict;
        return [check, holders.map((node) => names[node]).join(" ")];
      },
      exitCode: wasInterrupted ? EXIT.interrupted : exitCodeFor(failures, isFine),
    };
  } finally {
    release();
    for (const client of clients) {
      client.destroy();
    }
  }
}

function exitCodeFor(failures: readonly MemtoolError[], isFine: boolean): number {
  return worstOf([...failures.map(({ code }) => exitCodeOf(code)), ...(isFine ? [] : [EXIT.checkFailed])]);
}

/** Whether one node has each key; or why it did not say. */
interface Presence {
  readonly has: readonly boolean[];
  readonly error: MemtoolError | undefined;
}

async function presenceOn(client: MemcachedClient, keys: readonly LocatedKey[]): Promise<Presence> {
  try {
    const has: boolean[] = [];
    while (has.length < keys.length) {
      const part = keys.slice(has.length, has.length + KEYS_IN_FLIGHT);
      const replies = await Promise.all(part.map(({ stored }) => client.metaDebug(stored)));
      has.push(...replies.map((reply) => reply?.code === "ME"));
    }
    return { has, error: undefined };
  } catch (error) {
    if (error instanceof MemtoolError && error.code !== "BUG") {
      return { has: [], error };
    }
    throw error;
  }
}

/** yes: on its own node alone; misplaced: on others only; twice: on others, too; no: nowhere; unknown: its own node did not say. */
interface Verdict {
  readonly check: "yes" | "no" | "misplaced" | "twice" | "unknown";
  readonly holders: readonly number[];
}

function verdictOf(owner: number, key: number, answers: readonly Presence[]): Verdict {
  const holders = [...answers.keys()].filter((node) => answers[node]?.has[key] === true);
  const isOwnerSilent = answers[owner]?.error !== undefined;
  if (isOwnerSilent) {
    return { check: "unknown", holders };
  }
  if (holders.includes(owner)) {
    return { check: holders.length === 1 ? "yes" : "twice", holders };
  }
  return { check: holders.length === 0 ? "no" : "misplaced", holders };
}

/** The command. */
export const clusterLocateCommand = defineCommand({
  name: NAME,
  describe: "which node owns a key, by the rule of your client",
  positionals: [
    { name: "key", describe: "keys as your application gives them to its client", example: "user:1", variadic: true },
  ],
  options: OPTIONS,
  examples: [
    {
      command: "memtool cluster locate user:1 --client pylibmc:ketama=1 -s 10.0.0.1,10.0.0.2",
      describe: "the node that pylibmc with the behavior ketama puts user:1 on",
    },
    { command: "memtool cluster locate user:1 --client dalli --explain", describe: "and why" },
    {
      command: "memtool cluster locate user:1 --client php-memcached:libketama_compatible --check",
      describe: "and whether it is there, or on another node",
    },
    { command: "memtool cluster locate user:1 --pool nutcracker.yml", describe: "as twemproxy's configuration says" },
  ],
  notes: [
    WEIGHT_NOTE,
    "With --check a key is: yes, on its own node; no, on none; misplaced, on others only; twice, on its own and others; unknown, its node did not answer.",
    "The answer holds while all nodes are up: some clients put keys elsewhere while one is away.",
    "Exit codes: 0 done, 1 --check found a key that is not where it belongs, 2 wrong usage, 3 a server could not be reached, 4 refused, 130 interrupted.",
    ...clientNotes(),
  ],
  handler: runLocate,
});
