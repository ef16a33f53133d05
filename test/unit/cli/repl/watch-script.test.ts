/** `watch` without a prompt: what is printed, sampling, who ends it. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { InterruptSignal } from "../../../../src/cli/context.ts";
import { OutputBuffer } from "../../../../src/cli/repl/output-buffer.ts";
import { watch } from "../../../../src/cli/repl/watch-script.ts";
import { parseLine } from "../../../../src/repl/parse-line.ts";
import type { ScriptFormat } from "../../../../src/repl/run-script.ts";
import type { WorldPorts } from "../../../../src/repl/shell-ports.ts";
import { fakeShell } from "../../../support/fake-shell.ts";

/** Watches; each node tells `lines` and is then ended by `end`, or waits to be stopped. */
async function run(
  line: string,
  lines: readonly string[],
  {
    addresses = ["a:1"],
    format = "plain" as ScriptFormat,
    end = undefined as string | undefined,
    interrupt = false,
  } = {},
) {
  const { nodes } = fakeShell(() => ({ kind: "none" }), { addresses });
  const request = parseLine(line);
  assert.ok(request.kind === "request");
  const stdout = new PassThrough();
  const output = new OutputBuffer(stdout);
  let press = (_signal: InterruptSignal) => {};
  let isForgotten = false;
  let openCount = 0;
  const asked: string[][] = [];
  const openWatch: WorldPorts["openWatch"] = async (_, types, onLines) => {
    asked.push([...types]);
    openCount++;
    let stop = () => {};
    const ended = new Promise<string | undefined>((resolve) => {
      stop = () => {
        openCount--;
        resolve(undefined);
      };
      queueMicrotask(() => {
        onLines(lines);
        if (interrupt) {
          press("SIGINT");
        } else {
          resolve(end);
        }
      });
    });
    return { stop: () => stop(), ended };
  };
  const context = {
    onInterrupt: (callback: (signal: InterruptSignal) => void) => {
      press = callback;
      return () => {
        isForgotten = true;
      };
    },
  };
  const result = await watch(request, { nodes, openWatch, output, format }, context).catch((error: unknown) => error);
  await output.flush();
  return { result, out: String(stdout.read() ?? ""), asked, isForgotten, openCount };
}

test("lines are escaped, Ctrl-C ends it and is told", async () => {
  const { result, out, asked, isForgotten, openCount } = await run("watch fetchers deletions", ["type=x key=\x1b[m"], {
    interrupt: true,
  });
  assert.deepEqual([result, out, asked], [true, "type=x key=\\e[m\n", [["fetchers", "deletions"]]]);
  assert.ok(isForgotten && openCount <= 0);
});

test("several nodes are named, JSON has an object for each line, a sample is a part", async () => {
  const many = await run("watch sample 2", ["a=1", "b=2", "c=3"], { addresses: ["a:1", "b:2"], interrupt: true });
  assert.deepEqual(many.out.trimEnd().split("\n"), ["a:1\ta=1", "a:1\tc=3", "b:2\tb=2"]);
  const json = await run("watch", ["type=deleted key=k"], { format: "json", interrupt: true });
  assert.deepEqual(JSON.parse(json.out), {
    command: "watch",
    ok: true,
    kind: "event",
    node: "a:1",
    event: { type: "deleted", key: "k" },
  });
});

test("a server that ends it is an error; so are wrong words", async () => {
  assert.match(String((await run("watch", [], { end: "the server is gone" })).result), /the server is gone/);
  assert.match(String((await run("watch sample x", [])).result), /sample needs a number/);
});
