/** What servers are asked for while a page is open. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { extrasFor } from "../../../../src/cli/top/run-screen.ts";
import { PAGES } from "../../../../src/ui/top/top-state.ts";

it("connections only while they are looked at", () => {
  for (const page of PAGES) {
    assert.equal(extrasFor(page).includes("conns"), page === "conns");
    assert.ok(extrasFor(page).includes("slabs") && extrasFor(page).includes("settings"));
  }
});
