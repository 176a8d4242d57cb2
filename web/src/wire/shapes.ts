// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.

export * from "./market_shapes";
export * from "./own_shapes";
export * from "./disclosed_shapes";
export * from "./console_shapes";

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

export type WalletView = {
  since: number;
  time: number;
  value: string;
  change: string;
  maySplit: boolean;
  accounts: Array<{
    accountId: number;
    handle: string;
    isFrozen: boolean;
    value: string;
    change: string;
    holdings: Array<{
      asset: string;
      available: string;
      locked: string;
      value: string | null;
      change: string | null;
    }>;
  }>;
};

export type AccountNames = {
  names: Record<string, string>;
};

export type NewSubaccount = {
  name: string;
};

export type Moved = {
  sequence: number;
};

export type Transfer = {
  payer: number;
  payee: number;
  asset: string;
  amount: string;
};

export type StatementWanted = {
  accountId: number;
  month: string;
};

export type StatementView = {
  accountId: number;
  month: string;
  startTime: number;
  endTime: number;
  assets: Array<{
    asset: string;
    opening: string;
    sums: Record<string, string>;
    closing: string;
  }>;
  postingCount: number;
  rows: Array<{
    time: number;
    kind: string;
    asset: string;
    amount: string;
    symbol: string;
    tradeId: number | null;
    orderId: number | null;
    otherAccount: number | null;
  }>;
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

export type StaffVisitor = {
  standing: {
    name: string;
    role: string;
    writingToken: string;
  } | null;
};

export type StaffPassword = {
  current: string;
  code: string;
  password: string;
};
