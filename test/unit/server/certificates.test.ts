import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { Certificates } from "../../../src/server/certificates.ts";
import { SharedState } from "../../../src/server/shared-state.ts";
import { needsOpenssl, TestCertificates } from "../../support/certificates.ts";

const { skip } = needsOpenssl();

describe("the certificates of a server", { skip }, () => {
  const made = skip === false ? new TestCertificates() : (undefined as unknown as TestCertificates);
  after(() => made?.remove());

  test("are replaced by what can be used, and by nothing else", () => {
    const state = new SharedState(SharedState.create(1));
    const settings = made.settings();
    const certificates = new Certificates(settings);
    const first = certificates.material;
    copyFileSync(made.client.certPath, settings.chainCert);
    assert.match(certificates.refresh(state) ?? "", /^Error loading the key: /);
    assert.equal(certificates.material, first);
    assert.equal(state.certificatesReadAt, 0);
    copyFileSync(made.client.keyPath, settings.key);
    const before = Math.floor(Date.now() / 1000);
    assert.equal(certificates.refresh(state), undefined);
    assert.deepEqual(Buffer.from(certificates.material.chainCert), made.client.cert);
    assert.ok(state.certificatesReadAt >= before);
  });

  test("are wanted from the start", () => {
    assert.throws(() => new Certificates({ ...made.settings(), key: "/nowhere" }), { code: "REFUSED" });
  });
});
