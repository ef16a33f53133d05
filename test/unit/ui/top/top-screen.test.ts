/** The edge of `top` on a fake terminal: keys make states and frames, and the terminal is given back. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { TopScreen } from "../../../../src/ui/top/top-screen.ts";
import { initialTop, type TopState } from "../../../../src/ui/top/top-state.ts";
import { eventually } from "../../../support/conversation.ts";
import { FakeStdin, FakeStdout } from "../../../support/fake-terminal.ts";
import { liveData, threeServers } from "../../../support/top-data.ts";

function screenOn() {
  const stdin = new FakeStdin();
  const stdout = new FakeStdout(80, 24);
  const clock = { nowMs: 0 };
  const seen = { states: [] as TopState[], interrupts: 0, stops: 0, drawn: 0 };
  const model = threeServers();
  const screen = new TopScreen({
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    hasColor: false,
    monotonicMs: () => clock.nowMs,
    initial: initialTop(model.names, 1000),
    data: () => liveData(model),
    onState: (state) => seen.states.push(state),
    onInterrupt: () => seen.interrupts++,
    onStop: () => seen.stops++,
    onEnd: () => {},
    onDrawn: () => seen.drawn++,
  });
  return { stdin, stdout, clock, seen, screen };
}

describe("TopScreen", () => {
  test("a key is answered with a frame", async () => {
    const { stdin, stdout, seen, screen } = screenOn();
    screen.open();
    assert.equal(stdin.isRaw, true);
    assert.match(stdout.screen[2] ?? "", /^> total/);
    stdin.write("j");
    await stdout.until((lines) => lines[3]?.startsWith("> b:11211") === true, "the chosen server");
    assert.equal(seen.states.at(-1)?.server, "b:11211");
    stdin.write("\x03\x1a");
    await eventually("Ctrl-Z", () => seen.stops === 1);
    assert.deepEqual([seen.interrupts, seen.stops], [1, 1]);
    screen.close();
    assert.equal(stdin.isRaw, false);
    assert.ok(stdout.raw.endsWith("\x1b[?25h\x1b[?1049l"));
  });
  test("many updates are few frames", () => {
    const { clock, seen, screen } = screenOn();
    screen.open();
    clock.nowMs = 100;
    for (let time = 0; time < 10; time++) {
      screen.update();
    }
    assert.equal(seen.drawn, 2);
    screen.close();
    screen.update();
    assert.equal(seen.drawn, 2, "nothing is drawn on a terminal that is given back");
    screen.open();
    assert.equal(seen.drawn, 3);
    screen.close();
  });
});
