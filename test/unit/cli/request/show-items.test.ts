/** Items for terminals, pipes and programs. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FoundItems } from "../../../../src/cli/request/find-items.ts";
import { itemFormat, showItems, valueJson } from "../../../../src/cli/request/show-items.ts";
import type { Item } from "../../../../src/client/results.ts";

const item = (value: string | Uint8Array, cas?: bigint): Item => ({ value: Buffer.from(value), flags: 3, cas });

const FOUND: FoundItems = {
  keys: ["b", "a", "c"],
  items: new Map([
    ["a", item("x\ty\n")],
    ["b", item(Uint8Array.of(0xff, 0))],
  ]),
  missing: ["c"],
  failures: [],
};

describe("itemFormat", () => {
  const choice = { json: false, raw: false, isSingle: true, isTerminal: false };
  it("gives a pipe the bytes of one value, a terminal its text, and lines for several", () => {
    assert.equal(itemFormat(choice), "bytes");
    assert.equal(itemFormat({ ...choice, isTerminal: true }), "shown");
    assert.equal(itemFormat({ ...choice, isSingle: false }), "lines");
    assert.equal(itemFormat({ ...choice, isSingle: false, raw: true }), "bytes");
    assert.equal(itemFormat({ ...choice, json: true }), "json");
  });
});

describe("showItems", () => {
  it("keeps the order of the keys, and every byte", () => {
    assert.deepEqual(showItems(FOUND, "bytes"), Buffer.from([0xff, 0, ...Buffer.from("x\ty\n")]));
  });
  it("escapes what would break a line or a terminal", () => {
    assert.equal(showItems(FOUND, "lines"), "b\t\\xff\\x00\na\tx\\ty\\n\n");
  });
  it("has a column for cas numbers where there are some", () => {
    const items = new Map([["a", item("v", 2n ** 64n - 1n)]]);
    assert.equal(showItems({ ...FOUND, items }, "lines"), "a\t18446744073709551615\tv\n");
    assert.match(String(showItems({ ...FOUND, items }, "json")), /"cas": "18446744073709551615"/);
  });
  it("names what is missing in JSON, and carries any bytes", () => {
    assert.deepEqual(JSON.parse(String(showItems(FOUND, "json"))), {
      items: [
        { key: "b", value_base64: "/wA=", flags: 3, bytes: 2 },
        { key: "a", value: "x\ty\n", flags: 3, bytes: 4 },
      ],
      missing: ["c"],
    });
  });
  it("gives nothing for nothing", () => {
    assert.equal(showItems({ ...FOUND, items: new Map() }, "bytes").length, 0);
  });
});

describe("valueJson", () => {
  it("tells text from bytes", () => {
    assert.deepEqual(valueJson(Buffer.from("ä")), { value: "ä" });
    assert.deepEqual(valueJson(Buffer.from([0xc3])), { value_base64: "ww==" });
  });
});
