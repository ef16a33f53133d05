/**
 * Asks a memtool directory which nodes there are: one text command, `config get cluster`, which is also ElastiCache's.
 *
 *     CONFIG cluster 0 68
 *     7                                          the version of the list
 *     127.0.0.1|127.0.0.1|19151 127.0.0.1|127.0.0.1|21151
 *
 *     END
 */
import { createConnection } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { loginCommand } from "./cache.js";

const ANSWER_TIMEOUT_MS = 3000;
const PAUSE_MS = 500;

/** The login is wrong, or the other side is no directory: asking again is no use. */
export class DirectoryError extends Error {}

/**
 * Waits until the directory knows exactly `nodeCount` nodes, and answers their addresses.
 *
 * The number matters: a cart lives on the node that the ring says, and a ring of fewer or more nodes says something else. So an
 * application that starts while a node is down waits for it, and one that runs keeps the ring it has.
 */
export async function findNodes({ directory, nodeCount, waitMs, login }, say) {
  const deadline = Date.now() + waitMs;
  let said = "";
  while (true) {
    const { nodes, problem } = await askOnce(directory, login);
    if (nodes.length === nodeCount) {
      return nodes;
    }
    const found = problem ?? `CACHE_NODES=${nodeCount}, and the directory has ${nodes.length}: ${nodes.join(" ")}`;
    if (Date.now() > deadline) {
      throw new DirectoryError(`gave up after ${waitMs / 1000} s: ${found}`);
    }
    if (found !== said) {
      say(`waiting: ${found}`);
      said = found;
    }
    await delay(PAUSE_MS);
  }
}

/** A directory that can't be reached has no nodes as yet; one that refuses is an error. */
async function askOnce(directory, login) {
  try {
    return { nodes: parseList(await ask(directory, login)) };
  } catch (error) {
    if (error instanceof DirectoryError) {
      throw error;
    }
    return { nodes: [], problem: `the directory at ${directory} does not answer: ${error.message}` };
  }
}

function ask(directory, login) {
  const [, host, port] = /^(.+):(\d+)$/.exec(directory) ?? [];
  if (port === undefined) {
    throw new DirectoryError(`CACHE_DIRECTORY=${directory} is not HOST:PORT`);
  }
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: host.replace(/^\[(.*)\]$/, "$1"), port: Number(port) });
    let answer = "";
    const finish = (settle, value) => {
      socket.destroy();
      settle(value);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => finish(reject, new Error("no answer")));
    socket.on("error", (error) => finish(reject, error));
    socket.on("close", () => reject(new Error("it closed the connection")));
    socket.on("data", (bytes) => {
      answer += bytes.toString("utf8");
      if (/^(END|ERROR|CLIENT_ERROR .*|SERVER_ERROR .*)\r\n/m.test(answer)) {
        finish(resolve, answer);
      }
    });
    socket.write(`${login === undefined ? "" : loginCommand(login)}config get cluster\r\n`);
  });
}

/** The addresses in an answer, `host:port` each. Throws DirectoryError for an answer that is no list. */
export function parseList(answer) {
  const refused = /^(?:CLIENT_ERROR|SERVER_ERROR) (.*)\r\n/m.exec(answer);
  if (refused !== null) {
    throw new DirectoryError(`the directory refuses: ${refused[1]} (CACHE_USER, CACHE_PASSWORD_FILE)`);
  }
  if (/^ERROR\r\n/m.test(answer)) {
    throw new DirectoryError(
      "the server answers, but keeps no list of nodes: start it with -c doozy.conf or --directory",
    );
  }
  const [, nodes = ""] = /^CONFIG cluster \d+ \d+\r\n\d+\n(.*)\n/m.exec(answer) ?? [];
  return nodes
    .split(" ")
    .filter((node) => node !== "")
    .map((node) => {
      const [host, , port] = node.split("|");
      return `${host}:${port}`;
    });
}
