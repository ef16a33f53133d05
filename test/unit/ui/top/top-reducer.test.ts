/** Keys of `top`: from a state and what is seen to the next. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type KeyFacts, reduceTop } from "../../../../src/ui/top/top-reducer.ts";
import { initialTop, PAGES, TOTAL, type TopState } from "../../../../src/ui/top/top-state.ts";

const FACTS: KeyFacts = {
  ids: [TOTAL, "a", "b"],
  columns: ["server", "gets", "sets"],
  servers: ["a", "b"],
  firstMs: 100_000,
  lastMs: 400_000,
  isReplay: false,
};
const NAMED = new Set([
  "up",
  "down",
  "left",
  "right",
  "home",
  "end",
  "page-up",
  "page-down",
  "enter",
  "escape",
  "backspace",
  "tab",
  "S-tab",
  "C-u",
]);
const START = initialTop(["a", "b"], 1000);

/** Presses keys: names, or characters. */
function press(state: TopState, keys: readonly string[], facts: KeyFacts = FACTS): TopState {
  return keys.reduce(
    (now, key) => reduceTop(now, NAMED.has(key) ? { kind: "key", name: key } : { kind: "text", text: key }, facts),
    state,
  );
}

describe("rows", () => {
  test("the overview chooses a server, and stops at both ends", () => {
    assert.equal(START.server, TOTAL);
    assert.equal(press(START, ["down"]).server, "a");
    assert.equal(press(START, ["j", "j", "j", "j"]).server, "b");
    assert.equal(press(START, ["G"]).server, "b");
    assert.equal(press(START, ["G", "k"]).server, "a");
    assert.equal(press(START, ["G", "up", "g"]).server, TOTAL);
  });
  test("other tables have a choice of their own", () => {
    const slabs = press(START, ["down", "s"]);
    const moved = press(slabs, ["down", "down"], { ...FACTS, ids: ["1", "2", "5"] });
    assert.equal(moved.tables.slabs.chosen, "5");
    assert.equal(moved.server, "a");
    assert.deepEqual(press(slabs, ["down"], { ...FACTS, ids: [] }), slabs);
  });
});

describe("pages", () => {
  test("Enter opens, Escape goes back all the way", () => {
    const open = press(START, ["down", "enter", "s", "c"]);
    assert.equal(open.page, "conns");
    assert.deepEqual(
      [1, 2, 3, 4].map((times) => press(open, new Array<string>(times).fill("escape")).page),
      ["slabs", "server", "servers", "servers"],
    );
  });
  test("Enter opens the chosen slab class, the first where none was chosen", () => {
    const slabs = press(START, ["down", "s"]);
    const classes = { ...FACTS, ids: ["1", "2", "5"] };
    const first = press(slabs, ["enter"], classes);
    assert.deepEqual([first.page, first.tables.slabs.chosen], ["class", "1"]);
    const last = press(slabs, ["G", "enter"], classes);
    assert.deepEqual([last.page, last.tables.slabs.chosen], ["class", "5"]);
    assert.equal(press(last, ["escape"]).page, "slabs");
    assert.equal(press(last, ["n"]).page, "class");
    assert.deepEqual(press(slabs, ["enter"], { ...FACTS, ids: [] }), slabs);
    assert.equal(press(START, ["down", "c", "enter"]).page, "conns");
  });
  test("what is of one server wants one; the only one is taken", () => {
    const refused = press(START, ["s"]);
    assert.equal(refused.page, "servers");
    assert.match(refused.notice, /choose a server/);
    assert.equal(press(refused, ["j"]).notice, "");
    assert.equal(press(START, ["h"]).page, "hot");
    const only = press(initialTop(["a"], 1000), ["s"], { ...FACTS, ids: ["a"], servers: ["a"] });
    assert.deepEqual([only.page, only.server], ["slabs", "a"]);
  });
  test("n and p go round the servers, with the total where it has a meaning", () => {
    assert.equal(press(START, ["n"]).server, "a");
    assert.equal(press(START, ["p"]).server, "b");
    assert.equal(press(START, ["n", "n", "n"]).server, TOTAL);
    const slabs = press(START, ["n", "s"]);
    assert.equal(press(slabs, ["n", "tab"]).server, "a");
    assert.equal(press(slabs, ["p"]).server, "b");
  });
  test("help is on top of everything", () => {
    const help = press(START, ["down", "enter", "?"]);
    assert.equal(help.isHelp, true);
    assert.deepEqual([press(help, ["escape"]).isHelp, press(help, ["escape"]).page], [false, "server"]);
    assert.equal(press(help, ["?"]).isHelp, false);
  });
  test("q quits", () => {
    assert.equal(press(START, ["q"]).hasQuit, true);
  });
});

describe("order and filter", () => {
  test("< > o r", () => {
    assert.equal(press(START, [">"]).tables.servers.sort, "server");
    assert.equal(press(START, ["o", "o"]).tables.servers.sort, "gets");
    assert.equal(press(START, ["<"]).tables.servers.sort, "sets");
    assert.equal(press(START, ["<", ">"]).tables.servers.sort, "server");
    assert.equal(press(START, [">", "r"]).tables.servers.isReversed, true);
    assert.equal(press(START, [">", "r", ">"]).tables.servers.isReversed, false);
  });
  test("while it is typed keys are letters", () => {
    const typing = press(START, ["/", "q", "a", "s"]);
    assert.equal(typing.typing, "qas");
    assert.equal(typing.tables.servers.filter, "qas");
    assert.equal(typing.hasQuit, false);
    assert.equal(press(typing, ["backspace"]).typing, "qa");
    assert.equal(press(typing, ["C-u"]).typing, "");
    const kept = press(typing, ["enter"]);
    assert.deepEqual([kept.typing, kept.tables.servers.filter], [undefined, "qas"]);
    assert.equal(press(kept, ["escape"]).tables.servers.filter, "");
    assert.equal(press(typing, ["escape"]).tables.servers.filter, "");
  });
});

describe("time", () => {
  test("back and forth, up to the present", () => {
    assert.equal(press(START, ["left"]).momentMs, 399_000);
    assert.equal(press(START, ["left", "left", "right"]).momentMs, 399_000);
    assert.equal(press(START, ["left", "right"]).momentMs, undefined);
    assert.equal(press(START, ["page-up"]).momentMs, 250_000);
    assert.equal(press(START, ["home"]).momentMs, 100_000);
    assert.equal(press(START, ["home", "left"]).momentMs, 100_000);
    assert.equal(press(START, ["home", "end"]).momentMs, undefined);
    const unborn = { ...FACTS, firstMs: undefined, lastMs: undefined };
    assert.equal(press(START, ["left", " "], unborn).momentMs, undefined);
  });
  test("the space bar stops and goes on", () => {
    const paused = press(START, [" "]);
    assert.deepEqual([paused.momentMs, paused.isPaused], [400_000, true]);
    assert.equal(press(paused, ["left"], { ...FACTS, lastMs: 500_000 }).momentMs, 399_000);
    assert.deepEqual([press(paused, [" "]).momentMs, press(paused, [" "]).isPaused], [undefined, false]);
  });
  test("+ and - change the pace, or the speed of a recording; [ and ] what charts show", () => {
    assert.equal(press(START, ["+"]).everyMs, 500);
    assert.equal(press(START, ["+", "+", "+", "+"]).everyMs, 200);
    assert.equal(press(START, ["-", "-"]).everyMs, 5000);
    assert.equal(press(START, ["+"], { ...FACTS, isReplay: true }).speed, 2);
    assert.equal(press(START, ["-"], { ...FACTS, isReplay: true }).speed, 0.5);
    assert.equal(press(START, ["]"]).spanMs, 600_000);
    assert.equal(press(START, ["[", "["]).spanMs, 60_000 * 1);
  });
});

test("letters that came at once are so many keys", () => {
  const state = reduceTop(START, { kind: "text", text: "jjs" }, FACTS);
  assert.deepEqual([state.server, state.page], ["b", "slabs"]);
});

test("no keys lead to a page that does not exist, or to a moment outside of what is known", () => {
  const keys = fc.array(fc.oneof(fc.constantFrom(...NAMED), fc.constantFrom(..."jkgGscthmKnp<>or/ []+-=?x")), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(keys, (pressed) => {
      const state = press(START, pressed);
      assert.ok(PAGES.includes(state.page));
      assert.ok(state.momentMs === undefined || (state.momentMs >= 100_000 && state.momentMs <= 400_000));
      assert.ok(["", "a", "b"].includes(state.server));
    }),
  );
});
