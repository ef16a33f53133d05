/** Properties of the shell's pure parts, over inputs nobody would think of. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { complete } from "../../src/repl/complete.ts";
import { quoteValue } from "../../src/repl/format-value.ts";
import { hintFor } from "../../src/repl/hint.ts";
import { parseHistory } from "../../src/repl/history.ts";
import { parseLine } from "../../src/repl/parse-line.ts";
import { quoteWord, splitWords } from "../../src/repl/words.ts";
import { DECODER_START, decodeKeys } from "../../src/ui/decode-keys.ts";
import { displayWidth } from "../../src/ui/display-width.ts";
import { EDITOR_KEYS } from "../../src/ui/keymap.ts";
import { type EditorCommand, type EditorState, EMPTY_EDITOR, edit, insertText } from "../../src/ui/line-editor.ts";
import { layoutPrompt } from "../../src/ui/prompt-layout.ts";
import { reducePrompt } from "../../src/ui/prompt-reducer.ts";
import { initialPrompt } from "../../src/ui/prompt-state.ts";

const anyText = fc.string({ unit: "binary" });
const line = fc.oneof(
  anyText,
  fc.string({ unit: fc.constantFrom("g", "e", "t", " ", '"', "'", "\\", "x", "0", "é", "漢", "👍🏽") }),
);

test("quoted bytes are read back the same", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array(), { minLength: 1 }), (values) => {
      const { words, error } = splitWords(values.map(quoteWord).join(" "));
      assert.equal(error, undefined);
      assert.deepEqual(
        words.map((word) => [...word.bytes]),
        values.map((value) => [...value]),
      );
    }),
  );
});

test("a value as it is shown can be typed back", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (value) => {
      const [word] = splitWords(quoteValue(value)).words;
      assert.deepEqual([...(word?.bytes ?? [])], [...value]);
    }),
  );
});

test("no line makes parsing, hints or completion throw, and a request is always one line", () => {
  const knowledge = { keysStartingWith: () => ["key"], addresses: [] };
  fc.assert(
    fc.property(line, fc.nat(), (text, at) => {
      const parsed = parseLine(text);
      if (parsed.kind === "request") {
        assert.ok(!parsed.line.includes(10) && !parsed.line.includes(13));
        assert.ok(parsed.line.length > 0);
      }
      assert.equal(typeof hintFor(text), "string");
      complete(text, at % (text.length + 1), knowledge);
    }),
  );
});

test("a history read back from its own text stays the same", () => {
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const once = parseHistory(lines.join("\n"));
      assert.deepEqual(parseHistory(once.join("\n")), once);
      assert.ok(once.every((entry) => !/\p{Cc}/u.test(entry)));
    }),
  );
});

const commands = [...new Set(Object.values(EDITOR_KEYS))];
const action = fc.oneof(
  fc.constantFrom(...commands).map((command) => ({ command })),
  line.map((text) => ({ text })),
);

function act(state: EditorState, step: { command: EditorCommand } | { text: string }): EditorState {
  return "text" in step ? insertText(state, step.text) : edit(state, step.command);
}

test("the cursor stays on a grapheme border inside the line, whatever is done", () => {
  const borders = new Intl.Segmenter(undefined, { granularity: "grapheme" });
  fc.assert(
    fc.property(fc.array(action), (steps) => {
      let state = EMPTY_EDITOR;
      for (const step of steps) {
        state = act(state, step);
        const allowed = [...borders.segment(state.text)].map(({ index }) => index);
        assert.ok([...allowed, state.text.length].includes(state.cursor), `${state.cursor} in ${state.text}`);
        assert.ok(!/\p{Cc}/u.test(state.text));
      }
    }),
  );
});

test("kill and yank at the same place restore the line; undo restores it too", () => {
  const kills = commands.filter((command) => command.startsWith("kill"));
  fc.assert(
    fc.property(fc.array(action), fc.constantFrom(...kills), (steps, command) => {
      const before = { ...steps.reduce(act, EMPTY_EDITOR), isKilling: false };
      const killed = edit(before, command);
      if (killed.text !== before.text) {
        assert.equal(edit(killed, "yank").text, before.text);
        assert.equal(edit(killed, "undo").text, before.text);
      }
    }),
  );
});

test("keys decode the same however the input is cut", () => {
  const input = fc
    .array(fc.constantFrom("a", "漢", "\r", "\x01", "\x1b[A", "\x1bb", "\x1b[200~x\r\ny\x1b[201~", "\x1b[3~", "\t"))
    .map((parts) => parts.join(""));
  const whole = (text: string) => JSON.stringify(merge(decodeKeys(DECODER_START, text).events));
  fc.assert(
    fc.property(input, fc.array(fc.nat(6)), (text, cuts) => {
      let state = DECODER_START;
      const events = [];
      let at = 0;
      for (const size of [...cuts, text.length]) {
        const decoded = decodeKeys(state, text.slice(at, at + size));
        at += size;
        state = decoded.state;
        events.push(...decoded.events);
      }
      assert.equal(JSON.stringify(merge(events)), whole(text));
    }),
  );
});

function merge(events: readonly { kind: string; text?: string; name?: string }[]): string[] {
  const merged: string[] = [];
  for (const event of events) {
    const last = merged.at(-1);
    if (event.kind === "text" && last?.startsWith("'")) {
      merged[merged.length - 1] = `${last}${event.text}`;
    } else {
      merged.push(event.kind === "text" ? `'${event.text}` : (event.name ?? ""));
    }
  }
  return merged;
}

test("any keys leave the prompt consistent, and nothing is lost while a command runs", () => {
  const completeLine = (text: string, cursor: number) =>
    complete(text, cursor, { keysStartingWith: () => ["aa", "ab"], addresses: [] });
  const bytes = fc.string({ unit: fc.constantFrom(..."get a\t\r\x12\x10\x0e\x07\x03\x01\x05\x17\x19\x08é".split("")) });
  fc.assert(
    fc.property(bytes, (input) => {
      let state = reducePrompt(
        initialPrompt([]),
        { kind: "finished", history: ["get a", "gets b"] },
        completeLine,
      ).state;
      for (const key of decodeKeys(DECODER_START, input).events) {
        const step = reducePrompt(state, { kind: "input", key }, completeLine);
        state = step.state;
        assert.ok(state.editor.cursor >= 0 && state.editor.cursor <= state.editor.text.length);
        assert.ok(step.effects.filter((effect) => effect.kind === "enter").length <= 1);
        if (step.effects.some((effect) => effect.kind === "enter")) {
          assert.equal(state.mode, "running");
          state = reducePrompt(state, { kind: "finished", history: state.history }, completeLine).state;
        }
      }
    }),
  );
});

test("the prompt never draws a row wider than the terminal, and all of the line when there is room", () => {
  fc.assert(
    fc.property(line, line, fc.integer({ min: 2, max: 40 }), (rawBefore, rawAfter, width) => {
      const before = rawBefore.replace(/\p{Cc}/gu, "");
      const after = rawAfter.replace(/\p{Cc}/gu, "");
      const { rows, cursor } = layoutPrompt(
        [{ text: before, style: "input" }],
        [{ text: after, style: "input" }],
        width,
        10_000,
      );
      const texts = rows.map((row) => row.map((piece) => piece.text).join(""));
      assert.equal(texts.join(""), before + after);
      assert.ok(cursor.x < width && cursor.y < rows.length);
      for (const row of rows) {
        const columns = row.flatMap((piece) => [...new Intl.Segmenter().segment(piece.text)]);
        assert.ok(columns.reduce((sum, { segment }) => sum + displayWidth(segment), 0) <= width);
      }
    }),
  );
});
