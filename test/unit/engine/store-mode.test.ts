/** Verbs and the storage rules they stand for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { storeMode } from "../../../src/engine/store-mode.ts";
import { OP } from "../../../src/protocol/request.ts";
import { STORE_MODE } from "../../../src/store/commit.ts";

test("each storage verb has its own rule", () => {
  for (const name of ["set", "add", "replace", "append", "prepend", "cas"] as const) {
    assert.equal(storeMode(OP[name]), STORE_MODE[name]);
  }
});
