// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.

export * from "./market_shapes";
export * from "./own_shapes";

export type VisitorView = {
  standing: {
    needsCode: boolean;
    writingToken: string;
    factorIsOn: boolean;
    accountId: number | null;
  } | null;
  showsMailbox: boolean;
};

export type LetterView = {
  time: number;
  to: string;
  about: string;
  subject: string;
  text: string;
};

export type SignUp = {
  email: string;
  password: string;
};

export type Nothing = {
};

export type Confirmation = {
  token: string;
  password: string;
};

export type Confirmed = {
  customer: string;
};

export type LogIn = {
  email: string;
  password: string;
};

export type Standing = {
  needsCode: boolean;
  writingToken: string;
  factorIsOn: boolean;
  accountId: number | null;
};

export type Code = {
  code: string;
};

export type NewPassword = {
  current: string;
  password: string;
};

export type Password = {
  password: string;
};

export type Offer = {
  secret: string;
  address: string;
  picture: {
    size: number;
    path: string;
  };
};

export type Recovery = {
  codes: Array<string>;
  writingToken: string;
};

export type BothFactors = {
  password: string;
  code: string;
};

export type Address = {
  email: string;
};

export type Renewal = {
  token: string;
  password: string;
};

export type Profile = {
  customer: string;
  email: string;
  since: number;
  factorIsOn: boolean;
  recoveryCodesLeft: number;
};

export type SessionView = {
  session: string;
  isThis: boolean;
  begun: number;
  seen: number;
  visitor: string;
};

export type SessionNamed = {
  session: string;
};

export type LoginView = {
  time: number;
  visitor: string;
  failuresBefore: number;
};

export type KeyView = {
  apiKey: string;
  kind: string;
  permissions: Array<string>;
  addresses: Array<string>;
  createdAt: number;
  expiresAt: number | null;
  name: string;
  secret?: string;
};

export type NewKey = {
  password: string;
  name?: string;
  permissions?: Array<string>;
  addresses?: Array<string>;
  expiresAt?: number | null;
  publicKey?: string | null;
};

export type KeyNamed = {
  apiKey: string;
};

export type PasskeyView = {
  passkey: string;
  name: string;
  host: string;
  createdAt: number;
  usedAt: number | null;
};

export type Options = {
  publicKey: Record<string, unknown>;
};

export type NewPasskey = {
  name: string;
  credential: Record<string, unknown>;
};

export type PasskeyNamed = {
  passkey: string;
  password: string;
};

export type ShownPasskey = {
  credential: Record<string, unknown>;
};

export type StaffLogIn = {
  name: string;
  password: string;
  code: string;
};

export type StaffStanding = {
  name: string;
  role: string;
  writingToken: string;
};
