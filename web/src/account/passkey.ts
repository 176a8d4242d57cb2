// Passkeys as the browser has them: what the venue asks goes in, what it made or signed comes out,
// both in the JSON form of the standard.

import { accountTexts } from "../texts/account";
import { Refusal } from "../wire/private";
import type { Options } from "../wire/shapes";

const words = accountTexts.passkey;

/** Why there can be no passkeys on this page; empty when there can. */
export function hindrance(host = location.hostname): string {
  if (/^127\.|^\[::1\]$/.test(host)) return words.openLocalhost(location.port && `:${location.port}`);
  if (/^[\d.]+$|:/.test(host)) return words.needsName;
  const can = typeof PublicKeyCredential === "function" && "parseCreationOptionsFromJSON" in PublicKeyCredential;
  return can ? "" : words.unsupported;
}

/** Have the browser make a passkey. Throws a Refusal when its owner would not. */
export async function made(options: Options): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options.publicKey as unknown as PublicKeyCredentialCreationOptionsJSON,
  );
  return plain(() => navigator.credentials.create({ publicKey }));
}

/** Have the browser ask its passkeys. Throws a Refusal when none was chosen. */
export async function shown(options: Options): Promise<Record<string, unknown>> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    options.publicKey as unknown as PublicKeyCredentialRequestOptionsJSON,
  );
  return plain(() => navigator.credentials.get({ publicKey }));
}

async function plain(ask: () => Promise<Credential | null>): Promise<Record<string, unknown>> {
  let credential: Credential | null = null;
  try {
    credential = await ask();
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // one says: refused, or nothing came in time
  }
  if (!(credential instanceof PublicKeyCredential)) {
    throw new Refusal(0, "INVALID", "passkey", words.cancelled, "", 0);
  }
  return credential.toJSON() as unknown as Record<string, unknown>;
}
