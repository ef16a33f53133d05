/** The login that opens a connection, in the protocol the connection will speak. It shows the password to nobody but the server. */
import type { Socket } from "node:net";
import { type Address, formatAddress } from "../base/address.ts";
import { MemtoolError, messageOf } from "../base/errors.ts";
import { escapeText } from "../base/escape.ts";
import { formatDurationMs } from "../base/format-units.ts";
import { encodeSaslLogin, parseSaslLogin } from "../protocol/binary/login.ts";
import type { LoginFailure } from "../protocol/login-reply.ts";
import { encodeTextLogin, parseTextLogin } from "../protocol/text/login.ts";
import { lostConnection } from "./lost-connection.ts";

/** The language of a connection; the meta commands are part of the text protocol. */
export type WireProtocol = "text" | "binary";

/** What fits the other kind of server. */
const HINTS: Readonly<Record<WireProtocol, string>> = {
  text: "a text login is for servers with memcached's -Y; those with -S (SASL) speak only the binary protocol",
  binary: "SASL is for servers with memcached's -S; those with -Y speak only the text protocol",
};

/** One login on one connection. Bytes that arrive are given to {@link feed}, from the first one on. */
export class Login {
  readonly #name: string;
  readonly #protocol: WireProtocol;
  readonly #username: string;
  readonly #password: string;
  readonly #request: Buffer;
  readonly #answered: Promise<void>;
  #settle: (error?: MemtoolError) => void = () => {};
  #received: Buffer = Buffer.alloc(0);
  #isOver = false;

  /** @throws MemtoolError USAGE if the name or the password cannot be sent in this protocol */
  constructor(address: Address, username: string, protocol: WireProtocol) {
    this.#name = formatAddress(address);
    this.#protocol = protocol;
    this.#username = username;
    this.#password = address.password ?? "";
    this.#request = (protocol === "text" ? encodeTextLogin : encodeSaslLogin)(username, this.#password);
    this.#answered = new Promise((resolve, reject) => {
      this.#settle = (error) => {
        this.#isOver = true;
        error === undefined ? resolve() : reject(error);
      };
    });
    // A server may refuse before anybody waits for its answer.
    this.#answered.catch(() => {});
  }

  /**
   * Takes the first `length` bytes of `buffer` until the answer is there.
   * @returns how many bytes stand at the start of `buffer` that came behind the answer
   */
  feed(buffer: Uint8Array, length: number): number {
    if (this.#isOver) {
      return length;
    }
    const received = Buffer.concat([this.#received, buffer.subarray(0, length)]);
    this.#received = received;
    const reply = this.#protocol === "text" ? parseTextLogin(received) : parseSaslLogin(received);
    if (reply.kind === "more") {
      return 0;
    }
    if (reply.kind !== "accepted") {
      this.#settle(this.#errorOf(reply));
      return 0;
    }
    this.#settle();
    const rest = received.length - reply.used;
    buffer.copyWithin(0, length - rest, length);
    return rest;
  }

  /**
   * Sends the login and waits for the answer.
   * @throws MemtoolError REFUSED if the server says no, SERVER, PROTOCOL, TIMEOUT, DISCONNECTED (also when it was aborted)
   */
  async run(socket: Socket, timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    const onError = (error: Error): void => this.#settle(this.#lost(socket, messageOf(error), error));
    const onClose = (): void => this.#settle(this.#lost(socket, "the server closed the connection"));
    const onAbort = (): void => this.#settle(new MemtoolError("DISCONNECTED", messageOf(signal?.reason)));
    const timer = setTimeout(() => this.#settle(this.#late(timeoutMs)), timeoutMs);
    socket.once("error", onError).once("close", onClose);
    signal?.addEventListener("abort", onAbort);
    try {
      socket.resume();
      socket.write(this.#request);
      await this.#answered;
    } finally {
      clearTimeout(timer);
      socket.removeListener("error", onError).removeListener("close", onClose);
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #lost(socket: Socket, reason: string, cause?: unknown): MemtoolError {
    const error = lostConnection(this.#name, socket, `${reason}, during the login`, cause);
    return error.code === "DISCONNECTED"
      ? new MemtoolError(error.code, error.message, { cause, hint: HINTS[this.#protocol] })
      : error;
  }

  #late(timeoutMs: number): MemtoolError {
    const waited = formatDurationMs(timeoutMs);
    return new MemtoolError("TIMEOUT", `${this.#name} did not answer the login within ${waited}`, {
      hint: HINTS[this.#protocol],
    });
  }

  #errorOf(reply: LoginFailure): MemtoolError {
    const user = `"${escapeText(this.#username)}"`;
    switch (reply.kind) {
      case "refused":
        return new MemtoolError("REFUSED", `${this.#name} refused the login of ${user}: ${this.#shown(reply.text)}`, {
          hint: "check the user name and the password",
        });
      case "failed":
        return new MemtoolError("SERVER", `${this.#name} cannot log ${user} in: ${this.#shown(reply.text)}`, {
          hint: HINTS[this.#protocol],
        });
      case "fault":
        return new MemtoolError("PROTOCOL", `${this.#name} sent ${this.#hidden(reply.found)} in answer to the login`, {
          hint: HINTS[this.#protocol],
        });
    }
  }

  #shown(text: string): string {
    return this.#hidden(escapeText(text));
  }

  /** Cuts the password out of an escaped text: a server may send back what it got. */
  #hidden(text: string): string {
    return this.#password === "" ? text : text.replaceAll(escapeText(this.#password), "***");
  }
}
