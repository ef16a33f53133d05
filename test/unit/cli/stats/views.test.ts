/** The views and their names. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isViewName, loadView, VIEW_NAMES } from "../../../../src/cli/stats/views.ts";

describe("views", () => {
  it("are loaded by their names; without one it is the summary", async () => {
    for (const name of VIEW_NAMES) {
      const view = await loadView(name);
      assert.deepEqual([view.name, view.subcommand], [name, name]);
    }
    assert.deepEqual(
      [(await loadView(undefined)).name, isViewName("items"), isViewName("summary")],
      ["summary", true, false],
    );
  });
});
