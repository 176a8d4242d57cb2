// An order of one's own, from an answer or from an event: the same row either way.

import type { OrderEvent, OwnFill, OwnOrder } from "../wire/shapes";

export type OrderRow = {
  id: number;
  symbol: string;
  side: string;
  type: string;
  price: string;
  quantity: string;
  executed: string;
  amount: string;
  value: string;
  stop: string;
  visible: string;
  trail: number | undefined;
  life: string;
  prevention: string;
  status: string;
  listId: number | undefined;
  clientId: string;
  time: number;
  updated: number;
  isWorking: boolean;
};

const OPEN = new Set(["NEW", "PARTIALLY_FILLED", "PENDING_NEW"]);

/** Is it not known yet how much it will be, because another order pays for it? */
export function isUnsized(row: OrderRow): boolean {
  return row.status === "PENDING_NEW" && Number(row.quantity) === 0;
}

export function isOpen(row: OrderRow): boolean {
  return OPEN.has(row.status);
}

/** An order as it is answered. A price that was pegged is the one that the book gave. */
export function rowOf(view: OwnOrder): OrderRow {
  return {
    id: view.orderId, symbol: view.symbol, side: view.side, type: view.type, price: view.peggedPrice ?? view.price, quantity: view.origQty,
    executed: view.executedQty, amount: view.origQuoteOrderQty, value: view.cummulativeQuoteQty, stop: view.stopPrice,
    visible: view.icebergQty, trail: view.trailingDelta, life: view.timeInForce, prevention: view.selfTradePreventionMode,
    status: view.status, listId: view.orderListId < 0 ? undefined : view.orderListId, clientId: view.clientOrderId,
    time: view.time, updated: view.updateTime, isWorking: view.isWorking,
  };
}

/** An event's order. Of one that ended, the client's name stands where the cancel's does not. */
export function rowOfEvent(event: OrderEvent): OrderRow {
  return {
    id: event.i, symbol: event.s, side: event.S, type: event.o, price: event.gp ?? event.p, quantity: event.q, executed: event.z,
    amount: event.Q, value: event.Z, stop: event.P, visible: event.F, trail: event.d, life: event.f, prevention: event.V,
    status: event.X, listId: event.g < 0 ? undefined : event.g, clientId: event.C || event.c, time: event.O,
    updated: event.T, isWorking: event.w,
  };
}

export type FillRow = {
  id: number;
  orderId: number;
  symbol: string;
  side: string;
  price: string;
  quantity: string;
  value: string;
  commission: string;
  commissionAsset: string;
  time: number;
  isMaker: boolean;
};

export function fillOf(view: OwnFill): FillRow {
  return {
    id: view.id, orderId: view.orderId, symbol: view.symbol, side: view.isBuyer ? "BUY" : "SELL", price: view.price,
    quantity: view.qty, value: view.quoteQty, commission: view.commission, commissionAsset: view.commissionAsset,
    time: view.time, isMaker: view.isMaker,
  };
}

/** The fill that an event tells of; undefined when it tells of something else. */
export function fillOfEvent(event: OrderEvent): FillRow | undefined {
  if (event.x !== "TRADE") return undefined;
  return {
    id: event.t, orderId: event.i, symbol: event.s, side: event.S, price: event.L, quantity: event.l, value: event.Y,
    commission: event.n, commissionAsset: event.N ?? "", time: event.T, isMaker: event.m,
  };
}

/** A fill's own name: of a trade with oneself there are two fills. */
export function fillKey(fill: FillRow): string {
  return `${fill.symbol} ${fill.id} ${fill.orderId}`;
}
