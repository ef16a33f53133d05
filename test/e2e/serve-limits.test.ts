/** What holds `memtool serve` back: too few open files, -R, -F, -C. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Conversation, eventually, hangUp, TIMEOUT_MS, talk } from "../support/conversation.ts";
import { startMemtool } from "../support/memtool-server.ts";
import { MEMTOOL_PATH, spawnProgram } from "../support/run-cli.ts";

after(hangUp);

/** Starts memtool under a limit of open files; `how` is -n for both limits, -Sn for the soft one alone. */
function serveWithLimit(how: string, limit: number, args: readonly string[]) {
  const script = 'ulimit "$1" "$2"; shift 2; exec "$@"';
  const command = [process.execPath, MEMTOOL_PATH, "serve", "-p", "-1", ...args];
  const child = spawnProgram("sh", ["-c", script, "sh", how, String(limit), ...command]);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const port = () => eventually("a port", () => /listening on 127\.0\.0\.1:(\d+)/.exec(stderr)?.[1]);
  return { child, ended, stderr: () => stderr, port };
}

const isLinux = process.platform === "linux" ? false : "the limits are read from /proc";

test("a limit of open files that threads cannot start with is refused with 71", { skip: isLinux }, async () => {
  const served = serveWithLimit("-n", 128, ["-t", "4", "-c", "1024"]);
  assert.equal(await served.ended, 71);
  assert.match(served.stderr(), /only 128 files may be open, and 4 worker threads need 288 to start/);
});

test("Node raises a soft limit by itself", { skip: isLinux }, async () => {
  const served = serveWithLimit("-Sn", 64, ["-t", "1", "-c", "64"]);
  await served.port();
  assert.doesNotMatch(served.stderr(), /files may be open/);
  served.child.kill("SIGTERM");
  assert.equal(await served.ended, 0);
});

/** A client that was answered; undefined when the connection ended instead. */
async function callServed(port: number): Promise<Conversation | undefined> {
  const client = talk(port, "mn\r\n");
  await new Promise<void>((resolve) => {
    client.socket.once("data", () => resolve());
    client.socket.once("close", () => resolve());
  });
  return client.text() === "MN\r\n" ? client : undefined;
}

test("out of open files: who comes is turned away, nobody else suffers, and a place is free when somebody leaves", {
  skip: isLinux,
}, async () => {
  const served = serveWithLimit("-n", 160, ["-t", "1", "-c", "1024"]);
  const port = Number(await served.port());
  assert.match(served.stderr(), /^WARNING: only 160 files may be open, too few for 1024 connections/m);
  const clients: Conversation[] = [];
  for (let client = await callServed(port); client !== undefined; client = await callServed(port)) {
    clients.push(client);
    assert.ok(clients.length < 160);
  }
  assert.ok(clients.length > 80, `${clients.length} connections`);
  const [first, ...others] = clients;
  first?.socket.write("stats\r\n");
  await first?.until(new RegExp(`STAT curr_connections ${clients.length}\\r\\n`));
  for (const { socket } of others) {
    socket.destroy();
  }
  // Their ends have to be noticed first.
  let again: Conversation | undefined;
  for (const end = Date.now() + TIMEOUT_MS; again === undefined && Date.now() < end; ) {
    again = await callServed(port);
  }
  assert.ok(again !== undefined, "a place is free again");
  served.child.kill("SIGTERM");
  assert.equal(await served.ended, 0);
});

test("-R 5: twenty requests in one packet give way to others three times", async () => {
  const server = await startMemtool({ args: ["-t", "1", "-R", "5"] });
  assert.ok("port" in server.target);
  const client = talk(server.target.port, "mn\r\n".repeat(20));
  await client.until(/^(MN\r\n){20}$/);
  client.socket.write("stats\r\n");
  await client.until(/STAT conn_yields 3\r\n/);
  client.socket.destroy();
  await server.stop();
});

test("-F: flush_all is refused in both protocols, and nothing is gone", async () => {
  const server = await startMemtool({ args: ["-t", "1", "-F"] });
  assert.ok("port" in server.target);
  const { port } = server.target;
  const text = talk(port, "set a 0 0 1\r\nx\r\nflush_all\r\nflush_all 10\r\nget a\r\nquit\r\n");
  await text.ended;
  const refusal = "CLIENT_ERROR flush_all not allowed\r\n";
  assert.equal(text.text(), `STORED\r\n${refusal}${refusal}VALUE a 0 1\r\nx\r\nEND\r\n`);
  const header = Buffer.alloc(24);
  header.writeUInt16BE(0x8008, 0);
  const binary = talk(port);
  binary.socket.write(header);
  await binary.until(/Auth failure\.$/);
  const reply = Buffer.from(binary.text(), "latin1");
  assert.deepEqual([reply[0], reply[1], reply.readUInt16BE(6)], [0x81, 0x08, 0x20]);
  binary.socket.destroy();
  await server.stop();
});

test("-C: gets tells 0, and no cas value is right", async () => {
  const server = await startMemtool({ args: ["-t", "1", "-C"] });
  assert.ok("port" in server.target);
  const cas = (key: string, unique: number) => `cas ${key} 0 0 1 ${unique}\r\ny\r\n`;
  const say = `set a 0 0 1\r\nx\r\ngets a\r\n${cas("a", 1)}${cas("b", 1)}get a\r\nquit\r\n`;
  const client = talk(server.target.port, say);
  await client.ended;
  assert.equal(
    client.text(),
    "STORED\r\nVALUE a 0 1 0\r\nx\r\nEND\r\nEXISTS\r\nNOT_FOUND\r\nVALUE a 0 1\r\nx\r\nEND\r\n",
  );
  await server.stop();
});
