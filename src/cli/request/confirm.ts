/** Asks a person before something that cannot be undone. A script has nobody to ask: it is taken at its word. */
import { createInterface } from "node:readline";
import type { Context } from "../context.ts";

/**
 * Asks on stderr, if stdin is a terminal.
 * @returns whether to go on: without a terminal, and at `y` or `yes`
 */
export async function confirm(
  question: string,
  { stdin, stderr }: Pick<Context, "stdin" | "stderr">,
): Promise<boolean> {
  if (stdin.isTTY !== true) {
    return true;
  }
  stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: stdin, terminal: false });
  try {
    for await (const line of lines) {
      return /^\s*y(es)?\s*$/i.test(line);
    }
    stderr.write("\n");
    return false;
  } finally {
    lines.close();
  }
}
