/** Numbers on the screen of `top`: short, and a dash for what is not known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { rowWidth } from "../../../../src/ui/screen/row-fit.ts";
import {
  alarmPiece,
  bytesText,
  clockText,
  countText,
  dayText,
  exactText,
  latencyText,
  ratioText,
  secondsText,
  usageBar,
} from "../../../../src/ui/top/top-format.ts";
import { textOf } from "../../../support/top-data.ts";

test("short texts", () => {
  assert.deepEqual([bytesText(512), bytesText(1536), bytesText(3 * 2 ** 30)], ["512B", "1.5K", "3G"]);
  assert.deepEqual([countText(1234), exactText(1024), exactText(12_345)], ["1.23k", "1024", "12.3k"]);
  assert.deepEqual([ratioText(0.934), latencyText(118), latencyText(1500)], ["93.4%", "118us", "1.5ms"]);
  assert.equal(secondsText(7500), "2h5m");
});

test("what is not known is a dash", () => {
  for (const text of [bytesText, countText, exactText, ratioText, latencyText, secondsText]) {
    assert.equal(text(Number.NaN), "-");
  }
});

test("clock and calendar of this machine", () => {
  const noon = new Date(2026, 0, 31, 9, 5, 7).getTime();
  assert.deepEqual([clockText(noon), dayText(noon)], ["09:05:07", "2026-01-31"]);
});

test("a bar is as wide as asked, whatever it stands for", () => {
  for (const ratio of [-1, 0, 0.01, 0.5, 0.999, 1, 7, Number.NaN]) {
    assert.equal(rowWidth(usageBar(ratio, 8)), 8);
  }
  assert.deepEqual(textOf([usageBar(0.5, 8), usageBar(1, 3)]), ["████░░░░", "███"]);
});

test("what should be 0 stands out when it is not", () => {
  assert.deepEqual([alarmPiece(0, "0").style, alarmPiece(2, "2").style], ["plain", "warn"]);
});
