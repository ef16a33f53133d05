/** Changes as JSON. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonDocument } from "../../../../src/cli/output/json.ts";
import { changesDocument } from "../../../../src/cli/stats/changes-document.ts";
import { changesBetween } from "../../../../src/monitor/changes.ts";
import { answerOf } from "../../../support/readings.ts";

describe("changesDocument", () => {
  it("has numbers as numbers, and what else was asked for", () => {
    const before = answerOf("a:1", { "": { pid: 1, cmd_get: 1, version: "1.6.1" }, items: { "items:1:age": 3 } });
    const after = answerOf("a:1", { "": { pid: 1, cmd_get: 2, version: "1.6.2" }, items: { "items:1:age": 4 } });
    const server = { address: "a:1", changes: changesBetween(before.views, after.views, 3), seconds: 3 };
    assert.deepEqual(JSON.parse(jsonDocument(changesDocument([server], { time: "now" }))), {
      schema: 1,
      view: "changes",
      time: "now",
      servers: [
        {
          address: "a:1",
          seconds: 3,
          restarted: false,
          reset: false,
          changes: [
            { view: "stats", name: "cmd_get", before: 1, after: 2, change: 1, per_second: 0.333 },
            { view: "stats", name: "version", before: "1.6.1", after: "1.6.2", change: null, per_second: null },
            { view: "items", name: "items:1:age", before: 3, after: 4, change: 1, per_second: null },
          ],
        },
      ],
    });
  });
});
