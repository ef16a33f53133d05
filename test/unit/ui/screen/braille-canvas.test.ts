/** braille-canvas: the right dots, and pieces by style. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { BrailleCanvas, type Shape } from "../../../../src/ui/screen/braille-canvas.ts";

function drawn(columns: number, rows: number, heights: readonly (number | undefined)[], shape: Shape): string[] {
  const canvas = new BrailleCanvas(columns, rows);
  canvas.draw(heights, shape, "p50");
  return canvas.rows().map((row) => row.map(({ text }) => text).join(""));
}

describe("shapes", () => {
  test("a line from the bottom to the top is unbroken", () => {
    assert.deepEqual(drawn(2, 1, [0, 1 / 3, 2 / 3, 1], "line"), ["⡠⠊"]);
    assert.deepEqual(drawn(1, 2, [0, 1], "line"), ["⢸", "⡸"]);
  });
  test("an area reaches down to the bottom", () => {
    assert.deepEqual(drawn(2, 1, [0, 1 / 3, 2 / 3, 1], "area"), ["⣠⣾"]);
    assert.deepEqual(drawn(1, 2, [0.5, 1], "area"), ["⣸", "⣿"]);
  });
  test("dots stand apart", () => {
    assert.deepEqual(drawn(2, 1, [0, 0, 1, 1], "dotted"), ["⡀⠁"]);
  });
  test("what is unknown leaves a gap", () => {
    assert.deepEqual(drawn(2, 1, [0, undefined, undefined, 1], "line"), ["⡀⠈"]);
    assert.deepEqual(drawn(2, 1, [], "line"), ["  "]);
  });
});

test("a character has the style of the dot drawn last; neighbours of one style are one piece", () => {
  const canvas = new BrailleCanvas(3, 1);
  canvas.draw([1, 1, 1, 1], "line", "max");
  canvas.draw([undefined, undefined, 0, 0], "line", "p50");
  assert.deepEqual(canvas.rows(), [
    [
      { text: "⠉", style: "max" },
      { text: "⣉ ", style: "p50" },
    ],
  ]);
});

test("any heights fill the canvas, no more", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }), { maxLength: 80 }),
      fc.constantFrom<Shape>("line", "area", "dotted"),
      (columns, rows, heights, shape) => {
        const lines = drawn(columns, rows, heights, shape);
        assert.equal(lines.length, rows);
        assert.ok(lines.every((line) => line.length === columns && /^[ \u2801-\u28ff]*$/.test(line)));
      },
    ),
  );
});
