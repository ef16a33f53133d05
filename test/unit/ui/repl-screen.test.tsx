/** What of the prompt's state is drawn: the screen of each mode. test/unit/ui/run-repl drives it by keys. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { importWithEnvironment } from "../../../src/cli/import-with-environment.ts";
import { segment } from "../../../src/repl/segments.ts";
import { openPager } from "../../../src/ui/pager.ts";
import { initialPrompt } from "../../../src/ui/prompt-state.ts";
import { PromptStore } from "../../../src/ui/prompt-store.ts";
import { FakeStdin, FakeStdout } from "../../support/fake-terminal.ts";
import { completeLine } from "../../support/prompt-keys.ts";

test("nothing while a command runs, the prompt with fault or list, a question, a page, nothing for another program", async () => {
  // On a build machine Ink would draw nothing until the end.
  const { render, ReplScreen } = await importWithEnvironment(
    { CI: undefined, CONTINUOUS_INTEGRATION: undefined },
    async () => {
      const [ink, screens] = [await import("ink"), await import("../../../src/ui/repl-screen.tsx")];
      return { render: ink.render, ReplScreen: screens.ReplScreen };
    },
  );
  const stdin = new FakeStdin();
  const stdout = new FakeStdout(50, 12);
  const store = new PromptStore(initialPrompt([]), completeLine, () => {});
  let readyCount = 0;
  const screen = render(
    <ReplScreen
      store={store}
      hasColor={false}
      target={() => ({ label: "cache:1", state: "connected", goneCount: 0, nodeCount: 1 })}
      onReady={() => {
        readyCount++;
      }}
      onEnd={() => {}}
    />,
    {
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
      patchConsole: false,
      exitOnCtrlC: false,
      maxFps: 250,
    },
  );
  assert.deepEqual([readyCount, stdout.screen], [1, []]);
  store.dispatch({ kind: "finished", history: [] });
  await stdout.untilLastLine("cache:1>");
  stdin.write("nonsense x");
  await stdout.untilLastLine('^ no command "nonsense"');
  stdin.write("\x15slabs \t");
  await stdout.until((lines) => lines.some((line) => line.startsWith("  reassign  Move a page")), "the list");
  stdin.write("\x15");
  await stdout.untilLastLine("cache:1>");
  store.dispatch({ kind: "ask", question: "Go on? [y/N] " });
  await stdout.untilLastLine("Go on? [y/N]");
  store.dispatch({ kind: "page", pager: openPager([[segment("plain", "a page")]], 50, 12) });
  await stdout.until(
    (lines) => lines.includes("a page") && lines.at(-1)?.startsWith("rows 1-1 of 1") === true,
    "the page",
  );
  store.dispatch({ kind: "away" });
  await stdout.until((lines) => lines.length === 0 && !stdin.isRaw, "nothing, and the keys given away");
  screen.unmount();
});
