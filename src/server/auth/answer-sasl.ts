/** SASL on the wire of the binary protocol: opcodes 20 (list), 21 (auth) and 22 (step). */
import { OPCODE } from "../../protocol/binary/opcodes.ts";
import { BINARY_STATUS } from "../../protocol/binary/status.ts";
import { writeBinaryStatus } from "../../protocol/binary/write-reply.ts";
import type { ReplyBuffer } from "../../protocol/reply-buffer.ts";
import { OP, type Op, type Request } from "../../protocol/request.ts";
import { COUNTER } from "../../stats/counter-names.ts";
import type { ThreadCounters } from "../../stats/thread-counters.ts";
import { SASL_MECHANISMS, SASL_RESULT, type SaslLogin } from "./sasl.ts";

/** Whether a parsed request is one of the three. */
export function isSasl(op: Op): boolean {
  return op === OP.saslList || op === OP.saslAuth || op === OP.saslStep;
}

/** Whether an opcode is one of the three, even of a request that was refused. */
export function isSaslOpcode(opcode: number): boolean {
  return opcode >= OPCODE.saslListMechs && opcode <= OPCODE.saslStep;
}

/** Carries out one of the three, with its whole `response`, and answers. */
export function answerSasl(
  login: SaslLogin,
  response: Uint8Array,
  request: Request,
  reply: ReplyBuffer,
  counters: ThreadCounters,
): void {
  if (request.op === OP.saslList) {
    writeBinaryStatus(reply, request, BINARY_STATUS.ok, SASL_MECHANISMS);
    return;
  }
  const { keyBytes, keyStart, keyLength } = request;
  const mechanism = Buffer.from(keyBytes.subarray(keyStart, keyStart + keyLength)).toString("latin1");
  const result = request.op === OP.saslAuth ? login.start(mechanism, response) : login.step(response);
  switch (result) {
    case SASL_RESULT.continues:
      writeBinaryStatus(reply, request, BINARY_STATUS.authContinue);
      return;
    case SASL_RESULT.authenticated:
      counters.count(COUNTER.auth_cmds);
      writeBinaryStatus(reply, request, BINARY_STATUS.ok, "Authenticated");
      return;
    case SASL_RESULT.refused:
      counters.count(COUNTER.auth_cmds);
      counters.count(COUNTER.auth_errors);
      writeBinaryStatus(reply, request, BINARY_STATUS.authError);
      return;
  }
}
