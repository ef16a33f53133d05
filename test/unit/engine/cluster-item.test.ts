/** engine/cluster-item.ts: the list under its old key, which is nobody's item. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineHarness } from "../../support/engine-harness.ts";
import { KnownDirectory } from "../../support/known-directory.ts";

const KEY = "AmazonElastiCache:cluster";
const LIST = "12\nh1|10.0.0.1|11211\n";

test("get and gets have it like an item, among others", () => {
  const directory = new KnownDirectory();
  const harness = new EngineHarness({}, undefined, directory);
  directory.list = LIST;
  harness.run("set a 0 0 1\r\n1\r\n");
  assert.equal(harness.run(`get ${KEY}\r\n`), `VALUE ${KEY} 0 21\r\n${LIST}\r\nEND\r\n`);
  assert.equal(harness.run(`gets ${KEY}\r\n`), `VALUE ${KEY} 0 21 0\r\n${LIST}\r\nEND\r\n`);
  assert.equal(harness.run(`get a ${KEY} b\r\n`), `VALUE a 0 1\r\n1\r\nVALUE ${KEY} 0 21\r\n${LIST}\r\nEND\r\n`);
});

test("without nodes it is a miss, and what a client has stored there is not seen", () => {
  const directory = new KnownDirectory();
  const harness = new EngineHarness({}, undefined, directory);
  assert.equal(harness.run(`set ${KEY} 0 0 1\r\nx\r\n`), "STORED\r\n");
  assert.equal(harness.run(`get ${KEY}\r\n`), "END\r\n");
  directory.list = LIST;
  assert.equal(harness.run(`get ${KEY}\r\n`), `VALUE ${KEY} 0 21\r\n${LIST}\r\nEND\r\n`);
});

test("keys of the same length, and servers that are no directory, have items only", () => {
  const directory = new KnownDirectory();
  directory.list = LIST;
  const other = KEY.replace("cluster", "Cluster");
  const harness = new EngineHarness({}, undefined, directory);
  harness.run(`set ${other} 0 0 1\r\nx\r\n`);
  assert.equal(harness.run(`get ${other}\r\n`), `VALUE ${other} 0 1\r\nx\r\nEND\r\n`);
  const plain = new EngineHarness();
  assert.equal(plain.run(`get ${KEY}\r\n`), "END\r\n");
  plain.run(`set ${KEY} 0 0 1\r\nx\r\n`);
  assert.equal(plain.run(`get ${KEY}\r\n`), `VALUE ${KEY} 0 1\r\nx\r\nEND\r\n`);
});
