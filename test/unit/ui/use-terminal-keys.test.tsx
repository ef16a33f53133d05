/** Keys reach a component while it wants them, and the terminal is given back when it does not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { render, Text } from "ink";
import type { ReactElement } from "react";
import { useTerminalKeys } from "../../../src/ui/use-terminal-keys.ts";
import { FakeStdin, FakeStdout } from "../../support/fake-terminal.ts";

test("active, away, active again, gone", async () => {
  const stdin = new FakeStdin();
  const stdout = new FakeStdout(80, 24);
  const seen: string[] = [];
  let tell = () => {};
  const onKey = (key: { kind: string; text?: string; name?: string }) => {
    seen.push(key.text ?? key.name ?? "");
    tell();
  };
  const onEnd = () => seen.push("end");
  function Keys({ isActive }: { isActive: boolean }): ReactElement {
    useTerminalKeys(onKey, onEnd, isActive);
    return <Text>{isActive ? "active" : "away"}</Text>;
  }
  const untilKey = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  const streams = { stdin: stdin as unknown as NodeJS.ReadStream, stdout: stdout as unknown as NodeJS.WriteStream };
  const screen = render(<Keys isActive />, { ...streams, debug: true, patchConsole: false, exitOnCtrlC: false });
  await stdout.until(() => stdin.isRaw, "raw mode");
  const first = untilKey();
  stdin.write("a");
  await first;
  screen.rerender(<Keys isActive={false} />);
  await stdout.until(() => !stdin.isRaw, "the terminal given back");
  assert.ok(stdout.raw.endsWith("away") || stdout.raw.includes("\x1b[?2004l"));
  screen.rerender(<Keys isActive />);
  await stdout.until(() => stdin.isRaw, "raw mode again");
  const second = untilKey();
  stdin.write("\x1b[A");
  await second;
  screen.unmount();
  assert.deepEqual([seen, stdin.isRaw, stdin.listenerCount("data")], [["a", "up"], false, 0]);
});
