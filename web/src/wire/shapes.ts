// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.

export type ExchangeInfo = {
  timezone: string;
  serverTime: number;
  rateLimits: Array<{
    rateLimitType: string;
    interval: string;
    intervalNum: number;
    limit: number;
  }>;
  exchangeFilters: Array<Record<string, unknown>>;
  symbols: Array<{
    symbol: string;
    status: string;
    baseAsset: string;
    baseAssetPrecision: number;
    quoteAsset: string;
    quotePrecision: number;
    quoteAssetPrecision: number;
    baseCommissionPrecision: number;
    quoteCommissionPrecision: number;
    orderTypes: Array<string>;
    icebergAllowed: boolean;
    ocoAllowed: boolean;
    otoAllowed: boolean;
    opoAllowed: boolean;
    quoteOrderQtyMarketAllowed: boolean;
    allowTrailingStop: boolean;
    cancelReplaceAllowed: boolean;
    amendAllowed: boolean;
    pegInstructionsAllowed: boolean;
    isSpotTradingAllowed: boolean;
    isMarginTradingAllowed: boolean;
    filters: Array<Record<string, unknown>>;
    permissions: Array<string>;
    permissionSets: Array<Array<string>>;
    defaultSelfTradePreventionMode: string;
    allowedSelfTradePreventionModes: Array<string>;
  }>;
};

export type Depth = {
  lastUpdateId: number;
  bids: Array<[string, string]>;
  asks: Array<[string, string]>;
};

export type Trade = {
  id: number;
  price: string;
  qty: string;
  quoteQty: string;
  time: number;
  isBuyerMaker: boolean;
  isBestMatch: boolean;
};

export type Candle = [number, string, string, string, string, string, number, string, number, string, string, string];

export type DayTicker = {
  symbol: string;
  priceChange: string;
  priceChangePercent: string;
  weightedAvgPrice: string;
  prevClosePrice: string;
  lastPrice: string;
  lastQty: string;
  bidPrice: string;
  bidQty: string;
  askPrice: string;
  askQty: string;
  openPrice: string;
  highPrice: string;
  lowPrice: string;
  volume: string;
  quoteVolume: string;
  openTime: number;
  closeTime: number;
  firstId: number;
  lastId: number;
  count: number;
};

export type DepthEvent = {
  e: "depthUpdate";
  E: number;
  s: string;
  U: number;
  u: number;
  b: Array<[string, string]>;
  a: Array<[string, string]>;
};

export type TradeEvent = {
  e: "trade";
  E: number;
  s: string;
  t: number;
  p: string;
  q: string;
  b: number;
  a: number;
  T: number;
  m: boolean;
  M: boolean;
};

export type CandleEvent = {
  e: "kline";
  E: number;
  s: string;
  k: {
    t: number;
    T: number;
    s: string;
    i: string;
    f: number;
    L: number;
    o: string;
    c: string;
    h: string;
    l: string;
    v: string;
    n: number;
    x: boolean;
    q: string;
    V: string;
    Q: string;
    B: string;
  };
};

export type TickerEvent = {
  e: "24hrTicker";
  E: number;
  s: string;
  p: string;
  P: string;
  w: string;
  x: string;
  c: string;
  Q: string;
  b: string;
  B: string;
  a: string;
  A: string;
  o: string;
  h: string;
  l: string;
  v: string;
  q: string;
  O: number;
  C: number;
  F: number;
  L: number;
  n: number;
};

export type MiniTickerEvent = {
  e: "24hrMiniTicker";
  E: number;
  s: string;
  c: string;
  o: string;
  h: string;
  l: string;
  v: string;
  q: string;
};

export type Rates = {
  tiers: Array<{
    volume: string;
    maker: string;
    taker: string;
  }>;
};

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
