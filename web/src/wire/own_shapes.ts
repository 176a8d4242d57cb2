// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.

export type Account = {
  makerCommission: number;
  takerCommission: number;
  buyerCommission: number;
  sellerCommission: number;
  commissionRates: {
    maker: string;
    taker: string;
    buyer: string;
    seller: string;
  };
  canTrade: boolean;
  canWithdraw: boolean;
  canDeposit: boolean;
  brokered: boolean;
  requireSelfTradePrevention: boolean;
  preventSor: boolean;
  updateTime: number;
  accountType: string;
  balances: Array<{
    asset: string;
    free: string;
    locked: string;
  }>;
  permissions: Array<string>;
  uid: number;
  tradeGroupId?: number;
};

export type OwnFill = {
  symbol: string;
  id: number;
  orderId: number;
  orderListId: number;
  price: string;
  qty: string;
  quoteQty: string;
  commission: string;
  commissionAsset: string;
  time: number;
  isBuyer: boolean;
  isMaker: boolean;
  isBestMatch: boolean;
};

export type OwnOrder = {
  symbol: string;
  orderId: number;
  orderListId: number;
  clientOrderId: string;
  price: string;
  origQty: string;
  executedQty: string;
  cummulativeQuoteQty: string;
  status: string;
  timeInForce: string;
  type: string;
  side: string;
  stopPrice: string;
  icebergQty: string;
  time: number;
  updateTime: number;
  isWorking: boolean;
  workingTime: number;
  origQuoteOrderQty: string;
  selfTradePreventionMode: string;
  trailingDelta?: number;
  trailingTime?: number;
  strategyId?: number;
  strategyType?: number;
  preventedMatchId?: number;
  preventedQuantity?: string;
  pegPriceType?: string;
  pegOffsetType?: string;
  pegOffsetValue?: number;
  peggedPrice?: string;
  expiryReason?: string;
};

export type PlacedOrder = {
  symbol: string;
  orderId: number;
  orderListId: number;
  clientOrderId: string;
  transactTime: number;
  price: string;
  origQty?: string;
  executedQty: string;
  origQuoteOrderQty: string;
  cummulativeQuoteQty: string;
  status: string;
  timeInForce: string;
  type: string;
  side: string;
  workingTime: number;
  selfTradePreventionMode: string;
  fills?: Array<{
    price: string;
    qty: string;
    commission: string;
    commissionAsset: string;
    tradeId: number;
  }>;
  stopPrice?: string;
  icebergQty?: string;
  trailingDelta?: number;
  trailingTime?: number;
  strategyId?: number;
  strategyType?: number;
  preventedMatchId?: number;
  preventedQuantity?: string;
  pegPriceType?: string;
  pegOffsetType?: string;
  pegOffsetValue?: number;
  peggedPrice?: string;
  expiryReason?: string;
};

export type ListenKey = {
  listenKey: string;
};

export type CoinDeposit = {
  id: string;
  amount: string;
  coin: string;
  network: string;
  status: number;
  address: string;
  addressTag: string;
  txId: string;
  insertTime: number;
  transferType: number;
  confirmTimes: string;
};

export type CoinWithdrawal = {
  id: string;
  amount: string;
  transactionFee: string;
  coin: string;
  status: number;
  address: string;
  addressTag: string;
  txId: string;
  applyTime: string;
  network: string;
  transferType: number;
};

export type FiatRecords = {
  assetLogRecordList: Array<{
    orderId: string;
    paymentAccount: string;
    paymentChannel: string;
    paymentMethod: string;
    orderStatus: string;
    fiatCurrency: string;
    amount: string;
    transactionFee: string;
    platformFee: string;
    createTime: number;
  }>;
};

export type OrderEvent = {
  e: "executionReport";
  E: number;
  s: string;
  c: string;
  S: string;
  o: string;
  f: string;
  q: string;
  p: string;
  P: string;
  F: string;
  g: number;
  C: string;
  x: string;
  X: string;
  r: string;
  i: number;
  l: string;
  z: string;
  L: string;
  n: string;
  N: string | null;
  T: number;
  t: number;
  I: number;
  w: boolean;
  m: boolean;
  M: boolean;
  O: number;
  Z: string;
  Y: string;
  Q: string;
  W: number;
  V: string;
  d?: number;
  D?: number;
  j?: number;
  J?: number;
  v?: number;
  A?: string;
  B?: string;
  u?: number;
  U?: number;
  pl?: string;
  pL?: string;
  pY?: string;
  gP?: string;
  gOT?: string;
  gOV?: number;
  gp?: string;
  eR?: string;
};

export type BalancesEvent = {
  e: "outboundAccountPosition";
  E: number;
  u: number;
  B: Array<{
    a: string;
    f: string;
    l: string;
  }>;
};
