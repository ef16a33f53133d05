/** The note of a running command: not at once, then what the command says of itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { render } from "ink";
import { WaitingNote } from "../../../src/ui/waiting-note.tsx";
import { FakeStdout } from "../../support/fake-terminal.ts";

for (const [busy, expected] of [
  ["", "waiting for the reply; Ctrl-C stops waiting"],
  ["listing keys; Ctrl-C stops", "listing keys; Ctrl-C stops"],
] as const) {
  test(`after a moment: ${expected}`, async () => {
    const stdout = new FakeStdout(80, 24);
    const screen = render(<WaitingNote busy={busy} />, {
      stdout: stdout as unknown as NodeJS.WriteStream,
      debug: true,
      patchConsole: false,
    });
    assert.ok(!stdout.raw.includes(expected));
    await stdout.until(() => stdout.raw.includes(expected), expected);
    screen.unmount();
  });
}
