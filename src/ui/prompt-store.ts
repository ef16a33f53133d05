/** Holds the prompt's state for React, applies events to it, and has the effects done. */

import { type CompleteLine, reducePrompt } from "./prompt-reducer.ts";
import type { PromptEffect, PromptEvent, PromptState } from "./prompt-state.ts";

/** A store in the form useSyncExternalStore wants. */
export class PromptStore {
  readonly #listeners = new Set<() => void>();
  readonly #complete: CompleteLine;
  readonly #perform: (effect: PromptEffect) => void;
  #state: PromptState;

  constructor(state: PromptState, complete: CompleteLine, perform: (effect: PromptEffect) => void) {
    this.#state = state;
    this.#complete = complete;
    this.#perform = perform;
  }

  /** The state now; the same object until it changes. */
  readonly read = (): PromptState => this.#state;

  /** Calls back after every change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Applies an event, lets the screen know, then does the effects in order. */
  readonly dispatch = (event: PromptEvent): void => {
    const { state, effects } = reducePrompt(this.#state, event, this.#complete);
    this.#state = state;
    for (const listener of this.#listeners) {
      listener();
    }
    for (const effect of effects) {
      this.#perform(effect);
    }
  };
}
