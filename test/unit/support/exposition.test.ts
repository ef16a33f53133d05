/** The strict reader refuses what the format forbids: it would be no proof of anything otherwise. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readExposition } from "../../support/exposition.ts";

const HEAD = "# HELP a Help.\n# TYPE a counter\n";

describe("readExposition", () => {
  it("reads names, types, labels and values", () => {
    const families = readExposition(`# HELP a Two\\nlines \\\\.\n# TYPE a gauge\na 1\na{b="x}\\"\\\\\\n",c=""} 2e3\n`);
    assert.deepEqual(families.get("a"), {
      type: "gauge",
      help: "Two\nlines \\.",
      samples: [
        { labels: {}, value: "1" },
        { labels: Object.assign(Object.create(null), { b: 'x}"\\\n', c: "" }), value: "2e3" },
      ],
    });
  });

  const mistakes: readonly (readonly [string, string])[] = [
    ["no line feed at the end", `${HEAD}a 1`],
    ["no type", "# HELP a Help.\na 1\n"],
    ["no help", "# TYPE a counter\na 1\n"],
    ["a type that does not exist", "# HELP a Help.\n# TYPE a number\na 1\n"],
    ["a sample of another family", `${HEAD}b 1\n`],
    ["a family in two places", `${HEAD}a 1\n# HELP b Help.\n# TYPE b gauge\nb 1\n# HELP a Help.\n`],
    ["a series twice", `${HEAD}a{x="1",y="2"} 1\na{y="2",x="1"} 1\n`],
    ["a label twice", `${HEAD}a{x="1",x="2"} 1\n`],
    ["a reserved label", `${HEAD}a{__x="1"} 1\n`],
    ["an unescaped quote", `${HEAD}a{x="1"2"} 1\n`],
    ["an unknown escape", `${HEAD}a{x="\\t"} 1\n`],
    ["a value that is no number", `${HEAD}a yes\n`],
    ["something behind the value", `${HEAD}a 1 2 3\n`],
    ["a counter below zero", `${HEAD}a -1\n`],
    ["a name that is none", "# HELP 1a Help.\n# TYPE 1a gauge\n1a 1\n"],
    ["carriage returns", `${HEAD}a 1\r\n`],
  ];
  for (const [name, text] of mistakes) {
    it(`refuses ${name}`, () => {
      assert.throws(() => readExposition(text), assert.AssertionError);
    });
  }
});
