/** `memtool get`, `gets` and `gat`: values for scripts and for people. */
import { MemtoolError } from "../../base/errors.ts";
import { type CommandDefinition, defineCommand, type OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { createStyle } from "../output/style.ts";
import { PLACEMENT_OPTIONS } from "../placement-options.ts";
import { readExptime, TTL_FORMS } from "../request/exptime.ts";
import { type FoundItems, findItems } from "../request/find-items.ts";
import type { FetchFields } from "../request/item-requests.ts";
import { checkKeyWord } from "../request/key-words.ts";
import {
  JSON_OPTION,
  QUIET_OPTION,
  RAW_OPTION,
  SERVER_OPTIONS,
  type ServerOptionValues,
} from "../request/request-options.ts";
import { complain, runRequest, say, worstExitCode } from "../request/run-request.ts";
import { itemFormat, showItems } from "../request/show-items.ts";

const OPTIONS = {
  ...RAW_OPTION,
  ...JSON_OPTION,
  ...QUIET_OPTION,
  ...SERVER_OPTIONS,
  ...PLACEMENT_OPTIONS,
} as const satisfies OptionTable;

const KEYS = {
  name: "key",
  describe: "the keys to read",
  example: "greeting",
  required: true,
  variadic: true,
} as const;

const OUTPUT_NOTE =
  "One key: a pipe gets the bytes of its value and nothing else, no line end; a terminal sees it decoded by what it is (JSON, zlib, PHP, pickle, images ...), escaped. Several keys: a line `key<TAB>value` for each that is there, escaped.";
const EXIT_NOTE =
  "Exit codes: 0 every key was there, 1 one was not (the others are printed), 2 wrong usage, 3 a server could not be reached, 4 refused.";

interface RetrievalValues extends ServerOptionValues {
  readonly json: boolean;
  readonly raw: boolean;
  readonly quiet: boolean;
}

/** What is read, and how. */
interface Retrieval extends FetchFields {
  readonly name: string;
  readonly keys: readonly string[];
}

async function retrieve(
  { name, keys, ...fields }: Retrieval,
  options: RetrievalValues,
  context: Context,
): Promise<ExitCode> {
  if (options.raw && context.isTerminal) {
    throw new MemtoolError("USAGE", "--raw does not write to a terminal: a value may hold bytes that disturb it", {
      hint: `send it to a file or a pipe: memtool ${name} --raw ${keys[0] ?? ""} > file`,
    });
  }
  if (options.raw && options.json) {
    throw new MemtoolError("USAGE", "one format at a time: --raw or --json");
  }
  keys.forEach(checkKeyWord);
  const isSingle = keys.length === 1 && !fields.cas;
  const format = itemFormat({ ...options, isSingle, isTerminal: context.isTerminal });
  const frame = { name, options, context };
  return await runRequest(frame, async (servers) => {
    const result = await findItems(servers, keys, fields);
    if (format === "shown") {
      await show(result, context);
    } else {
      context.stdout.write(showItems(result, format));
    }
    for (const { error } of result.failures) {
      complain(frame, error);
    }
    for (const key of options.quiet ? [] : result.missing) {
      say(frame, "NOT_FOUND", key);
    }
    return result.failures.length > 0
      ? worstExitCode(result.failures.map(({ error }) => error))
      : result.missing.length > 0
        ? EXIT.checkFailed
        : EXIT.ok;
  });
}

/** A person sees what a value is; the decoders are loaded for nobody else. */
async function show({ items }: FoundItems, { stdout, stderr, width, color, errorColor }: Context): Promise<void> {
  const { showDecoded } = await import("../request/show-decoded.ts");
  const styles = { value: createStyle(color), notes: createStyle(errorColor) };
  for (const item of items.values()) {
    const { value, notes } = showDecoded(item, width, styles);
    stderr.write(notes);
    stdout.write(value);
  }
}

/** `memtool get KEY...`. */
export const getCommand: CommandDefinition = defineCommand({
  name: "get",
  describe: "read values; exit code 1 if one is missing",
  positionals: [KEYS],
  options: OPTIONS,
  examples: [
    { command: "memtool get greeting", describe: "the value" },
    { command: "memtool get picture > picture.png", describe: "exact bytes to a file" },
    { command: "if memtool get -q lock > /dev/null; then ...", describe: "is there such an item?" },
    { command: "memtool get a b --json | jq -r '.items[].value'", describe: "several values for a program" },
  ],
  notes: [OUTPUT_NOTE, EXIT_NOTE],
  handler: async ({ words, options }, context) =>
    await retrieve({ name: "get", keys: words, cas: false, exptime: undefined }, options, context),
});

/** `memtool gets KEY...`. */
export const getsCommand: CommandDefinition = defineCommand({
  name: "gets",
  describe: "read values together with their cas numbers",
  positionals: [KEYS],
  options: OPTIONS,
  examples: [{ command: "cas=$(memtool gets stock | cut -f 2)", describe: "the number that memtool cas takes" }],
  notes: ["A line `key<TAB>cas<TAB>value` for each key that is there, the value escaped.", EXIT_NOTE],
  handler: async ({ words, options }, context) =>
    await retrieve({ name: "gets", keys: words, cas: true, exptime: undefined }, options, context),
});

/** `memtool gat TTL KEY...`. */
export const gatCommand: CommandDefinition = defineCommand({
  name: "gat",
  describe: "read values and give the items a new time to live",
  positionals: [{ name: "ttl", describe: TTL_FORMS, example: "5m", required: true }, KEYS],
  options: OPTIONS,
  examples: [{ command: "memtool gat 30m session:7", describe: "read it, and half an hour from now on" }],
  notes: [OUTPUT_NOTE, EXIT_NOTE],
  handler: async ({ words, options }, context) => {
    const [ttl = "", ...keys] = words;
    const exptime = readExptime(ttl, "ttl", context.clock.unixMs());
    return await retrieve({ name: "gat", keys, cas: false, exptime }, options, context);
  },
});
