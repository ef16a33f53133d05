/** `memtool set`, `add`, `replace`, `append`, `prepend` and `cas`: a value from a word, a file or stdin. */
import { MemtoolError } from "../../base/errors.ts";
import { type CommandDefinition, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import type { ExitCode } from "../exit-codes.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";
import { readExptime, TTL_FORMS } from "../request/exptime.ts";
import { type StoreFields, storeItem } from "../request/item-requests.ts";
import { checkKeyWord } from "../request/key-words.ts";
import { tellOutcome } from "../request/outcome.ts";
import { JSON_OPTION, QUIET_OPTION, SERVER_OPTIONS, type ServerOptionValues } from "../request/request-options.ts";
import { runRequest } from "../request/run-request.ts";
import { readUint64 } from "../request/uint64-word.ts";
import { FILE_OPTION, readValue, VALUE_WORD, valueSource } from "../request/value-source.ts";

const COMMON = {
  ...FILE_OPTION,
  ...JSON_OPTION,
  ...QUIET_OPTION,
  ...SERVER_OPTIONS,
  ...PLACEMENT_OPTIONS,
} as const satisfies OptionTable;

const ITEM = {
  ttl: {
    type: "text",
    unit: "TTL",
    default: "never",
    describe: `how long the item lives: ${TTL_FORMS}`,
    example: "5m",
  },
  flags: {
    type: "integer",
    default: "0",
    describe: "a number kept with the item, 0 to 4294967295; clients say with it how a value is encoded",
    example: "1",
  },
} as const satisfies OptionTable;

const POSITIONALS = [
  { name: "key", describe: "the item's key", example: "greeting", required: true },
  VALUE_WORD,
] as const;

const NOTES: readonly string[] = [
  "The bytes are stored exactly. From stdin a line end at the end is part of the value: printf writes none, echo does.",
  "Exit codes: 0 STORED, 1 not (the word says why), or the server refused it, 2 wrong usage, 3 the server could not be reached, 4 it refused the login or TLS.",
];

interface StorageValues extends ServerOptionValues {
  readonly file: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
}

type Verb = Parameters<typeof storeItem>[1];

interface Storage {
  readonly verb: Verb;
  readonly words: readonly string[];
  readonly fields: StoreFields;
}

async function store({ verb, words, fields }: Storage, options: StorageValues, context: Context): Promise<ExitCode> {
  const [word = "", text] = words;
  const key = checkKeyWord(word);
  const value = await readValue(valueSource(text, options.file), context);
  const frame = { name: verb, options, context };
  return await runRequest(frame, async (servers) => {
    const result = await storeItem(servers.ownerOf(key), verb, key, value, fields);
    return tellOutcome(frame, result, key, options, { bytes: value.length });
  });
}

function fieldsOf({ ttl, flags }: { readonly ttl: string; readonly flags: number }, context: Context): StoreFields {
  return { flags, exptime: readExptime(ttl, "--ttl", context.clock.unixMs()), cas: 0n };
}

function storing(verb: "set" | "add" | "replace", describe: string, example: string, shows: string): CommandDefinition {
  return defineCommand({
    name: verb,
    describe,
    positionals: POSITIONALS,
    options: { ...ITEM, ...COMMON },
    examples: [{ command: example, describe: shows }],
    notes: NOTES,
    handler: async ({ words, options }, context) =>
      await store({ verb, words, fields: fieldsOf(options, context) }, options, context),
  });
}

function joining(verb: "append" | "prepend", describe: string, example: string, shows: string): CommandDefinition {
  return defineCommand({
    name: verb,
    describe,
    positionals: POSITIONALS,
    options: COMMON,
    examples: [{ command: example, describe: shows }],
    notes: NOTES,
    handler: async ({ words, options }, context) =>
      await store({ verb, words, fields: { flags: 0, exptime: 0, cas: 0n } }, options, context),
  });
}

/** `memtool set KEY [VALUE]`. */
export const setCommand = storing(
  "set",
  "store a value, whatever was there before",
  "gzip -c report.html | memtool set report --ttl 1h",
  "a value from a pipe, for an hour",
);

/** `memtool add KEY [VALUE]`. */
export const addCommand = storing(
  "add",
  "store a value only if the key is not there",
  "memtool add -q lock:backup $$ --ttl 10m && ./backup",
  "only one of several machines does it",
);

/** `memtool replace KEY [VALUE]`. */
export const replaceCommand = storing(
  "replace",
  "store a value only if the key is there",
  "memtool replace greeting @hello.txt",
  "the content of a file",
);

/** `memtool append KEY [VALUE]`. */
export const appendCommand = joining(
  "append",
  "put bytes behind the value that is there",
  "memtool append log 'done;'",
  "flags and time to live stay",
);

/** `memtool prepend KEY [VALUE]`. */
export const prependCommand = joining(
  "prepend",
  "put bytes in front of the value that is there",
  "memtool prepend log 'start;'",
  "flags and time to live stay",
);

/** `memtool cas KEY [VALUE] --cas N`. */
export const casCommand: CommandDefinition = defineCommand({
  name: "cas",
  describe: "store a value only if the item has not changed since",
  positionals: POSITIONALS,
  options: {
    cas: {
      type: "text",
      unit: "N",
      defaultText: "none: it has to be given",
      describe: "the item's cas number as memtool gets printed it",
      example: "17",
    },
    ...ITEM,
    ...COMMON,
  },
  examples: [
    {
      command: "memtool cas stock 41 --cas $(memtool gets stock | cut -f 2)",
      describe: "nobody else changed it meanwhile",
    },
  ],
  notes: NOTES,
  handler: async ({ words, options }, context) => {
    if (options.cas === undefined) {
      throw new MemtoolError("USAGE", "--cas is missing: the number that the item has to have", {
        hint: "memtool gets KEY prints it in the second column",
      });
    }
    const fields = { ...fieldsOf(options, context), cas: readUint64(options.cas, "--cas") };
    return await store({ verb: "cas", words, fields }, options, context);
  },
});
