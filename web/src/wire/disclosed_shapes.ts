// What the venue sends, written by tools/web_types.py from the types that its doors encode.
// Prices, quantities and amounts are texts with their decimals; times are milliseconds.

export type Health = {
  status: string;
  why: string;
  sequence: number;
  told_sequence: number;
  under_way: number;
  checkpoint_sequence: number;
  snapshot_sequence: number;
  snapshot_failure: string;
  signed_sequence: number;
  signing_failure: string;
  notes: Array<string>;
};

export type Head = {
  origin: string;
  key: string;
  sequence: number;
  signedSequence: number;
};

export type Assets = {
  sequence: number;
  assets: Array<{
    asset: string;
    supply: string;
    owedToCustomers: string;
    fees: string;
  }>;
};

export type Checkpoints = {
  checkpoints: Array<number>;
};

export type Uptime = {
  since: number;
  openSince: number;
  openMs: number;
  ofMs: number;
  closed: Array<{
    from: number;
    until: number;
    isPlanned: boolean;
  }>;
  isAccepting: boolean;
  incidents: Array<{
    incident: string;
    isOpen: boolean;
    notes: Array<{
      time: number;
      words: string;
    }>;
  }>;
};

export type Verified = {
  time: number;
  sequence: number;
  isWhole: boolean;
  isReplay: boolean;
  commands: number;
  checkpoints: number;
  signedCheckpoints: number;
  logRoot: string;
  what: string;
};

export type TradeProof = {
  symbol: string;
  tradeId: number;
  price: string;
  quantity: string;
  quoteQuantity: string;
  takerSide: string;
  time: number;
  sequence: number;
  checkpoint: {
    sequence: number;
    time: number;
  };
  proof: string;
  file: string;
  command: string;
};

export type NotProved = {
  state: string;
  msg: string;
};
