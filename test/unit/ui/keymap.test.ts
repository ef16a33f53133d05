/** The keys: those promised are there, and the ones that accept a suggestion also move. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ACCEPT_KEYS, EDITOR_KEYS } from "../../../src/ui/keymap.ts";

test("the Emacs keys", () => {
  for (const key of "C-a C-e C-b C-f M-b M-f C-d C-h C-k C-u C-w M-d C-y C-t left right home end delete".split(" ")) {
    assert.ok(Object.hasOwn(EDITOR_KEYS, key), key);
  }
  for (const key of ACCEPT_KEYS) {
    assert.ok(Object.hasOwn(EDITOR_KEYS, key), key);
  }
});
