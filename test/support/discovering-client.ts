/** Clients that follow a list of nodes, each in a process of its own that tells round by round what it knows. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { TIMEOUT_MS } from "./conversation.ts";
import { PYTHON } from "./real-clients.ts";
import type { ServerProcess } from "./server-process.ts";

const FOLDER = fileURLToPath(new URL("../../../test/fixtures/clients/", import.meta.url));

/** Keys that a client sets and gets in a round. */
export const ROUND_KEYS = 30;

/** What a client says of a round. */
export interface Round {
  /** Nodes it uses, as `host:port`, sorted. */
  readonly nodes: readonly string[];
  /** Of {@link ROUND_KEYS} keys that it set, those it could get. */
  readonly hits: number;
  /** Why its last look at the list failed. */
  readonly failure: string | null;
}

/** Which client it is. */
export type DiscoveringKind = "python" | "npm";

/** See the head of the file. Stop it. */
export class DiscoveringClient {
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  readonly #heard: string[] = [];
  #errors = "";

  /** Starts a client of a directory. */
  constructor(kind: DiscoveringKind, directory: ServerProcess) {
    const { target } = directory;
    if (!("port" in target)) {
      throw new Error("a directory has a port");
    }
    const [program, script] =
      kind === "python" ? [PYTHON, "elasticache_client.py"] : [process.execPath, "elasticache_client.cjs"];
    const args = [`${FOLDER}${script}`, target.host, String(target.port)];
    this.#child = spawn(program, args, { env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" } });
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    this.#lines = createInterface({ input: this.#child.stdout ?? process.stdin });
    this.#lines.on("line", (line) => this.#heard.push(line));
  }

  /** Has it use its nodes, again and again, until a round is as it should be; that round. */
  async until(isAsWanted: (round: Round) => boolean): Promise<Round> {
    let last = "nothing";
    for (const end = Date.now() + TIMEOUT_MS; Date.now() < end; await sleep(50)) {
      this.#heard.length = 0;
      this.#child.stdin?.write("round\n");
      while (this.#heard.length === 0 && Date.now() < end && this.#child.exitCode === null) {
        await sleep(10);
      }
      last = this.#heard[0] ?? `nothing but ${this.#errors}`;
      if (last.startsWith("{") && isAsWanted(JSON.parse(last) as Round)) {
        return JSON.parse(last) as Round;
      }
    }
    throw new Error(`the client says ${last}`);
  }

  /** Ends it. */
  stop(): void {
    this.#lines.close();
    this.#child.kill("SIGKILL");
  }
}
