// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.

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
  latency: {
    commands: number;
    p50: number | null;
    p90: number | null;
    p99: number | null;
    p999: number | null;
    longest: number | null;
  };
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
  makerPpm: number;
  takerPpm: number;
};

export type IncidentView = {
  incident: string;
  isOpen: boolean;
  notes: Array<{
    time: number;
    words: string;
  }>;
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
  partnerId: number | null;
  sharePpm: number;
  kickbackPpm: number;
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

export type SymbolCommissionWanted = {
  reason: string;
  symbol: string;
  makerPpm: number;
  takerPpm: number;
};

export type ExchangeRuleWanted = {
  reason: string;
  rule: string;
  value: number;
  asset?: string;
};

export type IncidentWanted = {
  reason: string;
  words: string;
};

export type IncidentNoteWanted = {
  reason: string;
  words: string;
  incident: string;
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

export type PartnerWanted = {
  reason: string;
  accountId: number;
  partnerId: number;
  sharePpm: number;
  kickbackPpm: number;
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
