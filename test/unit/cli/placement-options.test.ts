/** cli/placement-options.ts: two names for one rule. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { placementRuleText } from "../../../src/cli/placement-options.ts";
import { DEFAULT_CLIENT, parseClient } from "../../../src/cluster/ring/clients.ts";

test("the client, the placement, or the default of cluster/ring", () => {
  assert.equal(placementRuleText({ client: "dalli" }), "dalli");
  assert.equal(placementRuleText({ placement: "modula:md5" }), "modula:md5");
  assert.equal(placementRuleText({ client: undefined, placement: undefined }), DEFAULT_CLIENT);
  assert.equal(placementRuleText({}, "twemproxy:md5"), "twemproxy:md5");
  assert.equal(placementRuleText({ client: "dalli" }, "twemproxy:md5"), "dalli");
  assert.ok(parseClient(placementRuleText({})));
  assert.throws(() => placementRuleText({ client: "dalli", placement: "ketama" }), { code: "USAGE" });
});
