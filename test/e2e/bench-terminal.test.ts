/** `memtool bench` in a real terminal (tmux): the live screen while it runs, the report and a usable terminal afterwards. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { needsTmux, TmuxSession } from "../support/tmux.ts";

const memtool = fileURLToPath(new URL("../../../bin/memtool.js", import.meta.url));
const LOAD = ["--keys", "2k", "-c", "4", "--server-memory", "64m"];

/** Runs bench, then a shell that takes a line: what a person would find. */
const BENCH_AND_PROMPT = 'trap : INT; "$@"; code=$?; printf "your turn: "; read -r line; echo "got $line"; exit $code';

/** Dots of a chart. */
const BRAILLE = /[\u2801-\u28ff]/;

async function inTerminal(
  {
    width,
    height,
    args,
    env = {},
  }: { width: number; height: number; args: readonly string[]; env?: Record<string, string> },
  body: (terminal: TmuxSession) => Promise<void>,
): Promise<void> {
  const command = ["sh", "-c", BENCH_AND_PROMPT, "sh", process.execPath, memtool, "bench", ...LOAD, ...args];
  const terminal = TmuxSession.start({ command, width, height, env: { NO_COLOR: "", ...env } });
  try {
    await body(terminal);
  } finally {
    terminal.close();
  }
}

/** Waits for the end of the run, and sees that nothing is left of the live screen and that typing works. @returns screen and exit code */
async function ended(terminal: TmuxSession): Promise<{ screen: string; exitCode: number }> {
  const screen = await terminal.waitFor("your turn:");
  assert.equal(terminal.isTaken, false, "the cursor is hidden, or the alternate screen still on");
  assert.doesNotMatch(screen, BRAILLE);
  assert.doesNotMatch(screen, /valid so far|Ctrl-C ends/);
  terminal.type("hello");
  terminal.keys("Enter");
  await terminal.waitFor("got hello");
  return { screen, exitCode: await terminal.waitForExit() };
}

/** A machine under load may make the run invalid: 1 then, and the report says so. An interrupted one ends as such whatever it was. */
function assertEnd({ screen, exitCode }: { screen: string; exitCode: number }, expected: number): void {
  assert.equal(exitCode, expected === 0 && /INVALID/.test(screen) ? 1 : expected, screen);
}

describe("bench in a terminal", { ...needsTmux(), concurrency: false }, () => {
  for (const [width, height, parts] of [
    [
      80,
      24,
      [/^ Throughput {2}[\d.]+[kM]?\/s/m, /Service times so far$/m, /┤ *⣿?[\u2801-\u28ff]/, /^ Hit rate {2}100 %/m],
    ],
    [
      120,
      40,
      [
        /Percentiles so far$/m,
        /p99\.9 +[\d.]+ [um]?s$/m,
        /closed loop, 4 connections$/m,
        /\bevictions\/s +(?:\d+|-)$/m,
      ],
    ],
    [50, 12, [/^ Service(?: time)? p50 |^ Service(?: time)? {1,2}p50/m, /^ errors 0 {2}in flight \d+/m]],
  ] as const) {
    test(`${width} by ${height}: charts with numbers, then the report`, async () => {
      await inTerminal({ width, height, args: ["--duration", "3s"] }, async (terminal) => {
        const live = await terminal.waitFor(/measure [^\n]*\n.*[\u2801-\u28ff].*(?:valid so far|INVALID)/s);
        assert.equal(terminal.isTaken, true);
        for (const part of parts) {
          assert.match(live, part);
        }
        assert.match(live, /^ memtool bench {2}embedded server 127\.0\.0\.1/m);
        assert.match(live, /^ +0 s .*5 s/m);
        assert.doesNotMatch(live, /NaN|undefined|null|\[object|Infinity|\?25|\[\d+m/);
        const end = await ended(terminal);
        assert.match(end.screen, /Note:|Server counted|CPU per request/);
        assertEnd(end, 0);
      });
    });
  }

  test("Ctrl-C ends it: the report of what was measured, exit 130", async () => {
    await inTerminal({ width: 100, height: 40, args: ["--duration", "10m"] }, async (terminal) => {
      await terminal.waitFor(/measure .*[\u2801-\u28ff]/s);
      terminal.keys("C-c");
      const end = await ended(terminal);
      assert.match(end.screen, /until it was interrupted/);
      assertEnd(end, 130);
    });
  });

  test("a resize is followed, down to one line and back", async () => {
    await inTerminal({ width: 100, height: 30, args: ["--duration", "10m"] }, async (terminal) => {
      await terminal.waitFor(/measure .*[\u2801-\u28ff]/s);
      terminal.resize(40, 6);
      const line = await terminal.waitFor(/^measure .*%: [\d.]+/);
      assert.equal(line.trimEnd().split("\n").length, 1, line);
      terminal.resize(80, 24);
      const whole = await terminal.waitFor(/Requests\n/);
      assert.equal(whole.match(/memtool bench/g)?.length, 1, whole);
      terminal.keys("C-c");
      assertEnd(await ended(terminal), 130);
    });
  });

  test("--no-live prints lines, and a build machine gets them too", async () => {
    for (const [args, env] of [
      [["--no-live"], {}],
      [[], { CI: "true" }],
    ] as const) {
      await inTerminal({ width: 80, height: 60, args: ["--duration", "4s", ...args], env }, async (terminal) => {
        await terminal.waitFor(/^measure [\d.]+ s \d+ %: /m);
        assert.equal(terminal.isTaken, false);
        await ended(terminal);
      });
    }
  });
});
