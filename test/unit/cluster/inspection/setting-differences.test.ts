import assert from "node:assert/strict";
import { test } from "node:test";
import { settingDifferences } from "../../../../src/cluster/inspection/setting-differences.ts";

const of = (settings: Record<string, string>) => new Map(Object.entries(settings));

test("what differs is named with every server's value; what belongs to one server is not compared", () => {
  const differences = settingDifferences([
    of({ maxbytes: "64", tcpport: "1", oldest: "0", growth: "1.25", num_napi_ids: "(null)" }),
    of({ maxbytes: "128", tcpport: "2", oldest: "9", growth: "1.25", num_napi_ids: "0" }),
    of({ growth: "1.25", newer: "yes" }),
  ]);
  assert.deepEqual(differences, {
    different: [{ name: "maxbytes", values: ["64", "128", undefined] }],
    partial: ["newer", "num_napi_ids"],
  });
});

test("a server that tells no settings differs in none", () => {
  assert.deepEqual(settingDifferences([of({ a: "1" }), of({}), of({ a: "1" })]), { different: [], partial: [] });
  assert.deepEqual(settingDifferences([of({ a: "1" }), of({}), of({ a: "2" })]).different, [
    { name: "a", values: ["1", undefined, "2"] },
  ]);
});
