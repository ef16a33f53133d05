/** `memtool serve -U` as a user starts it. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runCli } from "../support/run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "memtool-udp-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("the first line and the port file name the port; commands beside it are told of TCP only", async () => {
  const portFile = join(folder, "ports");
  const script = `cat ${portFile}; echo "$MEMCACHE_SERVERS"`;
  const args = ["serve", "-p", "-1", "-U", "-1", "-t", "1", "--", "sh", "-c", script];
  const { stdout, stderr, exitCode } = await runCli(args, { env: { MEMCACHED_PORT_FILENAME: portFile } });
  assert.equal(exitCode, 0);
  const [, tcp, udp] = /^TCP INET: (\d+)\nUDP INET: (\d+)\n127\.0\.0\.1:\1\n$/.exec(stdout) ?? [];
  assert.ok(stderr.includes(`listening on 127.0.0.1:${tcp}, UDP 127.0.0.1:${udp};`), stdout + stderr);
});

test("-U alone moves TCP too; a taken port is exit code 71", async () => {
  const script = 'echo "$MEMCACHE_SERVERS"';
  const { stdout } = await runCli(["serve", "-p", "-1", "-t", "1", "--", "sh", "-c", script]);
  const port = stdout.trim().split(":")[1] ?? "";
  const moved = await runCli(["serve", "-U", port, "-t", "1", "--", "sh", "-c", script]);
  assert.equal(moved.stdout, `127.0.0.1:${port}\n`);
  const { createSocket } = await import("node:dgram");
  const taken = createSocket("udp4");
  await new Promise<void>((resolve) => taken.bind(0, "127.0.0.1", resolve));
  const refused = await runCli(["serve", "-p", "-1", "-U", String(taken.address().port), "-t", "1"]);
  taken.close();
  assert.equal(refused.exitCode, 71);
  assert.match(refused.stderr, /could not listen on UDP 127\.0\.0\.1:\d+: [\s\S]*choose another port/);
});
