/** Which options were given that the other kind of load has no use for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type HttpOptionValues, httpOptionsOf, memcachedOptionsOf } from "../../../../src/cli/bench/http-options.ts";
import { isRawCommand } from "../../../../src/cli/command.ts";
import { benchCommand } from "../../../../src/cli/commands/bench.ts";
import { parseArguments } from "../../../../src/cli/parse-arguments.ts";

async function optionsOf(...argv: string[]): Promise<HttpOptionValues> {
  assert.ok(!isRawCommand(benchCommand));
  const args = parseArguments(benchCommand, argv);
  assert.ok(typeof args !== "string");
  return args.options as unknown as HttpOptionValues;
}

test("nothing was given", async () => {
  const options = await optionsOf();
  assert.deepEqual([memcachedOptionsOf(options), httpOptionsOf(options)], [[], []]);
});

test("what says the same as the default is as good as not given", async () => {
  assert.deepEqual(memcachedOptionsOf(await optionsOf("--protocol", "text", "--value-size", "100")), []);
});

test("options of either kind are found", async () => {
  assert.deepEqual(memcachedOptionsOf(await optionsOf("--verify", "--ttl", "5s", "--rate", "5")), ["verify", "ttl"]);
  assert.deepEqual(httpOptionsOf(await optionsOf("--cache", "a", "--tls-skip-verify", "--body", "x")), [
    "body",
    "cache",
  ]);
});
