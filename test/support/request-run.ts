/** Runs a one-shot command in this process against a server that answers from a list. */
import { type Command, isRawCommand } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";
import { createTestContext, type TestContextOptions } from "./test-context.ts";

/** What the server answers to a request, line and value together without the last line end. */
export type Replies = Readonly<Record<string, string>>;

/** A server and what it was sent. */
export interface ListServer {
  readonly address: string;
  readonly received: readonly string[];
  close(): Promise<void>;
}

/** How a command ended. */
export interface RequestRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a server; each read is one request or several single lines. What is not in the list is answered with ERROR. */
export async function startListServer(replies: Replies): Promise<ListServer> {
  const received: string[] = [];
  const server: ScriptedServer = await startScriptedServer((socket) => {
    socket.on("data", (bytes) => {
      const text = bytes.toString("utf8").replace(/\r\n$/, "");
      const requests = Object.hasOwn(replies, text) ? [text] : text.split("\r\n");
      for (const request of requests) {
        received.push(request);
        socket.write(`${replies[request] ?? "ERROR"}\r\n`);
      }
    });
  });
  const { address } = server;
  return {
    address: address.kind === "tcp" ? `${address.host}:${address.port}` : address.path,
    received,
    close: () => server.close(),
  };
}

/** Runs the command with the words as typed. */
export async function runRequestCommand(
  command: Command,
  argv: readonly string[],
  options: TestContextOptions = {},
): Promise<RequestRun> {
  if (isRawCommand(command)) {
    throw new Error(`${command.name} is no one-shot command`);
  }
  const args = parseArguments(command, argv);
  if (typeof args === "string") {
    throw new Error(`${argv.join(" ")} asks for the ${args}`);
  }
  const { context, stdoutText, stderrText } = createTestContext(options);
  const exitCode = await command.handler(args, context);
  return { exitCode, stdout: stdoutText(), stderr: stderrText() };
}
