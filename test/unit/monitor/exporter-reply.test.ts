/** The exporter's pages. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { landingReply, metricsReply } from "../../../src/monitor/exporter-reply.ts";

describe("metricsReply", () => {
  it("names the text format", () => {
    assert.deepEqual(metricsReply("a 1\n"), {
      status: 200,
      type: "text/plain; version=0.0.4; charset=utf-8",
      text: "a 1\n",
    });
  });
});

describe("landingReply", () => {
  it("links to the targets and lets none of them write the page", () => {
    const { text } = landingReply(["a:1", '/run/"><script>&.sock']);
    assert.match(text, /<a href="\/scrape\?target=a%3A1">a:1<\/a>/);
    assert.match(text, /target=%2Frun%2F%22%3E%3Cscript%3E%26\.sock/);
    assert.ok(!text.includes("<script>"));
  });
});
