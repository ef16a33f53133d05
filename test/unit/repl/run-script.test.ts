/** Scripts: what is read, what is sent, what is printed, when it stops. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MemtoolError } from "../../../src/base/errors.ts";
import type { Reply } from "../../../src/protocol/reply.ts";
import { ByteReader } from "../../../src/repl/byte-reader.ts";
import { readScript } from "../../../src/repl/read-script.ts";
import { runScript, type ScriptFormat } from "../../../src/repl/run-script.ts";
import { segment } from "../../../src/repl/segments.ts";
import type { Outcome } from "../../../src/repl/session.ts";

/** Runs `input`, cut into pieces of `pieceBytes`, against `answer`. */
async function run(
  input: string,
  answer: (line: string, value: string | undefined) => Reply | MemtoolError,
  format: ScriptFormat = "plain",
  pieceBytes = 3,
) {
  const sent: string[] = [];
  const out: Buffer[] = [];
  const complaints: string[] = [];
  const slept: number[] = [];
  const bytes = Buffer.from(input, "latin1");
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      yield bytes.subarray(at, at + pieceBytes);
    }
  }
  const result = await runScript(
    readScript(new ByteReader(pieces())),
    {
      run: async (request): Promise<Outcome> => {
        const line = Buffer.from(request.line).toString("latin1");
        const value = request.value === undefined ? undefined : Buffer.from(request.value).toString("latin1");
        sent.push(value === undefined ? line : `${line} | ${value}`);
        const reply = answer(line, value);
        return reply instanceof MemtoolError
          ? { kind: "failed", error: reply }
          : { kind: "reply", reply, elapsedMs: 0, reconnected: false };
      },
      connect: async () => undefined,
      inspect: async (name, args, _, onLines) => {
        await onLines([[segment("plain", [name, ...args].join(" "))]]);
        const outcome = answer(`${name} ${args.join(" ")}`, undefined);
        const failures: Outcome[] =
          outcome instanceof MemtoolError
            ? [{ kind: "failed", error: outcome }]
            : outcome.kind === "error"
              ? [{ kind: "reply", reply: outcome, elapsedMs: 0, reconnected: false }]
              : [];
        return { json: { kind: name, [name]: [...args] }, failures };
      },
      watch: async ({ words }) => {
        out.push(Buffer.from(`(${words.join(" ")})\n`));
        const outcome = answer(words.join(" "), undefined);
        if (outcome instanceof MemtoolError) {
          throw outcome;
        }
      },
      sleep: async (ms) => void slept.push(ms),
      nowMs: () => 0,
      readFile: async (path) => Buffer.from(`<${path}>`),
      write: async (output) => void out.push(Buffer.from(output)),
      complain: (message, number) => complaints.push(`${number}: ${message}`),
    },
    format,
  );
  const { failedCount, fatal } = result;
  return { sent, out: Buffer.concat(out).toString("latin1"), complaints, failedCount, fatal, slept };
}

const stored = (): Reply => ({ kind: "line", text: "STORED" });

describe("reading", () => {
  const cases: readonly [string, string, string[]][] = [
    [
      "a block by its byte count, CRLF or LF",
      "set a 0 0 2\r\nx\n\r\nset b 0 0 1\ny\nget a\n",
      ["set a 0 0 2 | x\n", "set b 0 0 1 | y", "get a"],
    ],
    ["an empty block", "set a 0 0 0\n\nget a", ["set a 0 0 0 | ", "get a"]],
    ["a block without a line end at the end", "set a 0 0 2\nxy", ["set a 0 0 2 | xy"]],
    ["a value on the line", 'set a 0 0 "x y"\n', ["set a 0 0 3 | x y"]],
    [
      "the friendly form",
      'set a "x y" flags=1\nset b 5\nincr b\n',
      ["set a 1 0 3 | x y", "set b 0 0 1 | 5", "incr b 1"],
    ],
    ["a value from a file", "set a @photo.png\nset b @@x\n", ["set a 0 0 11 | <photo.png>", "set b 0 0 2 | @x"]],
    ["bytes that are no text", "get \xff\xfe\nset a 0 0 1\n\x80\n", ["get \xff\xfe", "set a 0 0 1 | \x80"]],
    ["blank lines", "\n\r\n  \nget a\n", ["get a"]],
    ["nothing behind quit", "get a\nquit\nget b\n", ["get a"]],
    ["noreply", "set a 0 0 1 noreply\nx\n", ["set a 0 0 1 noreply | x"]],
  ];
  for (const [name, input, expected] of cases) {
    for (const pieceBytes of [1, 5, 1000]) {
      test(`${name}, pieces of ${pieceBytes}`, async () => {
        assert.deepEqual((await run(input, stored, "plain", pieceBytes)).sent, expected);
      });
    }
  }

  test("a block that is too long or cut short is refused, what follows is read", async () => {
    const long = await run("set a 0 0 1\nxyz\nget a\n", stored);
    assert.deepEqual(long.sent, ["get a"]);
    assert.match(long.complaints[0] ?? "", /1: the value is longer than its 1 bytes/);
    assert.equal(long.failedCount, 1);
    const short = await run("set a 0 0 9\nxyz", stored);
    assert.match(short.complaints[0] ?? "", /3 of 9 bytes/);
  });
});

describe("printing", () => {
  test("replies in order, error replies to the complaints, and on it goes", async () => {
    const answer = (line: string): Reply =>
      line === "bad" ? { kind: "error", error: "ERROR", text: "" } : { kind: "version", version: line };
    const { out, complaints, failedCount, fatal } = await run("one\nbad\ntwo\n", answer);
    assert.equal(out, "one\ntwo\n");
    assert.match(complaints[0] ?? "", /^2: ERROR/);
    assert.equal(failedCount, 1);
    assert.equal(fatal, undefined);
  });

  test("more commands than may be under way", async () => {
    const input = Array.from({ length: 1500 }, (_, index) => `c${index}`);
    const { out } = await run(input.join("\n"), (line) => ({ kind: "version", version: line }), "plain", 1000);
    assert.deepEqual(out.trimEnd().split("\n"), input);
  });

  test("raw prints the bytes of values and nothing around them", async () => {
    const value = Buffer.from("\x00\x1b\xff", "latin1");
    const hit = (): Reply => ({ kind: "values", entries: [{ key: "a", flags: 0, cas: undefined, value }] });
    assert.equal((await run("get a\n", hit, "raw")).out, "\x00\x1b\xff");
    assert.equal((await run("get a\n", () => ({ kind: "values", entries: [] }), "raw")).out, "");
    assert.equal((await run("version\n", () => ({ kind: "version", version: "1" }), "raw")).out, "1\n");
  });

  test("JSON: one object a reply", async () => {
    const { out } = await run('set a 0 0 "x"\nget "\n', stored, "json");
    const [first, second] = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { ok: boolean });
    assert.deepEqual([first?.ok, second?.ok], [true, false]);
  });

  test("help is answered without a server", async () => {
    assert.match((await run("help get\n", stored)).out, /^get key \[key\.\.\.\]\n/);
  });
});

describe("stopping", () => {
  const lost = new MemtoolError("DISCONNECTED", "lost");

  test("a lost server ends the script", async () => {
    const { sent, fatal } = await run(`get a\n${"get b\n".repeat(2000)}`, () => lost);
    assert.equal(fatal, lost);
    assert.ok(sent.length <= 256);
  });

  test("what cannot be sent is counted, and the script goes on", async () => {
    const usage = new MemtoolError("USAGE", "a command is one line");
    const { sent, fatal, failedCount } = await run("a\nb\n", () => usage);
    assert.deepEqual([sent.length, fatal, failedCount], [2, undefined, 2]);
  });
});

test("a reply is printed before the next line is there: a program at the other end may be waiting for it", async () => {
  const out: string[] = [];
  let printed = (): void => {};
  const firstReply = new Promise<void>((resolve) => {
    printed = resolve;
  });
  async function* conversation() {
    yield Buffer.from("set a 0 0 1\nx\n");
    await firstReply;
    yield Buffer.from("get a\n");
  }
  const result = await runScript(
    readScript(new ByteReader(conversation())),
    {
      run: async () => ({ kind: "reply", reply: stored(), elapsedMs: 0, reconnected: false }),
      connect: async () => undefined,
      inspect: async () => ({ json: { kind: "nothing" }, failures: [] }),
      watch: async () => {},
      sleep: async () => {},
      nowMs: () => 0,
      readFile: async (path) => Buffer.from(`<${path}>`),
      write: async (output) => {
        out.push(String(output));
        printed();
      },
      complain: () => {},
    },
    "plain",
  );
  assert.equal(result.failedCount, 0);
  assert.deepEqual(out, ["STORED\n", "STORED\n"]);
});

test("the shell's own commands: those that mean something in a pipe", async () => {
  const { out, complaints } = await run("peek a\nkeys user:* 5\ntime on\n", stored);
  assert.equal(out, "peek a\nkeys user:* 5\n");
  assert.deepEqual(complaints, ["3: time is a command of the prompt (it means nothing in a pipe)"]);
  const json = await run("keys a 5\n", stored, "json");
  assert.deepEqual(JSON.parse(json.out), { command: "keys a 5", ok: true, kind: "keys", keys: ["a", "5"] });
});

test("a server that refuses what a command of the shell needs is counted; one that is gone ends the script", async () => {
  const refused = await run("slabs\nget a\n", (line) =>
    line === "slabs " ? { kind: "error", error: "ERROR", text: "" } : stored(),
  );
  assert.deepEqual(
    [refused.complaints, refused.failedCount, refused.fatal, refused.sent],
    [["1: ERROR"], 1, undefined, ["get a"]],
  );
  const gone = new MemtoolError("CONNECT", "gone");
  const lost = await run("peek a\nget a\n", () => gone);
  assert.deepEqual([lost.fatal, lost.failedCount, lost.sent], [gone, 1, []]);
});

test("repeat: at once or at a pace, of a request or of a command of the shell", async () => {
  const { sent, out, slept } = await run("repeat 3 incr n\nrepeat 2 every 250ms get a\nrepeat 2 peek a\n", stored);
  assert.deepEqual(sent, ["incr n 1", "incr n 1", "incr n 1", "get a", "get a"]);
  assert.equal(out, `${"STORED\n".repeat(5)}peek a\npeek a\n`);
  assert.deepEqual(slept, [250]);
  assert.match((await run("repeat get a\n", stored)).complaints[0] ?? "", /^1: repeat needs a number/);
  assert.deepEqual((await run("repeat 1000 incr n\n", stored)).sent.length, 1000);
  const lost = await run("repeat 1000 every 1s get a\n", () => new MemtoolError("DISCONNECTED", "lost"));
  assert.deepEqual([lost.sent.length, lost.fatal?.message], [1, "lost"]);
});

test("watch has the script to itself; when it ends, the script goes on", async () => {
  const { out, sent } = await run("get a\nwatch fetchers\nget b\n", stored);
  assert.deepEqual([out, sent], ["STORED\n(watch fetchers)\nSTORED\n", ["get a", "get b"]]);
  const refused = new MemtoolError("REFUSED", "no watchers");
  assert.equal((await run("watch\nget b\n", () => refused)).fatal, refused);
});
