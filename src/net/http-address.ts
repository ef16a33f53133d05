/** Where an HTTP page listens, as an option says it: `127.0.0.1:9150`, `[::1]:9150`, or `:9150` for every interface. */
import { MemtoolError } from "../base/errors.ts";

/** Without a host every interface, IPv4 and IPv6; port 0 is any free one. */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/** Whose address it is. */
export interface ListenOption {
  /** As it is typed, for messages: `--listen`. */
  readonly name: string;
  /** The host of a bare port; undefined where a bare port is refused. */
  readonly defaultHost: string | undefined;
}

const PORT_MAX = 65535;

/** A name or IPv4 address, or an IPv6 address in brackets, or nothing or a star; then the port. */
const FORM = /^(?:(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([\w.-]*|\*)):)?([0-9]{1,5})$/;

/**
 * Reads it.
 * @throws MemtoolError USAGE
 */
export function parseListenAddress(text: string, { name, defaultHost }: ListenOption): ListenAddress {
  const [, v6, word, digits = ""] = FORM.exec(text) ?? [];
  const host = v6 ?? word;
  const port = Number(digits);
  const isBare = host === undefined;
  if (digits === "" || port > PORT_MAX || (isBare && defaultHost === undefined)) {
    throw new MemtoolError("USAGE", `${name} ${JSON.stringify(text)} is no address to listen on`, {
      hint: `write ${defaultHost === undefined ? "" : "PORT, "}HOST:PORT, [V6]:PORT, or :PORT for every interface`,
    });
  }
  return { host: isBare ? defaultHost : host === "" || host === "*" ? undefined : host, port };
}

/** Writes it so that a browser on this machine can be sent there: `localhost` stands for every interface. */
export function listenUrl({ host = "localhost", port }: ListenAddress): string {
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** Whether an address that was bound can be reached from this machine only. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\./i.test(address) || address === "::1";
}
