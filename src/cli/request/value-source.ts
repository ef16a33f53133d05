/** Where a value comes from: the word itself, a file, or stdin. Its bytes are taken exactly, a line end at the end too. */
import { readFile } from "node:fs/promises";
import { MemtoolError, messageOf } from "../../base/errors.ts";
import type { OptionTable } from "../command.ts";
import type { Context } from "../context.ts";
import { checkUtf8 } from "./key-words.ts";

/** No memcached takes a larger item (`-I`). */
const VALUE_BYTES_MAX = 1024 ** 3;

/** The option of the commands that store. */
export const FILE_OPTION = {
  file: {
    type: "text",
    unit: "FILE",
    defaultText: "the word VALUE, else stdin",
    describe: "the value is what is in this file",
    example: "picture.png",
  },
} as const satisfies OptionTable;

/** The description of the positional word, for the help. */
export const VALUE_WORD = {
  name: "value",
  describe: "the value; @FILE takes it from a file (@@ for a value that begins with @); - or nothing: from stdin",
  example: "hello",
} as const;

/** Where to read from. */
export type ValueSource =
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" };

/** Tells the source. @throws MemtoolError USAGE if both name one */
export function valueSource(word: string | undefined, file: string | undefined): ValueSource {
  if (file !== undefined && word !== undefined) {
    throw new MemtoolError("USAGE", "the value is given twice: as a word and with --file");
  }
  if (file !== undefined) {
    return { kind: "file", path: file };
  }
  if (word === undefined || word === "-") {
    return { kind: "stdin" };
  }
  if (word.startsWith("@@")) {
    return { kind: "word", text: word.slice(1) };
  }
  return word.startsWith("@") ? { kind: "file", path: word.slice(1) } : { kind: "word", text: word };
}

/**
 * Reads the value. A terminal is told that it is asked for one.
 * @throws MemtoolError USAGE for a file that cannot be read, a word that was not UTF-8, or more than any server takes
 */
export async function readValue(source: ValueSource, context: Pick<Context, "stdin" | "stderr">): Promise<Uint8Array> {
  switch (source.kind) {
    case "word":
      checkUtf8(source.text, "the value", "send it through stdin or name a file with --file");
      return Buffer.from(source.text);
    case "file":
      return await readWhole(source.path);
    case "stdin":
      return await readStdin(context);
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new MemtoolError("USAGE", `cannot read the value from ${path || "@"}: ${messageOf(error)}`, {
      cause: error,
      hint: "a value that itself begins with @ is written with two: @@name",
    });
  }
}

async function readStdin({ stdin, stderr }: Pick<Context, "stdin" | "stderr">): Promise<Uint8Array> {
  if (stdin.isTTY === true) {
    stderr.write("Type the value; Ctrl-D on an empty line ends it, and the line end before belongs to it.\n");
  }
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string);
    length += bytes.length;
    if (length > VALUE_BYTES_MAX) {
      throw new MemtoolError("USAGE", "stdin holds more than 1 GiB, which is more than any server takes for one value");
    }
    chunks.push(bytes);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}
