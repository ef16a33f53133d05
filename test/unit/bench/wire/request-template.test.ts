/** request-template: patterns become constants and holes, and nothing of them is lost. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileTemplate, HOLE, type RequestTemplate } from "../../../../src/bench/wire/request-template.ts";

const PREFIXES = { key: "k:", counter: "k:n" };

/** The parts of a template: constants as text, holes by their names. */
function partsOf({ holes, constants }: RequestTemplate): string[] {
  return holes.map((hole, index) => {
    const name = Object.keys(HOLE).find((key) => HOLE[key as keyof typeof HOLE] === hole);
    return hole === HOLE.constant ? Buffer.from(constants[index] as Uint8Array).toString("latin1") : `<${name}>`;
  });
}

test("constants are merged, prefixes stand before the numbers of keys, a common ttl is a constant", () => {
  const set = compileTemplate("set {key} 0 {ttl} {length}\r\n{value}\r\n", PREFIXES, 60);
  assert.deepEqual(partsOf(set), ["set k:", "<key>", " 0 60 ", "<length>", "\r\n", "<value>", "\r\n"]);
  assert.deepEqual([set.hasValue, set.each, set.constantBytes], [true, undefined, 6 + 6 + 2 + 2]);
  const own = compileTemplate("touch {key} {ttl}\r\n", PREFIXES, undefined);
  assert.deepEqual(partsOf(own), ["touch k:", "<key>", " ", "<ttl>", "\r\n"]);
  assert.deepEqual(partsOf(compileTemplate("ma {counter}\r\n", PREFIXES, 0)), ["ma k:n", "<counter>", "\r\n"]);
});

test("what stands once for each key is a template of its own", () => {
  const { each, ...mget } = compileTemplate("[mg {key} v q\r\n]mn\r\n", PREFIXES, 0);
  assert.deepEqual(partsOf({ ...mget, each }), ["<eachKey>", "mn\r\n"]);
  assert.deepEqual(partsOf(each as RequestTemplate), ["mg k:", "<key>", " v q\r\n"]);
});

test("nothing stays nothing; an unknown hole is a bug", () => {
  assert.deepEqual(partsOf(compileTemplate("", PREFIXES, 0)), []);
  assert.throws(() => compileTemplate("get {kee}", PREFIXES, 0), /no hole is called kee/);
});

test("filled in, the parts are the pattern again", () => {
  const word = fc.constantFrom(
    "{key}",
    "{counter}",
    "{ttl}",
    "{length}",
    "{value}",
    "{cas}",
    "get ",
    " 0 ",
    "\r\n",
    "",
  );
  fc.assert(
    fc.property(fc.array(word), fc.option(fc.nat(99), { nil: undefined }), (words, ttl) => {
      const template = compileTemplate(words.join(""), { key: "", counter: "" }, ttl);
      const filled = partsOf(template).map((part) => part.replace(/^<(.*)>$/, "{$1}"));
      const expected = words.join("").replaceAll("{ttl}", ttl === undefined ? "{ttl}" : String(ttl));
      assert.equal(filled.join(""), expected);
      assert.ok(
        template.holes.every((hole, index) => hole !== HOLE.constant || template.holes[index + 1] !== HOLE.constant),
      );
    }),
  );
});
