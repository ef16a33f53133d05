/** The options that keep items on disk. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemtoolError } from "../../../../src/base/errors.ts";
import { parseServeOptions } from "../../../../src/cli/serve/options.ts";
import type { PersistenceSettings } from "../../../../src/server/settings.ts";

function persistence(line: string): PersistenceSettings | undefined {
  return parseServeOptions(line.split(" ").filter(Boolean), {}).settings.persistence;
}

function refusal(line: string): string {
  try {
    persistence(line);
  } catch (error) {
    assert.ok(error instanceof MemtoolError && error.code === "USAGE", String(error));
    return error.message;
  }
  return "accepted";
}

const DIRECTORY = "--persistence-dir /data";

describe("persistence options", () => {
  it("without a directory items are kept in memory only", () => {
    assert.equal(persistence(""), undefined);
  });

  it("have defaults", () => {
    assert.deepEqual(persistence(DIRECTORY), {
      directory: "/data",
      durability: "async",
      lagMs: 1000,
      limitBytes: undefined,
      encryptionKeyFile: undefined,
      onDamage: "move",
      recoverFirst: false,
    });
  });

  it("are read in any order, paths as they are given", () => {
    const line =
      "--recover-first --on-damage refuse --encryption-key-file key --persistence-limit 20g --durability-lag 200ms --durability async --persistence-dir data";
    assert.deepEqual(persistence(line), {
      directory: "data",
      durability: "async",
      lagMs: 200,
      limitBytes: 20 * 1024 ** 3,
      encryptionKeyFile: "key",
      onDamage: "refuse",
      recoverFirst: true,
    });
  });

  it("a limit without a unit is in megabytes", () => {
    assert.equal(persistence(`${DIRECTORY} --persistence-limit 64`)?.limitBytes, 64 * 1024 ** 2);
  });

  it("a limit is at least a megabyte", () => {
    for (const text of ["0", "1k", "1023k"]) {
      assert.equal(refusal(`${DIRECTORY} --persistence-limit ${text}`), `--persistence-limit: "${text}" is too little`);
    }
    assert.equal(persistence(`${DIRECTORY} --persistence-limit 1m`)?.limitBytes, 1024 ** 2);
    assert.throws(() => parseServeOptions(["--persistence-dir", "/data"], { MEMTOOL_PERSISTENCE_LIMIT: "1k" }), {
      code: "USAGE",
      message: 'MEMTOOL_PERSISTENCE_LIMIT="1k": "1k" is too little',
    });
  });

  it("sync has no lag", () => {
    assert.equal(persistence(`${DIRECTORY} --durability sync`)?.durability, "sync");
    assert.match(refusal(`${DIRECTORY} --durability sync --durability-lag 1s`), /sync has no lag/);
  });

  it("nothing over UDP waits for the disk", () => {
    for (const durability of ["sync", "async"]) {
      assert.match(refusal(`${DIRECTORY} --durability ${durability} -U 11211`), /UDP cannot be used/);
      assert.equal(refusal(`-U 0 --durability ${durability} ${DIRECTORY}`), "accepted");
    }
  });

  for (const option of [
    "--durability sync",
    "--durability-lag 1s",
    "--persistence-limit 1g",
    "--on-damage move",
    "--encryption-key-file key",
    "--recover-first",
  ]) {
    it(`${option} has nothing to act on without a directory`, () => {
      assert.match(refusal(option), /no --persistence-dir/);
    });
  }

  it("refuses what makes no sense", () => {
    assert.match(refusal(`${DIRECTORY} --durability always`), /async or sync, and not "always"/);
    assert.equal(refusal(`${DIRECTORY} --durability-lag soon`), '--durability-lag: "soon" is not a duration');
    assert.equal(refusal(`${DIRECTORY} --durability-lag -1s`), '--durability-lag: "-1s" is not a duration');
    assert.equal(refusal(`${DIRECTORY} --persistence-limit much`), '--persistence-limit: "much" is not a size');
    assert.equal(refusal("--join a:1 --lease long"), '--lease: "long" is not a duration');
    assert.notEqual(refusal(`${DIRECTORY} --on-damage ignore`), "accepted");
    assert.throws(() => parseServeOptions(["--persistence-dir", ""], {}), /has to name a directory/);
  });
});
