/**
 * The daemon that the SASL library of the real memcached asks for passwords, as far as a test needs it.
 *
 * libsasl connects to a unix socket and sends user, password, service and realm, each behind its length (16 bits, big
 * endian); the answer, behind its length too, begins with OK or NO (source: cyrus-sasl, saslauthd/saslauthd-main.c).
 */
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { type Requirement, requirement } from "./requirement.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const WORDS = 4;
const LENGTH_BYTES = 2;

/** Where Debian puts plugins of libsasl: a folder for each architecture. */
const LIBRARIES = "/usr/lib";

/** Test options that skip (in CI: fail) where libsasl cannot do PLAIN: libmemcached and the real memcached use it. */
export function needsSaslPlain(): Requirement {
  const isPresent = readdirSync(LIBRARIES).some((folder) =>
    existsSync(join(LIBRARIES, folder, "sasl2", "libplain.so")),
  );
  return requirement(isPresent, "the mechanism PLAIN of libsasl is not installed (Debian package libsasl2-modules)");
}

/** A running password checker. */
export class Saslauthd {
  /** What memcached needs in its environment to ask it. */
  readonly env: Readonly<Record<string, string>>;
  readonly #server: Server;

  private constructor(folder: string, server: Server) {
    this.env = { SASL_CONF_PATH: folder };
    this.#server = server;
  }

  /** Starts one that knows this user and no other. */
  static async start(user: string, password: string): Promise<Saslauthd> {
    const folder = temporaryFolder("saslauthd-");
    const socketPath = join(folder, "mux");
    const settings = ["mech_list: plain", "pwcheck_method: saslauthd", `saslauthd_path: ${socketPath}`];
    writeFileSync(join(folder, "memcached.conf"), `${settings.join("\n")}\n`);
    const server = createServer((socket) => answer(socket, (name, word) => name === user && word === password));
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(socketPath, resolve);
    });
    return new Saslauthd(folder, server);
  }

  /** Ends it; memcached has to be stopped before. */
  stop(): void {
    this.#server.close();
  }
}

function answer(socket: Socket, knows: (user: string, password: string) => boolean): void {
  let received = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    const words = readWords(received);
    if (words.length < WORDS) return;
    const [user = "", password = ""] = words;
    socket.end(Buffer.from(`\0\u0002${knows(user, password) ? "OK" : "NO"}`, "latin1"));
  });
}

/** The words that have arrived whole. */
function readWords(bytes: Buffer): string[] {
  const words: string[] = [];
  let at = 0;
  while (at + LENGTH_BYTES <= bytes.length) {
    const end = at + LENGTH_BYTES + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    words.push(bytes.toString("latin1", at + LENGTH_BYTES, end));
    at = end;
  }
  return words;
}
