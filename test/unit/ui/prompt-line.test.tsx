/** The prompt's rows as Ink draws them; test/unit/ui/run-repl has its cursor. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { renderToString } from "ink";
import { layoutPrompt } from "../../../src/ui/prompt-layout.ts";
import { PromptLine } from "../../../src/ui/prompt-line.tsx";

test("rows one below the other, an empty one too; styles only change how a piece looks", () => {
  const before = [
    { text: "cache:1> ", style: "prompt" as const },
    { text: "set k <<EOF\n\nx", style: "input" as const },
  ];
  const layout = layoutPrompt(before, [{ text: " rest", style: "ghost" }], 30, 10);
  const drawn = [true, false].map((hasColor) => renderToString(<PromptLine layout={layout} hasColor={hasColor} />));
  for (const text of drawn) {
    assert.deepEqual(
      stripVTControlCharacters(text)
        .split("\n")
        .map((row) => row.trimEnd()),
      ["cache:1> set k <<EOF", "...", "... x rest"],
    );
  }
});
