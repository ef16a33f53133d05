/** Metrics of this process. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createOwnMetrics } from "../../../../src/stats/prometheus/own-metrics.ts";
import { readExposition } from "../../../support/exposition.ts";

describe("createOwnMetrics", () => {
  it("counts scrapes, names versions, and measures the process", async () => {
    const own = await createOwnMetrics({ memtool: "1.2.3", node: "20.0.0" });
    own.countScrape(true);
    own.countScrape(false);
    own.countScrape(true);
    const families = readExposition(await own.text());
    const value = (name: string) => families.get(name)?.samples[0]?.value;
    assert.equal(value("memtool_exporter_scrapes_total"), "3");
    assert.equal(value("memtool_exporter_scrape_failures_total"), "1");
    assert.deepEqual(
      { ...families.get("memtool_exporter_build_info")?.samples[0]?.labels },
      {
        version: "1.2.3",
        node_version: "20.0.0",
      },
    );
    assert.ok(Number(value("process_resident_memory_bytes")) > 1e6);
    assert.ok(![...families.keys()].some((name) => name.startsWith("memcached_")));
  });
});
