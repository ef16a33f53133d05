/** Config files as trees with lines. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseConfigTree, textAt, valueAt } from "../../../../src/cluster/discovery/config-tree.ts";

describe("parseConfigTree", () => {
  it("keeps scalars as written, and lines", async () => {
    const tree = await parseConfigTree('a:\n  n: 007\n  tag: "{}"\n  none:\nb:\n - x\n - {y: yes}\n', "f");
    const a = valueAt(tree, "a");
    assert.deepEqual(
      [textAt(a, "n"), textAt(a, "tag"), textAt(a, "none"), textAt(a, "nothing")],
      ["007", "{}", "", undefined],
    );
    const list = valueAt(tree, "b");
    assert.ok(list?.kind === "list");
    assert.deepEqual(
      list.items.map(({ line, kind }) => [line, kind]),
      [
        [6, "text"],
        [7, "map"],
      ],
    );
    assert.equal(textAt(list.items[1], "y"), "yes");
    assert.equal(valueAt(list, "y"), undefined);
  });
  it("names the line of what cannot be read", async () => {
    await assert.rejects(parseConfigTree("a: 1\nb: [1\nc: 2\n", "pool.yml"), {
      code: "USAGE",
      message: /^pool.yml:[23]: /,
    });
    await assert.rejects(parseConfigTree('{"a": 1,\n "a": 2}', "p"), { code: "USAGE", message: /^p:2: .*unique/i });
  });
  it("does not follow what is deep, nor aliases that multiply", async () => {
    await assert.rejects(parseConfigTree("[".repeat(100_000), "p"), { code: "USAGE", message: /levels/ });
    const tree = await parseConfigTree("a: &a [x]\nb: [*a, *a]\n", "p");
    assert.ok(valueAt(tree, "b")?.kind === "list");
  });
});
