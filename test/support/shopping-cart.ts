/** The examples as their readers run them: a copy of the folder with its two config files, a directory, nodes, the application. */
import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "./conversation.ts";
import { keptAddress } from "./kept-address.ts";
import { startMemtool } from "./memtool-server.ts";
import { spawnProgram } from "./run-cli.ts";
import type { ServerProcess } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** This file runs from dist/test/support. */
const EXAMPLES = fileURLToPath(new URL("../../../examples/", import.meta.url));

const USER = "shop";
const PASSWORD = "a long password";

/** What differs between the examples. */
export interface CartExample {
  /** Its folder in examples/. */
  readonly folder: string;
  /** How its README starts it, in that folder. */
  readonly program: string;
  readonly file: string;
  /** The options that make servers ask for a login, and what they speak then. */
  readonly login: (usersFile: string) => readonly string[];
  readonly speaks: "text" | "binary";
}

/** An answer of the application. */
export interface CartReply {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON; undefined where there is none. */
  readonly body: CartBody | undefined;
}

/** The parts of answers that tests look at. */
export interface CartBody {
  readonly items?: readonly { readonly name: string; readonly price: number; readonly count: number }[];
  readonly total?: number;
  readonly error?: string;
}

/** One process of the application. */
export class CartApp {
  readonly #child: ReturnType<typeof spawnProgram>;
  readonly #ended: Promise<number | undefined>;
  #output = "";
  #origin = "";

  private constructor(child: ReturnType<typeof spawnProgram>) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
    this.#ended = new Promise((resolve) => child.once("close", (code) => resolve(code ?? undefined)));
  }

  /** Starts it and waits until it listens. */
  static async start(program: string, path: string, env: Readonly<Record<string, string>>): Promise<CartApp> {
    const app = CartApp.run(program, path, env);
    const origin = eventually(`listening, of ${path}`, () => /listening on (http:\S+?)[;\s]/.exec(app.#output)?.[1]);
    app.#origin = await Promise.race([origin, app.#ended.then(() => assert.fail(app.#output))]);
    return app;
  }

  /** Starts it, and does not wait. */
  static run(program: string, path: string, env: Readonly<Record<string, string>>): CartApp {
    return new CartApp(spawnProgram(program, [path], { PORT: "0", PYTHONDONTWRITEBYTECODE: "1", ...env }));
  }

  /** Where it is. */
  get origin(): string {
    return this.#origin;
  }

  /** What it has said. */
  get output(): string {
    return this.#output;
  }

  /** Its exit code, once it has ended; undefined when a signal ended it. */
  get ended(): Promise<number | undefined> {
    return this.#ended;
  }

  /** Sends a request; a body that is no string is sent as JSON. */
  async ask(method: string, path: string, body?: unknown): Promise<CartReply> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${this.#origin}${path}`, { method, ...(body !== undefined && { body: text }) });
    const answer = await response.text();
    const json = answer === "" ? undefined : (JSON.parse(answer) as CartBody);
    return { status: response.status, headers: response.headers, body: json };
  }

  /** Ends it and waits. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }
}

/** A part of the pool: a cache node, or the directory, which is one as well. It keeps its port and its folder over restarts. */
class PoolPart {
  readonly name: string;
  readonly address: string;
  readonly #start: () => Promise<ServerProcess>;
  #server: ServerProcess | undefined;

  constructor(name: string, address: string, start: () => Promise<ServerProcess>) {
    this.name = name;
    this.address = address;
    this.#start = start;
  }

  async start(): Promise<void> {
    this.#server = await this.#start();
  }

  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGKILL"): Promise<void> {
    await this.#server?.stop(signal);
  }
}

/** Three nodes, of which the directory is one, and applications on them. */
export class CartPool {
  readonly parts: readonly PoolPart[];
  readonly #example: CartExample;
  readonly #folder: string;
  readonly #apps: CartApp[] = [];

  private constructor(example: CartExample, folder: string, parts: readonly PoolPart[]) {
    this.#example = example;
    this.#folder = folder;
    this.parts = parts;
  }

  /** Copies the example and starts its pool. */
  static async start(example: CartExample): Promise<CartPool> {
    const folder = temporaryFolder("memtool-cart-");
    const shipped = (path: string) => !/[/\\](?:data|node_modules|__pycache__)(?:[/\\]|$)/.test(path);
    cpSync(join(EXAMPLES, example.folder), folder, { recursive: true, filter: shipped });
    writeFileSync(join(folder, "users"), `${USER}:${PASSWORD}\n`, { mode: 0o600 });
    writeFileSync(join(folder, "password"), `${PASSWORD}\n`, { mode: 0o600 });
    writeFileSync(join(folder, "wrong-password"), "a wrong password\n", { mode: 0o600 });
    const directory = await keptAddress();
    const joining = ["--join", `memcached://${USER}@${directory}`, "--join-password-file", `${folder}/password`];
    const nodes = [await keptAddress(), await keptAddress()];
    const part = (name: string, address: string, config: string, args: readonly string[]) =>
      new PoolPart(name, address, () => {
        const port = address.split(":")[1] ?? "";
        const login = example.login(`${folder}/users`);
        const own = ["-c", `${folder}/${config}`, "-p", port, "--working-dir", `${folder}/data/${name}`, "-t", "1"];
        return startMemtool({ args: [...own, ...login, ...args], speaks: example.speaks });
      });
    const pool = new CartPool(example, folder, [
      part("directory", directory, "doozy.conf", []),
      ...nodes.map((address, index) => part(`node-${index + 1}`, address, "memcached.conf", joining)),
    ]);
    await pool.startParts();
    return pool;
  }

  /** The directory first: the nodes would find it later, but one start less is waited for. */
  async startParts(): Promise<void> {
    const [directory, ...nodes] = this.parts;
    await directory?.start();
    await Promise.all(nodes.map((node) => node.start()));
  }

  /** The environment for a login that is refused. */
  get wrongPassword(): Readonly<Record<string, string>> {
    return { CACHE_PASSWORD_FILE: join(this.#folder, "wrong-password") };
  }

  /** What the application gets in its environment. */
  get env(): Readonly<Record<string, string>> {
    return {
      CACHE_DIRECTORY: this.parts[0]?.address ?? "",
      CACHE_NODES: String(this.parts.length),
      CACHE_USER: USER,
      CACHE_PASSWORD_FILE: join(this.#folder, "password"),
    };
  }

  /** The password, for tools that log in. */
  get password(): string {
    return PASSWORD;
  }

  /** The name that goes with the password. */
  get user(): string {
    return USER;
  }

  /** Starts an application on the pool. It is the shipped file, whose packages are those of the repository. */
  async app(env: Readonly<Record<string, string>> = {}): Promise<CartApp> {
    const app = await CartApp.start(this.#example.program, this.#path(), { ...this.env, ...env });
    this.#apps.push(app);
    return app;
  }

  /** Starts one that is to end by itself; answers its exit code and what it said. */
  async failedApp(env: Readonly<Record<string, string>>): Promise<{ exitCode: number | undefined; output: string }> {
    const app = CartApp.run(this.#example.program, this.#path(), { ...this.env, ...env });
    this.#apps.push(app);
    return { exitCode: await app.ended, output: app.output };
  }

  #path(): string {
    return join(EXAMPLES, this.#example.folder, this.#example.file);
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.stop("SIGKILL")));
    await Promise.all(this.parts.map((part) => part.stop()));
  }
}
