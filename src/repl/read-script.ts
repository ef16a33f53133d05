/**
 * The commands of a pipe or a command line, one after the other. As on the wire, a storage command that gives a byte
 * count is followed by that many bytes and a line end (CRLF, or a bare LF as files have it).
 */
import type { ByteReader } from "./byte-reader.ts";
import { type ParsedLine, parseLine, type Request } from "./parse-line.ts";
import { quoteWord } from "./words.ts";

/** One line of a script, understood. `number` counts lines from 1. */
export interface ScriptStep {
  readonly parsed: Exclude<ParsedLine, { kind: "empty" }>;
  readonly number: number;
}

/** Reads step after step. A value that is cut short or too long becomes an `invalid` step; reading goes on behind it. */
export async function* readScript(reader: ByteReader): AsyncGenerator<ScriptStep> {
  for (let number = 1; ; number++) {
    const line = await reader.readLine();
    if (line === undefined) {
      return;
    }
    const parsed = parseLine(Buffer.from(line).toString("latin1"), "latin1");
    if (parsed.kind === "request" && parsed.valueBytes !== undefined) {
      yield { parsed: await withValue(parsed, parsed.valueBytes, reader), number };
    } else if (parsed.kind !== "empty") {
      yield { parsed, number };
    }
  }
}

async function withValue(request: Request, count: number, reader: ByteReader): Promise<ScriptStep["parsed"]> {
  const value = await reader.readBytes(count);
  if (value.length < count) {
    return {
      kind: "invalid",
      message: `the input ends inside the value: ${value.length} of ${count} bytes`,
      hint: "the number before the value counts its bytes, without the line end",
    };
  }
  const rest = await reader.readLine();
  if (rest !== undefined && rest.length > 0) {
    return {
      kind: "invalid",
      message: `the value is longer than its ${count} bytes`,
      hint: "the number before the value counts its bytes; or write the value on the line, in quotes",
    };
  }
  return { ...request, value };
}

/**
 * The step of a command given as arguments of the program. The shell has taken the quotes away, so each argument is one
 * word; what stands where a byte count belongs is the value, for no further line can bring one. A single argument with blanks in it
 * is no command's name, so it is a whole line: `memtool repl "get greeting"`.
 */
export function stepOfArguments(words: readonly string[]): ScriptStep | undefined {
  const [only = ""] = words;
  if (words.length === 1 && /\S\s+\S/.test(only)) {
    return stepOfLine(only);
  }
  const parsed = parseLine(words.map(quoteArgument).join(" "));
  if (parsed.kind === "empty") {
    return undefined;
  }
  const spec = parsed.kind === "request" && parsed.valueBytes !== undefined ? parsed.spec : undefined;
  if (spec === undefined) {
    return { parsed, number: 1 };
  }
  const position = spec.words.length + spec.arguments.findIndex((argument) => argument.kind === "data");
  const typed = words.map((word, index) => (index === position ? `"${word}"` : quoteArgument(word)));
  const again = parseLine(typed.join(" "));
  return again.kind === "empty" ? undefined : { parsed: again, number: 1 };
}

function stepOfLine(line: string): ScriptStep | undefined {
  const parsed = parseLine(line);
  if (parsed.kind === "request" && parsed.valueBytes !== undefined) {
    const message = "the value is missing";
    return { parsed: { kind: "invalid", message, hint: 'write it on the line: set k 0 0 "hello"' }, number: 1 };
  }
  return parsed.kind === "empty" ? undefined : { parsed, number: 1 };
}

/** A plain argument stays bare, so that numbers stay numbers; one with blanks or odd bytes is quoted. */
function quoteArgument(word: string): string {
  return /^[^\s"'\p{C}][^\s\p{C}]*$/u.test(word) ? word : quoteWord(Buffer.from(word));
}
