/** Real memcached clients against a server: every operation, and 10,000 values back byte for byte, cell by cell of their table. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { needsOpenssl, TestCertificates } from "./certificates.ts";
import { accessName, CLIENT_CELLS, type ClientCell } from "./client-cells.ts";
import type { ClientReport, ClientTarget, ClientTls } from "./client-target.ts";
import type { TestServerOptions } from "./memcached.ts";
import type { Requirement } from "./requirement.ts";
import { needsSaslPlain } from "./saslauthd.ts";
import type { ServerProcess } from "./server-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Keys that each client writes and reads back. */
const CLIENT_KEYS = 10_000;
/** On the real memcached, where the clients and this suite are what is tried. */
const REFERENCE_KEYS = 1000;
/** Operations that a client checks at least. */
const CHECKS_MIN = 18;
const SIZE = ["-t", "2", "-m", "256"];
/** The user of every login. A colon in the password, because files of users have one between the two. */
const USER = { user: "ann", password: "pass:word" } as const;

/** The server that the clients are tried on. */
export interface ClientSubject {
  readonly name: string;
  readonly requirement: Requirement;
  readonly isRealMemcached: boolean;
  readonly start: (options: TestServerOptions) => Promise<ServerProcess>;
  /** What makes it take a user over SASL; `userFile` holds the user as a line `name:password`. */
  readonly saslOptions: (user: typeof USER, userFile: string) => Promise<TestServerOptions>;
}

/** Registers a test for each cell; cells that ask the same of a server share it. */
export function describeClients(subject: ClientSubject): void {
  describe(`real clients on ${subject.name}`, subject.requirement, () => {
    const needsTls = needsOpenssl();
    const certificates = needsTls.skip === false ? new TestCertificates() : undefined;
    after(() => certificates?.remove());
    for (const name of new Set(CLIENT_CELLS.map(accessName))) {
      const cells = CLIENT_CELLS.filter((cell) => accessName(cell) === name);
      const [first] = cells as [ClientCell];
      const isLibsasl = subject.isRealMemcached && first.login === "SASL";
      const needs = [...(first.transport.endsWith("TLS") ? [needsTls] : []), ...(isLibsasl ? [needsSaslPlain()] : [])];
      const skip = needs.find((one) => one.skip !== false)?.skip ?? false;
      describe(`over ${name}`, { skip }, () => describeAccess(subject, first, cells, certificates));
    }
  });
}

function describeAccess(
  subject: ClientSubject,
  access: ClientCell,
  cells: readonly ClientCell[],
  certificates: TestCertificates | undefined,
): void {
  let server: ServerProcess | undefined;
  before(async () => {
    server = await subject.start(await serverOptions(subject, access, certificates));
  });
  after(async () => {
    await server?.stop();
  });
  for (const cell of cells) {
    const { client, protocol, login } = cell;
    test(`${client.name}, ${protocol}`, client.needs(login), async () => {
      assert.ok(server !== undefined);
      const target: ClientTarget = {
        protocol,
        server: server.target,
        login: login && { mechanism: login, ...USER },
        tls: clientTls(cell, certificates),
        keyCount: subject.isRealMemcached ? REFERENCE_KEYS : CLIENT_KEYS,
        part: subject.isRealMemcached ? (cell.partOfMemcached ?? cell.part) : cell.part,
      };
      checkReport(await client.run(target), target.keyCount);
      await checkRefusals(cell, target);
    });
  }
}

/** Whoever has a wrong password, or does not show the certificate that is asked for, gets nothing. */
async function checkRefusals(cell: ClientCell, target: ClientTarget): Promise<void> {
  const { client } = cell;
  if (target.login !== undefined && (target.login.mechanism === "ASCII" || client.givesUp)) {
    const login = { ...target.login, password: "pass:words" };
    await assert.rejects(client.run({ ...target, login, keyCount: 10 }), /auth|refused/i);
  }
  if (target.tls?.identity !== undefined) {
    const tls = { authority: target.tls.authority };
    await assert.rejects(client.run({ ...target, tls, keyCount: 10 }), /ssl|reset|down/i);
  }
}

async function serverOptions(
  subject: ClientSubject,
  { transport, login }: ClientCell,
  certificates: TestCertificates | undefined,
): Promise<TestServerOptions> {
  const userFile = join(temporaryFolder("client-users-"), "users");
  writeFileSync(userFile, `${USER.user}:${USER.password}\n`);
  const sasl = login === "SASL" ? await subject.saslOptions(USER, userFile) : {};
  const ascii = login === "ASCII" ? ["-Y", userFile] : [];
  const tls = certificates !== undefined && transport.endsWith("TLS") ? tlsArguments(transport, certificates) : [];
  const language = login === "SASL" ? "binary" : "text";
  return {
    ...sasl,
    args: [...SIZE, ...(sasl.args ?? []), ...ascii, ...tls],
    transport: transport === "unix socket" ? "unix" : "tcp",
    speaks: tls.length > 0 ? "TLS" : language,
  };
}

function tlsArguments(transport: string, { server, authority }: TestCertificates): string[] {
  const files = [`ssl_chain_cert=${server.certPath}`, `ssl_key=${server.keyPath}`];
  const asks = ["ssl_verify_mode=2", `ssl_ca_cert=${authority.certPath}`];
  return ["-Z", "-o", [...files, ...(transport === "mutual TLS" ? asks : [])].join(",")];
}

function clientTls({ transport }: ClientCell, certificates: TestCertificates | undefined): ClientTls | undefined {
  if (certificates === undefined || !transport.endsWith("TLS")) return undefined;
  const authority = certificates.authority.certPath;
  return { authority, identity: transport === "mutual TLS" ? certificates.client : undefined };
}

/** Fails unless every check of a client went well and all values came back. */
function checkReport(report: ClientReport, keyCount: number): void {
  const failed = Object.entries(report.checks).filter(([, isFine]) => !isFine);
  assert.deepEqual(failed, [], "checks that failed");
  assert.ok(Object.keys(report.checks).length >= CHECKS_MIN, "the client checked too little");
  assert.equal(report.keys, keyCount);
  assert.ok(report.bytes > keyCount * 1000, `only ${report.bytes} bytes were read`);
}
