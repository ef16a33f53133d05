/** Files a running server writes. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeFile, writePidFile, writePortFile, writeReadyFile } from "../../../../src/cli/serve/process-files.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-files-"));

test("a pid file: one line, nobody else may write it, a stale one is warned about, nothing temporary stays", () => {
  const path = join(folder, "pid");
  assert.equal(writePidFile(path, 77), undefined);
  assert.equal(readFileSync(path, "utf8"), "77\n");
  assert.equal(statSync(path).mode & 0o022, 0);
  assert.match(writePidFile(path, 78) ?? "", /existed/);
  assert.equal(readFileSync(path, "utf8"), "78\n");
  assert.equal(existsSync(`${path}.tmp`), false);
  removeFile(path);
  removeFile(path);
  removeFile(undefined);
  assert.equal(existsSync(path), false);
});

const tcp = (host: string, port: number) => ({ kind: "tcp", host, port, tls: false }) as const;

test("a port file: a line for each TCP and UDP listener", () => {
  const path = join(folder, "ports");
  const udp = [tcp("0.0.0.0", 7)];
  assert.equal(writePortFile(path, [tcp("127.0.0.1", 5), tcp("::1", 6), { kind: "unix", path: "/x" }], udp), undefined);
  assert.equal(readFileSync(path, "utf8"), "TCP INET: 5\nTCP INET6: 6\nUDP INET: 7\n");
});

test("no port file tells of no ports: a unix socket has none", () => {
  const path = join(folder, "no-ports");
  assert.equal(writePortFile(path, [{ kind: "unix", path: "/x" }], []), undefined);
  assert.equal(existsSync(path), false);
});

test("a folder that is not there is a warning for what memcached serves without", () => {
  const warning = /^WARNING: could not write the \w+ file \S+: ENOENT/;
  assert.match(writePidFile(join(folder, "none", "pid"), 77) ?? "", warning);
  assert.match(writePortFile(join(folder, "none", "ports"), [tcp("::1", 6)], []) ?? "", warning);
});

test("a folder that is not there is an error for a ready file", () => {
  assert.throws(() => writeReadyFile(join(folder, "none", "ready"), ["a"]), {
    code: "USAGE",
    message: /ready file .*ENOENT/,
  });
});
