/** Tables of metrics. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { metricsOf } from "../../../../src/stats/prometheus/metric.ts";

describe("metricsOf", () => {
  it("makes metrics of one series", () => {
    assert.deepEqual(metricsOf("settings", [["a_total", "counter", "a", "Help."]]), [
      { name: "a_total", type: "counter", help: "Help.", scope: "settings", sources: [{ stat: "a", form: "number" }] },
    ]);
    assert.deepEqual(metricsOf("stats", [["b", "gauge", "b", "Help.", "yes-no"]])[0]?.sources, [
      { stat: "b", form: "yes-no" },
    ]);
  });
});
