import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAddressList } from "../../../../src/base/address.ts";
import { poolRule, requiredRule } from "../../../../src/cli/cluster/pool-rule.ts";

const pool = (ownRule?: string) => ({
  addresses: parseAddressList(["a:1*2", "b:1"], {}),
  tls: undefined,
  timeoutMs: 1,
  ownRule,
});

test("the client that is asked for, else the pool's own; nobody guesses", async () => {
  const rule = await requiredRule("pylibmc:ketama_weighted=1", pool("twemproxy"));
  assert.deepEqual([rule.text, rule.names, rule.servers[0]?.weight], ["pylibmc:ketama_weighted", ["a:1", "b:1"], 2]);
  assert.equal((await poolRule(undefined, pool("twemproxy")))?.text, "twemproxy");
  assert.equal(await poolRule(undefined, pool()), undefined);
  await assert.rejects(requiredRule(undefined, pool()), /--client is missing/);
});
