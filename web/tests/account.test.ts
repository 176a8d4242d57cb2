// What the account's pages make of a visitor's words, and of the address they are open at.

import { expect, test, vi } from "vitest";
import { seenFrom } from "../src/account/agent";
import { changeInCents, fileOf, inCents, monthsBetween, wayOf } from "../src/account/money";
import { accountTexts } from "../src/texts/account";

test("a browser is named shortly, by what it says of itself", () => {
  const agents: Array<[string, string]> = [
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36", "Chrome on Linux"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Windows"],
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1", "Safari on iOS"],
    ["Mozilla/5.0 (Android 16; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"],
    ["curl/8.5", "curl/8.5"],
    ["", "Unknown browser"],
  ];
  for (const [agent, name] of agents) expect(seenFrom(`203.0.113.9 ${agent}`).browser).toBe(name);
  expect(seenFrom("2001:db8::1 curl/8.5")).toEqual({ address: "2001:db8::1", browser: "curl/8.5", whole: "curl/8.5" });
});

test("passkeys need a name in the address, and a browser that has them", async () => {
  vi.stubGlobal("location", { hostname: "localhost", port: "8080" });
  const { hindrance } = await import("../src/account/passkey");
  expect(hindrance("127.0.0.1")).toContain("http://localhost:8080");
  expect(hindrance("[::1]")).toContain("http://localhost:8080");
  expect(hindrance("203.0.113.9")).toBe(accountTexts.passkey.needsName);
  expect(hindrance("[2001:db8::1]")).toBe(accountTexts.passkey.needsName);
  expect(hindrance("venue.example")).toBe(accountTexts.passkey.unsupported);
  vi.stubGlobal("PublicKeyCredential", Object.assign(() => undefined, { parseCreationOptionsFromJSON: true }));
  expect(hindrance("venue.example")).toBe("");
});

test("a refusal is a sentence, and waiting is told in words", () => {
  expect(accountTexts.refused("is no network", "e.g. 203.0.113.7")).toBe("Is no network. Expected: e.g. 203.0.113.7.");
  expect(accountTexts.tooMany(0)).toBe("Too many attempts. Try again in a moment.");
  expect(accountTexts.tooMany(600)).toBe("Too many attempts. Try again in 10 minutes.");
});

test("money is read to the cent, and a change of it has a sign", () => {
  expect([inCents("22837697.28115"), inCents("-0.001"), inCents("5")]).toEqual(["22,837,697.28", "0.00", "5.00"]);
  expect([changeInCents("5802.8971"), changeInCents("-1234.5"), changeInCents("0.004")]).toEqual(["+5,802.90", "−1,234.50", "0.00"]);
});

test("months are those of a customer's time here, the newest first", () => {
  const at = (text: string): number => Date.parse(`${text}T12:00:00Z`);
  expect(monthsBetween(at("2025-11-30"), at("2026-02-01"))).toEqual(["2026-02", "2026-01", "2025-12", "2025-11"]);
  expect(monthsBetween(at("2026-02-28"), at("2026-02-01"))).toEqual(["2026-02"]);
});

test("a file of postings is asked for by account and time", () => {
  expect(fileOf("")).toBe("/web/v1/glassbook/v1/postings?format=csv");
  expect(fileOf("a_1@noemail.invalid", 1, 2)).toBe(
    "/web/v1/glassbook/v1/postings?format=csv&email=a_1%40noemail.invalid&startTime=1&endTime=2",
  );
});

test("an amount that is nothing goes no way", () => {
  expect(["1.50", "-0.01", "0.00", "-0.00", ""].map(wayOf)).toEqual(["up", "down", "", "", ""]);
});
