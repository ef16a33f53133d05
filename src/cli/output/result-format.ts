/** In which format a result is printed: the options that choose it, the same in every command that prints tables. */
import { MemtoolError } from "../../base/errors.ts";
import type { OptionTable } from "../command.ts";
import type { Context } from "../context.ts";

/** The formats; `table` is for people, `markdown` for people's tickets, the others for programs. */
export const OUTPUT_FORMATS = ["table", "tsv", "csv", "json", "jsonl", "markdown"] as const;

/** One of {@link OUTPUT_FORMATS}. */
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

const GROUP = "Output";

/** The option table, to be spread into a command's. A command with formats of its own replaces `format` by one with more choices. */
export const FORMAT_OPTIONS = {
  format: {
    type: "text",
    choices: OUTPUT_FORMATS,
    defaultText: "table on a terminal, tsv elsewhere",
    describe: "how the result is printed: for people (table, markdown) or for programs",
    example: "jsonl",
    group: GROUP,
  },
  json: {
    type: "flag",
    describe: "short for --format json; errors are printed as JSON too",
    example: "memtool stats --json",
    group: GROUP,
  },
  csv: {
    type: "flag",
    describe: "short for --format csv",
    example: "memtool stats items --csv",
    group: GROUP,
  },
} as const satisfies OptionTable;

/** The values of {@link FORMAT_OPTIONS}; `Format` is wider where a command has formats of its own. */
export interface FormatOptionValues<Format extends string> {
  readonly format: Format | undefined;
  readonly json: boolean;
  readonly csv: boolean;
}

/**
 * The format asked for, or the one that fits where the output goes.
 * @throws MemtoolError USAGE when two different ones are asked for
 */
export function formatOf<Format extends string>(
  { format, json, csv }: FormatOptionValues<Format>,
  { isTerminal }: Pick<Context, "isTerminal">,
): Format | OutputFormat {
  const asked = new Set<Format | OutputFormat>();
  if (format !== undefined) {
    asked.add(format);
  }
  if (json) {
    asked.add("json");
  }
  if (csv) {
    asked.add("csv");
  }
  const [first = isTerminal ? "table" : "tsv", second] = asked;
  if (second !== undefined) {
    throw new MemtoolError("USAGE", `one format at a time: ${first} or ${second}`);
  }
  return first;
}
