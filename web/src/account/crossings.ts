// What came from outside the house and what left it: the histories of coins and of fiat money, which
// the API keeps apart, as one list.

import { accountTexts } from "../texts/account";
import type { CoinDeposit, CoinWithdrawal, FiatRecords } from "../wire/shapes";

const words = accountTexts.wallet;

/** The longest time that a history is asked about at once: what the API allows. */
export const SPAN_MS = 90 * 24 * 3_600_000;

export type Crossing = {
  key: string;
  timeMs: number;
  isDeposit: boolean;
  asset: string;
  amount: string;
  state: string;
  reference: string;
};
export type Histories = {
  coinsIn: CoinDeposit[];
  coinsOut: CoinWithdrawal[];
  fiatIn: FiatRecords["assetLogRecordList"];
  fiatOut: FiatRecords["assetLogRecordList"];
};

/** All of the histories, the newest first. */
export function crossingsOf({ coinsIn, coinsOut, fiatIn, fiatOut }: Histories): Crossing[] {
  const done = (isDeposit: boolean): string => (isDeposit ? words.depositStates[1] : words.withdrawalStates[6]) ?? "";
  const fiat = (isDeposit: boolean) => (each: Histories["fiatIn"][number]): Crossing => ({
    key: `fiat ${each.orderId}`, timeMs: each.createTime, isDeposit, asset: each.fiatCurrency, amount: each.amount,
    state: each.orderStatus === "Successful" ? done(isDeposit) : each.orderStatus, reference: words.booked(each.orderId),
  });
  const rows: Crossing[] = [
    ...coinsIn.map((each) => ({
      key: `coin ${each.id}`, timeMs: each.insertTime, isDeposit: true, asset: each.coin, amount: each.amount,
      state: words.depositStates[each.status] ?? words.unknownState(each.status), reference: each.txId,
    })),
    ...coinsOut.map((each) => ({
      key: `coin ${each.id}`, timeMs: momentOf(each.applyTime), isDeposit: false, asset: each.coin, amount: each.amount,
      state: words.withdrawalStates[each.status] ?? words.unknownState(each.status), reference: each.txId,
    })),
    ...fiatIn.map(fiat(true)),
    ...fiatOut.map(fiat(false)),
  ];
  return rows.sort((one, other) => other.timeMs - one.timeMs);
}

/** Withdrawals have the time as a text in UTC, to the second: "2026-11-22 03:04:05". */
function momentOf(text: string): number {
  return Date.parse(`${text.replace(" ", "T")}Z`);
}

/** The times from a moment to now, none longer than may be asked about at once, the newest first. */
export function spansBetween(sinceMs: number, nowMs: number): Array<{ from: number; to: number }> {
  const spans = [];
  for (let to = nowMs; spans.length === 0 || to >= sinceMs; to -= SPAN_MS + 1) {
    spans.push({ from: Math.max(to - SPAN_MS, Math.min(sinceMs, nowMs)), to });
  }
  return spans;
}
