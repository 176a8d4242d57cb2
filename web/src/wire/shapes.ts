// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.

export * from "./market_shapes";
export * from "./own_shapes";
export * from "./disclosed_shapes";

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
    name: string;
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

export type HealthView = {
  time: number;
  status: string;
  why: string;
  sequence: number;
  underWay: number;
  queueMax: number;
  checkpointSequence: number;
  snapshotSequence: number;
  snapshotFailure: string;
  signedSequence: number;
  signingFailure: string;
  notes: Array<string>;
  commands: number;
  events: number;
  documents: number;
  refused: number;
  residentBytes: number;
  recoverySeconds: number;
  snapshotSeconds: number;
  syncs: Array<{
    seconds: number | null;
    batches: number;
  }>;
  diskFreeBytes: number;
  diskBytes: number;
  journalBytes: number;
  accounts: number;
};

export type SymbolView = {
  symbol: string;
  base: string;
  quote: string;
  status: string;
  last: string | null;
  bid: string | null;
  ask: string | null;
  rules: Array<{
    rule: string;
    value: string;
    text: string;
  }>;
  barred: Array<[number, number]>;
};

export type AssetView = {
  asset: string;
  decimals: number;
};

export type VocabularyView = {
  statuses: Array<string>;
  opening: Array<string>;
  rules: Array<string>;
  bounds: Array<{
    rule: string;
    least: string;
    most: string;
  }>;
  assetsMax: number;
  symbolsMax: number;
  decimalsMax: number;
  commissionPpmMax: number;
};

export type Sought = {
  what: string;
};

export type AccountView = {
  accountId: number;
  reference: string;
  customer: string | null;
  formerCustomer: string | null;
  customerSince: number | null;
  factorIsOn: boolean;
  factorsGo: number | null;
  sessions: number;
  isFrozen: boolean;
  classId: number;
  tradeGroup: number;
  openOrdersMax: number;
  orderUnitsMax: number;
  makerPpm: number;
  takerPpm: number;
  masterId: number | null;
  subaccounts: Array<number>;
  openOrders: number;
  balances: Array<{
    asset: string;
    available: string;
    locked: string;
  }>;
};

export type IdentityWanted = {
  reason: string;
  customer: string;
};

export type IdentityView = {
  email: string;
};

export type StatusWanted = {
  reason: string;
  symbol: string;
  status: string;
};

export type Acted = {
  action: string;
  sequence: number | null;
};

export type AssetWanted = {
  reason: string;
  asset: string;
  decimals: number;
};

export type SymbolWanted = {
  reason: string;
  base: string;
  quote: string;
  tick: string;
  lot: string;
  priceMax: string;
  quantityMax: string;
  priceMin?: string;
  quantityMin?: string;
  marketQuantityMin?: string;
  marketQuantityMax?: string;
  notionalMin?: string;
  notionalMax?: string;
  rules?: Record<string, number>;
};

export type RuleWanted = {
  reason: string;
  symbol: string;
  rule: string;
  value: number;
};

export type ExchangeRuleWanted = {
  reason: string;
  rule: string;
  value: number;
  asset?: string;
};

export type MemberWanted = {
  reason: string;
  member: string;
};

export type EligibilityWanted = {
  reason: string;
  symbol: string;
  classId: number;
  otherClassId: number;
  mayTrade: boolean;
};

export type AccountWanted = {
  reason: string;
  accountId: number;
};

export type ClassWanted = {
  reason: string;
  accountId: number;
  classId: number;
};

export type GroupWanted = {
  reason: string;
  accountId: number;
  tradeGroup: number;
};

export type LimitWanted = {
  reason: string;
  accountId: number;
  limit: string;
  value: number;
};

export type CommissionWanted = {
  reason: string;
  accountId: number;
  makerPpm: number;
  takerPpm: number;
};

export type CustomerWanted = {
  reason: string;
  customer: string;
};

export type ActionView = {
  action: string;
  act: string;
  target: string;
  values: Record<string, unknown>;
  reason: string;
  member: string;
  time: number;
  expiresAt: number | null;
  state: string;
  decider: string | null;
  decidedAt: number | null;
  sequence: number | null;
  refusal: string;
  mayDecide: boolean;
  isOwn: boolean;
};

export type ActionNamed = {
  action: string;
};
