/** Requests that are for a server and not for a key: every server is asked at once, and each answer is told beside its address. */
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import type { MemcachedClient } from "../../client/memcached-client.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { jsonDocument } from "../output/json.ts";
import { complain, type RequestFrame, worstExitCode } from "./run-request.ts";
import type { Servers } from "./servers.ts";

type Answer =
  | { readonly address: string; readonly text: string }
  | { readonly address: string; readonly error: MemtoolError };

/**
 * Asks all servers. The only server's answer stands alone; of several each has a line `address<TAB>answer`.
 * @param label what an answer is called in JSON
 * @throws MemtoolError the failure of the only server; those of several are told on stderr and decide the exit code
 */
export async function tellAll(
  frame: RequestFrame,
  servers: Servers,
  label: string,
  ask: (client: MemcachedClient) => Promise<string>,
): Promise<ExitCode> {
  const answers = await Promise.all(servers.clients.map((client) => answerOf(client, ask)));
  const [only, second] = answers;
  if (second === undefined && only !== undefined && "error" in only) {
    throw only.error;
  }
  const failures = answers.flatMap((answer) => ("error" in answer ? [answer.error] : []));
  for (const failure of failures) {
    complain(frame, failure);
  }
  frame.context.stdout.write(frame.options.json === true ? jsonOf(answers, label) : textOf(answers));
  return failures.length > 0 ? worstExitCode(failures) : EXIT.ok;
}

async function answerOf(client: MemcachedClient, ask: (client: MemcachedClient) => Promise<string>): Promise<Answer> {
  try {
    return { address: client.name, text: await ask(client) };
  } catch (error) {
    if (error instanceof MemtoolError && error.code !== "BUG") {
      return { address: client.name, error };
    }
    throw error;
  }
}

function textOf(answers: readonly Answer[]): string {
  return answers
    .flatMap((answer) => ("error" in answer ? [] : [{ address: answer.address, text: escapeText(answer.text) }]))
    .map(({ address, text }) => (answers.length === 1 ? `${text}\n` : `${address}\t${text}\n`))
    .join("");
}

function jsonOf(answers: readonly Answer[], label: string): string {
  return jsonDocument({
    servers: answers.map((answer) =>
      "error" in answer
        ? { address: answer.address, error: { code: answer.error.code, message: answer.error.message } }
        : { address: answer.address, [label]: answer.text },
    ),
  });
}
