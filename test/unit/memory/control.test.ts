/** The control region. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { Control } from "../../../src/memory/control.ts";
import { CONTROL, classFloat, controlBytes } from "../../../src/memory/control-layout.ts";

it("is marked, and has a byte for every page", () => {
  const shared = Control.create(100);
  assert.equal(shared.byteLength, controlBytes(100));
  const control = new Control(shared);
  assert.ok(control.pageClass.length >= 100);
  control.addFloat(classFloat(3), 2.5);
  assert.equal(control.float(classFloat(3)), 2.5);
  assert.equal(control.word(CONTROL.now), 0);
});

it("refuses memory that is no control region, or of another version", () => {
  assert.throws(() => new Control(new SharedArrayBuffer(controlBytes(1))), /tag/);
  const shared = Control.create(1);
  new Int32Array(shared)[CONTROL.version] = 99;
  assert.throws(() => new Control(shared), /version/);
});
