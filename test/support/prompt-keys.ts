/** A prompt for tests of its reducers: keys in, line and effects out. */
import { complete } from "../../src/repl/complete.ts";
import { DECODER_START, decodeKeys } from "../../src/ui/decode-keys.ts";
import { reducePrompt } from "../../src/ui/prompt-reducer.ts";
import { initialPrompt, type PromptEffect, type PromptState } from "../../src/ui/prompt-state.ts";

/** What the prompt of {@link ready} remembers. */
const HISTORY = ["get alpha", "set beta 0 0 x", "get gamma"];
const knowledge = { keysStartingWith: () => [], addresses: [] };
/** Completion as a prompt without known keys has it. */
export const completeLine = (line: string, cursor: number) => complete(line, cursor, knowledge);

/** Types `input` at a prompt that is ready, and collects what has to be done. */
export function type(input: string, start: PromptState = ready()): { state: PromptState; effects: PromptEffect[] } {
  let state = start;
  const effects: PromptEffect[] = [];
  for (const key of decodeKeys(DECODER_START, input).events) {
    const step = reducePrompt(state, { kind: "input", key }, completeLine);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

/** A prompt with nothing typed, waiting for input. */
export function ready(history: readonly string[] = HISTORY): PromptState {
  return reducePrompt(initialPrompt([]), { kind: "finished", history }, completeLine).state;
}

/** The line after `input`, a bar where the cursor is. */
export function line(input: string): string {
  const { text, cursor } = type(input).state.editor;
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}
