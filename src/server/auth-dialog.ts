/** A text connection that has yet to log in (-Y); once it has, it speaks text. */
import { COUNTER } from "../stats/counter-names.ts";
import type { Credentials } from "./auth/credentials.ts";
import { readLogin } from "./auth/login-line.ts";
import { CONNECTION_STATE } from "./connection-table.ts";
import { type Dialog, type DialogHost, STEP } from "./dialog.ts";
import type { SessionContext } from "./session-context.ts";
import { HEAVY_UNITS } from "./turn.ts";

const STORED = "STORED\r\n";

/** See the file's head. */
export class AuthDialog implements Dialog {
  /** A login is short: a long beginning of one is no login. */
  readonly hasLines = false;
  readonly isBusy = false;
  readonly state = CONNECTION_STATE.conn_read;
  readonly #context: SessionContext;
  readonly #host: DialogHost;
  readonly #users: Credentials;
  readonly #createNext: () => Dialog;

  /** @param createNext what the connection speaks once it is logged in */
  constructor(context: SessionContext, host: DialogHost, users: Credentials, createNext: () => Dialog) {
    this.#context = context;
    this.#host = host;
    this.#users = users;
    this.#createNext = createNext;
  }

  step(bytes: Buffer, position: number, end: number): number {
    const { engine, reply } = this.#context;
    const login = readLogin(bytes.subarray(position, end));
    switch (login.kind) {
      case "more":
        return STEP.more;
      case "close":
        return STEP.close;
      case "refused":
        reply.appendText(`CLIENT_ERROR ${login.reason}\r\n`);
        return login.isUnframed && this.#context.strictFraming ? STEP.close : position + login.used;
      case "login":
        engine.counters.count(COUNTER.auth_cmds);
        this.#context.turn.spend(HEAVY_UNITS);
        if (this.#users.matches(login.user, login.password)) {
          reply.appendText(STORED);
          this.#host.switchTo(this.#createNext());
        } else {
          engine.counters.count(COUNTER.auth_errors);
          reply.appendText("CLIENT_ERROR authentication failure\r\n");
        }
        return position + login.used;
    }
  }

  abandon(): void {
    // Nothing is held between two steps.
  }
}
