/** import-with-environment: variables are changed while loading, and only then. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { importWithEnvironment } from "../../../src/cli/import-with-environment.ts";

test("sets and removes variables, and puts them back", async () => {
  process.env["MEMTOOL_TEST_A"] = "before";
  delete process.env["MEMTOOL_TEST_B"];
  const see = async () => [process.env["MEMTOOL_TEST_A"], process.env["MEMTOOL_TEST_B"]];
  assert.deepEqual(await importWithEnvironment({ MEMTOOL_TEST_A: undefined, MEMTOOL_TEST_B: "set" }, see), [
    undefined,
    "set",
  ]);
  assert.deepEqual(await see(), ["before", undefined]);
  await assert.rejects(
    importWithEnvironment({ MEMTOOL_TEST_A: "other" }, () => Promise.reject(new Error("cannot be loaded"))),
    /cannot be loaded/,
  );
  assert.deepEqual(await see(), ["before", undefined]);
  delete process.env["MEMTOOL_TEST_A"];
});
