/** The text format. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { labelText, writeExposition } from "../../../../src/stats/prometheus/exposition.ts";
import { readExposition, readWithPackage } from "../../../support/exposition.ts";

describe("writeExposition", () => {
  it("writes help, type and series", () => {
    const samples = [
      { labels: {}, value: "1" },
      { labels: { b: "x", c: "y" }, value: "0.5" },
    ];
    assert.equal(
      writeExposition([{ name: "a_total", type: "counter", help: "One\\two\nthree.", samples }]),
      '# HELP a_total One\\\\two\\nthree.\n# TYPE a_total counter\na_total 1\na_total{b="x",c="y"} 0.5\n',
    );
    assert.equal(writeExposition([]), "");
  });
  it("any label comes back as it was, with a strict reader and with a parser that is not ours", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', "\\", "\n", "}", ",", "n", "=") }),
    );
    fc.assert(
      fc.property(
        text.filter((label) => !label.includes("\r")),
        (label) => {
          const written = writeExposition([
            {
              name: "a",
              type: "gauge",
              help: label === "" ? "x" : label,
              samples: [{ labels: { b: label, c: "1" }, value: "3" }],
            },
          ]);
          for (const read of [readExposition(written), readWithPackage(written)]) {
            assert.equal(read.get("a")?.samples[0]?.labels["b"], label);
            assert.equal(read.get("a")?.samples[0]?.value, "3");
          }
        },
      ),
    );
  });
});

describe("labelText", () => {
  it("is nothing without labels", () => {
    assert.equal(labelText({}), "");
    assert.equal(labelText({ a: 'q"' }), '{a="q\\""}');
  });
});
