/** engine/config.ts: the list for clients in the exact bytes of ElastiCache, and what nodes say. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { OUTCOME } from "../../../src/engine/outcome.ts";
import { STREAM_STEP } from "../../../src/engine/reply-stream.ts";
import { EngineHarness } from "../../support/engine-harness.ts";
import { KnownDirectory } from "../../support/known-directory.ts";

const LIST = "12\nh1|10.0.0.1|11211 h2||11212\n";

function startHarness(): { harness: EngineHarness; directory: KnownDirectory } {
  const directory = new KnownDirectory();
  return { harness: new EngineHarness({}, undefined, directory), directory };
}

describe("config in a directory of nodes", () => {
  it("gives the list, and END alone while it has no nodes", () => {
    const { harness, directory } = startHarness();
    assert.equal(harness.run("config get cluster\r\n"), "END\r\n");
    directory.list = LIST;
    assert.equal(harness.run("config get cluster\r\n"), `CONFIG cluster 0 31\r\n${LIST}\r\nEND\r\n`);
    assert.equal(harness.run("config get cluster\n"), `CONFIG cluster 0 31\r\n${LIST}\r\nEND\r\n`);
  });

  it("has no other values, and none of ElastiCache's verbs to change them", () => {
    const { harness, directory } = startHarness();
    directory.list = LIST;
    assert.equal(harness.run("config get other\r\n"), "END\r\n");
    for (const line of ["config", "config get", "config set cluster 0 1", "config delete cluster", "config join"]) {
      assert.equal(harness.run(`${line}\r\n`), "ERROR\r\n", line);
    }
    assert.equal(harness.run("config set noreply\r\n"), "");
  });

  it("passes on what nodes say, and answers when there is an answer", () => {
    for (const [line, answer] of [
      ["config renew a 0123", "OK 7\r\n"],
      ["config leave a 0123 noreply", ""],
    ] as const) {
      const { harness, directory } = startHarness();
      assert.equal(harness.run(`${line}\r\n`), "");
      assert.equal(harness.outcome, OUTCOME.stream);
      const stream = harness.engine.takeStream();
      assert.equal(stream.fill(harness.reply), STREAM_STEP.waiting);
      const [asked] = directory.registering;
      assert.deepEqual(asked?.words, [line.split(" ")[1], "a", "0123"]);
      asked?.done("OK 7");
      assert.equal(stream.fill(harness.reply), STREAM_STEP.done);
      assert.equal(harness.takeReply(), answer);
    }
  });
});

describe("config elsewhere", () => {
  it("is an unknown command, as memcached 1.6.45 answers it", () => {
    const harness = new EngineHarness();
    for (const line of ["config get cluster", "config join a", "config", "stats directory"]) {
      assert.equal(harness.run(`${line}\r\n`), "ERROR\r\n", line);
    }
    assert.equal(harness.run("config get cluster noreply\r\n"), harness.run("wrong get cluster noreply\r\n"));
  });
});

describe("stats directory", () => {
  it("is told by who keeps the list", () => {
    const { harness, directory } = startHarness();
    assert.equal(harness.run("stats directory\r\n"), "");
    const stream = harness.engine.takeStream();
    assert.equal(stream.fill(harness.reply), STREAM_STEP.waiting);
    directory.statsAsked[0]?.([["directory_nodes", 2]]);
    assert.equal(stream.fill(harness.reply), STREAM_STEP.done);
    assert.equal(harness.takeReply(), "STAT directory_nodes 2\r\nEND\r\n");
  });
});
