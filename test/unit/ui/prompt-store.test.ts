/** The store: state first, then listeners, then effects. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { initialPrompt } from "../../../src/ui/prompt-state.ts";
import { PromptStore } from "../../../src/ui/prompt-store.ts";

test("listeners hear of every change before its effects are done, and no more once they left", () => {
  const log: string[] = [];
  const store = new PromptStore(
    initialPrompt([]),
    () => ({ start: 0, end: 0, candidates: [] }),
    (effect) => log.push(effect.kind),
  );
  const leave = store.subscribe(() => log.push(store.read().mode));
  store.dispatch({ kind: "finished", history: [] });
  store.dispatch({ kind: "input", key: { kind: "key", name: "C-d" } });
  leave();
  store.dispatch({ kind: "left" });
  assert.deepEqual(log, ["edit", "running", "echo", "quit"]);
  assert.equal(store.read().mode, "left");
});
