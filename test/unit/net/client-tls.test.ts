/** net/client-tls.ts: files read and tried out, and what becomes of them in Node's options. */
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { type ClientTls, DEFAULT_CLIENT_TLS, readClientTls, tlsConnectOptions } from "../../../src/net/client-tls.ts";
import { needsOpenssl, TestCertificates } from "../../support/certificates.ts";

const NONE = { authorities: undefined, certificate: undefined, key: undefined };

describe("files of TLS clients", needsOpenssl(), () => {
  const certificates = needsOpenssl().skip === false ? new TestCertificates() : (undefined as never);
  after(() => certificates?.remove());

  test("what is in them is what the client gets", () => {
    const { authority, client } = certificates;
    const files = { authorities: authority.certPath, certificate: client.certPath, key: client.keyPath };
    assert.deepEqual(readClientTls(files, { serverName: "cache", skipVerify: true }), {
      authorities: authority.cert,
      certificate: client.cert,
      key: client.key,
      serverName: "cache",
      skipVerify: true,
    });
    assert.deepEqual(readClientTls(NONE), DEFAULT_CLIENT_TLS);
  });

  test("a certificate and its key may share a file", () => {
    const { client } = certificates;
    const both = certificates.file("both.pem", Buffer.concat([client.cert, client.key]));
    const tls = readClientTls({ ...NONE, certificate: both });
    assert.deepEqual([tls.certificate, tls.key], [tls.key, tls.certificate]);
    assert.throws(() => readClientTls({ ...NONE, certificate: client.certPath }), {
      code: "USAGE",
      message: /cannot read the private key of the certificate from .*client-cert\.pem/,
    });
  });

  test("a file that is missing, is no PEM, or does not belong to the other is named", () => {
    const { client, server } = certificates;
    const rubbish = certificates.file("rubbish.pem", "no certificate\n");
    const wrong: readonly (readonly [Parameters<typeof readClientTls>[0], RegExp])[] = [
      [{ ...NONE, authorities: "/no/such/ca.pem" }, /authorities from \/no\/such\/ca\.pem: ENOENT/],
      [{ ...NONE, authorities: certificates.folder }, /authorities from .*EISDIR/],
      [{ ...NONE, authorities: rubbish }, /authorities from .*rubbish\.pem/],
      [{ ...NONE, certificate: rubbish }, /a certificate from .*rubbish\.pem/],
      [{ ...NONE, certificate: client.certPath, key: "/no/key" }, /private key of the certificate from \/no\/key/],
      [{ ...NONE, certificate: client.certPath, key: server.keyPath }, /server-key\.pem: .*key values mismatch/],
    ];
    for (const [files, message] of wrong) {
      assert.throws(() => readClientTls(files), { code: "USAGE", message, hint: /-----BEGIN/ });
    }
  });
});

test("servers are verified unless that was switched off, by the given name or the host", () => {
  const certificate = { subject: { CN: "cache" }, subjectaltname: "DNS:cache, IP Address:10.0.0.1" } as never;
  const verify = (tls: Partial<ClientTls>, host: string) => {
    const options = tlsConnectOptions({ ...DEFAULT_CLIENT_TLS, ...tls }, host);
    const isRight = options.checkServerIdentity?.("another", certificate) === undefined;
    return [options.rejectUnauthorized, options.servername, isRight];
  };
  assert.deepEqual(verify({}, "cache"), [true, "cache", true]);
  assert.deepEqual(verify({}, "other"), [true, "other", false]);
  assert.deepEqual(verify({}, "10.0.0.1"), [true, undefined, true]);
  assert.deepEqual(verify({ serverName: "cache" }, "10.0.0.9"), [true, "cache", true]);
  assert.deepEqual(verify({ serverName: "10.0.0.1" }, "other"), [true, undefined, true]);
  assert.equal(verify({ skipVerify: true }, "other")[0], false);
});

test("the connections of a thread share one context", () => {
  const tls = { ...DEFAULT_CLIENT_TLS };
  const { secureContext } = tlsConnectOptions(tls, "one");
  assert.ok(secureContext !== undefined);
  assert.equal(tlsConnectOptions(tls, "two").secureContext, secureContext);
  assert.notEqual(tlsConnectOptions({ ...tls }, "one").secureContext, secureContext);
});
