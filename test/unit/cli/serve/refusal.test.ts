/** Errors with memcached's exit codes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFailure } from "../../../../src/cli/failure.ts";
import { MEMCACHED_EXIT, MemcachedRefusal } from "../../../../src/cli/serve/refusal.ts";

test("a refusal has memcached's exit code, and a code that says what it is", () => {
  const usage = describeFailure(new MemcachedRefusal(MEMCACHED_EXIT.usage, "a and b", "leave one out"));
  assert.deepEqual([usage.exitCode, usage.code, usage.hint], [64, "USAGE", "leave one out"]);
  const listen = describeFailure(new MemcachedRefusal(MEMCACHED_EXIT.osError, "taken", undefined, "LISTEN"));
  assert.deepEqual([listen.exitCode, listen.code, listen.hint], [71, "LISTEN", undefined]);
});
