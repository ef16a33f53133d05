/** The runner must notice what a server does wrong: it is tried on servers that answer from a script. */

import assert from "node:assert/strict";
import { createServer, type Server } from "node:net";
import { after, describe, test } from "node:test";
import { parseTranscript } from "../../support/transcript.ts";
import { runCase } from "../../support/transcript-runner.ts";

const servers: Server[] = [];

/** A server that answers each received line from the table; "close" ends the connection; unknown lines are ignored. */
async function scripted(replies: Readonly<Record<string, string>>): Promise<number> {
  const server = createServer((socket) => {
    let pending = "";
    socket.on("error", () => socket.destroy());
    socket.on("data", (chunk) => {
      pending += chunk.toString("latin1");
      const lines = pending.split("\r\n");
      pending = lines.pop() ?? "";
      for (const line of lines) {
        const sentinel = /^mg (end-of-step-\d+) k$/.exec(line)?.[1];
        const reply = sentinel === undefined ? { flush_all: "OK\r\n", ...replies }[line] : `EN k${sentinel}\r\n`;
        if (reply === "close") socket.end();
        else if (reply !== undefined) socket.write(reply);
      }
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return address.port;
}

async function run(source: string, replies: Readonly<Record<string, string>>, dialect = "specification" as const) {
  const transcript = parseTranscript("t", source);
  const port = await scripted(replies);
  for (const one of transcript.cases) {
    await runCase({ target: { host: "127.0.0.1", port }, dialect }, transcript, one);
  }
}

after(() => {
  for (const server of servers) server.close();
});

describe("the runner", () => {
  test("accepts the right reply, in one piece or cut, and a closed connection", async () => {
    await run("== a\n> get a\ncut: bytes\n< END\n> get b\n< END\n> quit\n!\n", {
      "get a": "END\r\n",
      "get b": "END\r\n",
      quit: "close",
    });
    await run("== a\n> get a\ncut: everywhere\n< END\n", { "get a": "END\r\n" });
  });

  test("a wrong byte", async () => {
    await assert.rejects(run("== a\n> get a\n< END\n", { "get a": "ENX\r\n" }), /t:2: a: at byte 2 expected "D/);
  });

  test("bytes after the reply", async () => {
    const extra = run("== a\n> get a\n< END\n", { "get a": "END\r\n\r\n" });
    await assert.rejects(extra, /expected nothing more, received/);
  });

  test("a reply where silence is expected", async () => {
    const noise = run("== a\n> set a 0 0 1 noreply\n", { "set a 0 0 1 noreply": "STORED\r\n" });
    await assert.rejects(noise, /expected nothing more, received "STORED/);
  });

  test("a reply that never comes", async () => {
    const silence = run("== a\n> get a\n< END\n", {});
    await assert.rejects(silence, /received "?.*EN kend-of-step/);
  });

  test("a connection that closes instead", async () => {
    await assert.rejects(run("== a\n> get a\n< END\n", { "get a": "close" }), /the server closed the connection/);
  });

  test("output before the close", async () => {
    await assert.rejects(run("== a\n> quit\n!\n", { quit: "BYE\r\n" }), /expected the end, received "BYE/);
  });
});
