/** Registers a node with a directory node of memtool (serve --directory). */
import { type Address, formatAddress } from "../../base/address.ts";
import { MemtoolError } from "../../base/errors.ts";
import { escapeText } from "../../base/escape.ts";
import { ConfigClient, type ConfigClientOptions } from "../../client/config-client.ts";
import { type DirectoryAnswer, parseAnswer } from "../../directory/answer.ts";
import { type NodeRecord, placeOfNode } from "../../directory/node-record.ts";
import { type DirectoryRequest, formatDirectoryRequest } from "../../directory/request.ts";
import type { Registrar, RegistrarOutcome } from "./registrar.ts";

/** Which node it is. */
export interface Registration {
  /** Asked before each attempt to join, because the address of a name may change. */
  readonly describe: () => Promise<NodeRecord>;
  /** What the list calls it, whatever else changes. */
  readonly name: string;
  /** 16 hex digits that no other process has. */
  readonly instance: string;
  readonly leaseMs: number;
}

/** See the head of the file. */
export class DirectoryRegistrar implements Registrar {
  readonly name: string;
  readonly #client: ConfigClient;
  readonly #registration: Registration;

  constructor(address: Address, registration: Registration, options: ConfigClientOptions) {
    this.name = `the directory ${formatAddress(address)}`;
    this.#client = new ConfigClient(address, options);
    this.#registration = registration;
  }

  async join(isReturn: boolean): Promise<RegistrarOutcome> {
    const { describe, instance, leaseMs } = this.#registration;
    return outcomeOf(await this.#ask({ kind: "join", node: await describe(), instance, leaseMs, isReturn }));
  }

  async renew(): Promise<RegistrarOutcome> {
    const { name, instance } = this.#registration;
    return outcomeOf(await this.#ask({ kind: "renew", name, instance }));
  }

  async leave(): Promise<void> {
    const { name, instance } = this.#registration;
    await this.#ask({ kind: "leave", name, instance });
  }

  async #ask(request: DirectoryRequest): Promise<DirectoryAnswer> {
    const line = await this.#client.ask(formatDirectoryRequest(request));
    const answer = parseAnswer(line);
    if (answer === undefined) {
      throw new MemtoolError(
        "PROTOCOL",
        `${this.name} answers ${JSON.stringify(escapeText(line))}: is it one (memtool serve --directory)?`,
      );
    }
    return answer;
  }

  destroy(): void {
    this.#client.destroy();
  }
}

function outcomeOf(answer: DirectoryAnswer): RegistrarOutcome {
  switch (answer.kind) {
    case "ok":
      return { kind: "registered", version: answer.version };
    case "unknown":
      return { kind: "lost" };
    case "taken": {
      const place = placeOfNode(answer.by);
      const { name } = answer.by;
      return { kind: "taken", by: escapeText(name === place ? place : `${name} (${place})`) };
    }
    case "refused":
      return { kind: "refused", reason: escapeText(`${answer.word} ${answer.reason}`) };
  }
}
