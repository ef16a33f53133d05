import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { createSecureContext } from "node:tls";
import { contextOptions, readTlsMaterial, type TlsOptions } from "../../../src/net/tls-material.ts";
import { needsOpenssl, openssl, TestCertificates } from "../../support/certificates.ts";

const { skip } = needsOpenssl();

describe("certificates from files", { skip }, () => {
  const certificates = skip === false ? new TestCertificates() : (undefined as unknown as TestCertificates);
  after(() => certificates?.remove());

  function options(changes: Partial<TlsOptions> = {}): TlsOptions {
    const { certPath, keyPath } = certificates.server;
    return {
      chainCert: certPath,
      key: keyPath,
      keyFormat: "pem",
      caCert: undefined,
      ciphers: undefined,
      minVersion: 2,
      sessionCache: false,
      ...changes,
    };
  }

  test("become what Node can make a context of", () => {
    const material = readTlsMaterial(options({ caCert: certificates.authority.certPath, minVersion: 3 }));
    assert.deepEqual(Buffer.from(material.chainCert), certificates.server.cert);
    assert.equal(material.minVersion, "TLSv1.3");
    assert.equal(material.ticketKeys, undefined);
    // As it arrives in another thread: plain bytes.
    createSecureContext(contextOptions(structuredClone(material), "none"));
  });

  test("keys in DER, in each of the forms that openssl writes", () => {
    const { keyPath, key } = certificates.server;
    const pkcs8 = openssl(["pkcs8", "-topk8", "-nocrypt", "-in", keyPath, "-outform", "DER"]);
    const sec1 = openssl(["ec", "-in", keyPath, "-outform", "DER"]);
    for (const [name, der] of Object.entries({ pkcs8, sec1 })) {
      const path = certificates.file(`${name}.der`, der);
      const material = readTlsMaterial(options({ key: path, keyFormat: "der" }));
      assert.match(Buffer.from(material.key).toString("latin1"), /^-----BEGIN (EC )?PRIVATE KEY-----\n/);
    }
    const rsaKey = certificates.file("rsa.pem", "");
    const rsaCert = certificates.file("rsa-cert.pem", "");
    openssl(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", rsaKey, "-out", rsaCert, "-subj", "/CN=rsa"]);
    const pkcs1 = certificates.file("rsa.der", openssl(["rsa", "-traditional", "-in", rsaKey, "-outform", "DER"]));
    readTlsMaterial(options({ chainCert: rsaCert, key: pkcs1, keyFormat: "der" }));
    const notDer = certificates.file("pem-as-der", key);
    assert.throws(() => readTlsMaterial(options({ key: notDer, keyFormat: "der" })), /Error loading the key: /);
  });

  test("what is wrong is said in memcached's words, with the file", () => {
    const bad = certificates.file("bad.pem", "nonsense\n");
    const missing = `${certificates.folder}/missing`;
    const { certPath, keyPath } = certificates.client;
    const cases: [Partial<TlsOptions>, string][] = [
      [{ chainCert: bad }, `Error loading the certificate chain: ${bad} : error:0480006C:PEM routines::no start line`],
      [{ chainCert: missing }, `Error loading the certificate chain: ${missing} : ENOENT`],
      [{ key: bad }, `Error loading the key: ${bad} : error:1E08010C:DECODER routines::unsupported`],
      [
        { key: keyPath },
        `Error loading the key: ${keyPath} : error:05800074:x509 certificate routines::key values mis`,
      ],
      [{ chainCert: keyPath }, `Error loading the certificate chain: ${keyPath} : `],
      [{ key: certPath }, `Error loading the key: ${certPath} : `],
      [{ caCert: bad }, `Error loading the CA certificate: ${bad} : error:0480006C:PEM routines::no start line`],
      [{ ciphers: "FOO" }, "Error setting the provided cipher(s): FOO"],
    ];
    for (const [changes, message] of cases) {
      assert.throws(
        () => readTlsMaterial(options(changes)),
        (error: Error & { code: string }) => error.code === "REFUSED" && error.message.startsWith(message),
        message,
      );
    }
  });

  test("tickets get keys of their own each time, and only where sessions may be resumed", () => {
    const first = readTlsMaterial(options({ sessionCache: true })).ticketKeys;
    const second = readTlsMaterial(options({ sessionCache: true })).ticketKeys;
    assert.equal(first?.length, 48);
    assert.notDeepEqual(first, second);
  });
});
