/** `memtool mg`, `ms`, `md`, `ma`, `me` and `mn`: the meta commands with their flags as they are on the wire. */
import { MemtoolError } from "../../base/errors.ts";
import type { MemcachedClient } from "../../client/memcached-client.ts";
import { refusal } from "../../client/refusal.ts";
import { META_COMMANDS } from "../../protocol/commands-meta.ts";
import type { MetaVerb } from "../../protocol/meta/encode-request.ts";
import type { Reply } from "../../protocol/reply.ts";
import { type CommandDefinition, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import type { ExitCode } from "../exit-codes.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";
import { type MetaLine, metaLine } from "../request/meta-line.ts";
import { JSON_OPTION, RAW_OPTION, SERVER_OPTIONS, type ServerOptionValues } from "../request/request-options.ts";
import { runRequest, say } from "../request/run-request.ts";
import { type MetaFormat, metaExitCode, metaWord, showMeta } from "../request/show-meta.ts";
import { tellAll } from "../request/tell-all.ts";
import { FILE_OPTION, readValue, VALUE_WORD, valueSource } from "../request/value-source.ts";

const COMMON = { ...JSON_OPTION, ...SERVER_OPTIONS, ...PLACEMENT_OPTIONS } as const satisfies OptionTable;
const WITH_RAW = { ...RAW_OPTION, ...COMMON } as const satisfies OptionTable;

const KEY = {
  name: "key",
  describe: "the item's key; with the flag b in base64",
  example: "greeting",
  required: true,
} as const;

const EXIT_NOTE =
  "Exit codes: 0 done, 1 EN, NF, NS or EX, or the server refused it, 2 wrong usage, 3 the server could not be reached, 4 it refused the login or TLS.";
const FORMAT_NOTE =
  "A pipe gets the reply's line and, below it, the value, escaped; a terminal also what it means. A key with spaces or control characters is sent in base64.";

interface MetaValues extends ServerOptionValues {
  readonly json: boolean;
  readonly raw?: boolean;
}

interface Meta extends MetaLine {
  readonly verb: MetaVerb;
  readonly value?: Uint8Array;
}

async function run({ verb, line, key, value }: Meta, options: MetaValues, context: Context): Promise<ExitCode> {
  const format = formatOf(options, context);
  const frame = { name: verb, options, context };
  return await runRequest(frame, async (servers) => {
    const reply = await ask(servers.ownerOf(key), verb, line, value);
    const spec = META_COMMANDS.find(({ words }) => words[0] === verb);
    context.stdout.write(showMeta(reply, format, spec));
    const word = format === "bytes" ? metaWord(reply) : undefined;
    if (word !== undefined) {
      say(frame, word, key);
    }
    return metaExitCode(verb, reply);
  });
}

function formatOf({ json, raw }: MetaValues, { isTerminal }: Context): MetaFormat {
  if (raw === true && json) {
    throw new MemtoolError("USAGE", "one format at a time: --raw or --json");
  }
  if (raw === true && isTerminal) {
    throw new MemtoolError("USAGE", "--raw does not write to a terminal: a value may hold bytes that disturb it");
  }
  return json ? "json" : raw === true ? "bytes" : isTerminal ? "explained" : "plain";
}

async function ask(client: MemcachedClient, verb: string, line: string, value: Uint8Array | undefined): Promise<Reply> {
  const reply = await client.execute(line, value);
  if (reply.kind === "error") {
    throw refusal(client.name, verb, reply);
  }
  return reply;
}

/** One of the commands without a value. @param letters the flags it has, for the help */
function meta(verb: "mg" | "md" | "ma" | "me", describe: string, example: string, shows: string): CommandDefinition {
  const flags = {
    name: "flag",
    describe: flagsText(verb),
    example: verb === "ma" ? "D5" : "v",
    variadic: true,
  } as const;
  return defineCommand({
    name: verb,
    describe,
    positionals: verb === "me" ? [KEY, { name: "flag", describe: "b: the key is base64", example: "b" }] : [KEY, flags],
    options: WITH_RAW,
    examples: [{ command: example, describe: shows }],
    notes: [FORMAT_NOTE, EXIT_NOTE],
    handler: async ({ words, options }, context) => {
      const [key = "", ...letters] = words;
      return await run({ verb, ...metaLine(verb, key, letters) }, options, context);
    },
  });
}

/** `v: return the value, f: ...`, from the command table. */
function flagsText(verb: string): string {
  const spec = META_COMMANDS.find(({ words }) => words[0] === verb);
  const flags = spec?.metaFlags ?? [];
  return flags
    .map(({ letter, argument, meaning }) => `${letter}${argument === undefined ? "" : `<${argument}>`} ${meaning}`)
    .join("; ");
}

/** `memtool mg KEY [FLAG...]`. */
export const mgCommand = meta(
  "mg",
  "read an item or parts of it (meta get)",
  "memtool mg greeting v t f c",
  "value, TTL, flags, cas",
);

/** `memtool md KEY [FLAG...]`. */
export const mdCommand = meta(
  "md",
  "remove an item or mark it stale (meta delete)",
  "memtool md greeting I T30",
  "stale for half a minute",
);

/** `memtool ma KEY [FLAG...]`. */
export const maCommand = meta(
  "ma",
  "add to or subtract from a number (meta arithmetic)",
  "memtool ma visits N0 J1 v",
  "made with 1 if it is not there",
);

/** `memtool me KEY`. */
export const meCommand = meta(
  "me",
  "show what the server knows about an item (meta debug)",
  "memtool me greeting",
  "age, size, slab class",
);

/** `memtool ms KEY [VALUE [FLAG...]]`. */
export const msCommand: CommandDefinition = defineCommand({
  name: "ms",
  describe: "store a value (meta set)",
  positionals: [KEY, VALUE_WORD, { name: "flag", describe: flagsText("ms"), example: "T60", variadic: true }],
  options: { ...FILE_OPTION, ...COMMON },
  examples: [
    { command: "memtool ms greeting hello T60 F1", describe: "for a minute, with flags 1" },
    { command: "memtool ms picture @picture.png T3600 c", describe: "a file; the new cas number is printed" },
    { command: "make-page | memtool ms page - T60", describe: "from stdin" },
  ],
  notes: ["The length is put in by memtool. With --file the flags follow the key.", FORMAT_NOTE, EXIT_NOTE],
  handler: async ({ words, options }, context) => {
    const [key = "", ...rest] = words;
    const [text, ...others] = rest;
    const [word, flags] = options.file === undefined ? [text, others] : [undefined, rest];
    metaLine("ms", key, flags, 0);
    const value = await readValue(valueSource(word, options.file), context);
    return await run({ verb: "ms", ...metaLine("ms", key, flags, value.length), value }, options, context);
  },
});

/** `memtool mn`. */
export const mnCommand: CommandDefinition = defineCommand({
  name: "mn",
  describe: "a round trip that does nothing (meta no-op)",
  positionals: [],
  options: { ...JSON_OPTION, ...SERVER_OPTIONS },
  examples: [{ command: "memtool mn", describe: "prints MN" }],
  notes: [
    "Exit codes: 0 every server answered, 1 one does not know the command, 3 one could not be reached, 4 refused.",
  ],
  handler: async ({ options }, context) => {
    const frame = { name: "mn", options, context };
    return await runRequest(frame, async (servers) => {
      const ask = async (client: MemcachedClient): Promise<string> => {
        await client.metaNoop();
        return "MN";
      };
      return await tellAll(frame, servers, "result", ask);
    });
  },
});
