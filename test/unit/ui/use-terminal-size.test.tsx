/** The size of the terminal, followed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { render, Text } from "ink";
import type { ReactElement } from "react";
import { useTerminalSize } from "../../../src/ui/use-terminal-size.ts";
import { FakeStdout } from "../../support/fake-terminal.ts";

function Size(): ReactElement {
  const { columns, rows } = useTerminalSize();
  return <Text>{`${columns} by ${rows}.`}</Text>;
}

async function sizes(columns: number, rows: number, ...expected: string[]): Promise<void> {
  const stdout = new FakeStdout(columns, rows);
  const screen = render(<Size />, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    debug: true,
    patchConsole: false,
  });
  for (const text of expected) {
    await stdout.until(() => stdout.raw.includes(text), text);
    stdout.resize(100, 50);
  }
  screen.unmount();
  assert.equal(stdout.listenerCount("resize"), 0);
}

test("it follows the terminal and leaves no listener behind", () => sizes(40, 10, "40 by 10.", "100 by 50."));

test("a terminal that does not say is 80 by 24", () => sizes(0, 0, "80 by 24."));
