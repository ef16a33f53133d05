/** The first and the last row of `top`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import { footRow, headRow } from "../../../../src/ui/top/top-frame.ts";
import { initialTop, PAGES } from "../../../../src/ui/top/top-state.ts";
import { textOf, threeServers } from "../../../support/top-data.ts";

const START = initialTop(["a", "b"], 2000);
const MOMENT = threeServers().at();

test("what is shown, of when, and from where", () => {
  const live = { kind: "live", recordsTo: "x" } as const;
  assert.match(
    textOf([headRow(START, live, MOMENT, MOMENT?.atUnixMs, 79)])[0] ?? "",
    /2 of 3 up .* every 2 s, recording {2}\d/,
  );
  const page = { ...START, page: "conns", server: "evil\x1b[2J" } as const;
  assert.match(textOf([headRow(page, live, MOMENT, MOMENT?.atUnixMs, 79)])[0] ?? "", /evil\\e\[2J: connections/);
  assert.match(textOf([headRow(START, live, undefined, undefined, 79)])[0] ?? "", /waiting for the first round$/);
});

test("keys that fit, help and quit always", () => {
  for (const page of PAGES) {
    for (const width of [20, 40, 79, 199]) {
      const row = footRow({ ...START, page }, width);
      assert.ok(rowWidth(row) <= width);
      assert.match(textOf([row])[0] ?? "", /\? help {2}q quit/);
    }
  }
  assert.match(textOf([footRow({ ...START, page: "slabs" }, 79)])[0] ?? "", /Esc back$/);
});
