// History and fills as a file: all of it, read page by page, oldest first, in the venue's own texts.

import type { OwnFill, OwnOrder } from "../wire/shapes";
import type { Api, Parameters } from "../wire/api";

const PAGE = 1000;
type Cell = string | number | boolean | undefined;

const ORDER_COLUMNS = [
  "time", "symbol", "orderId", "orderListId", "clientOrderId", "side", "type", "timeInForce", "price", "stopPrice",
  "origQty", "executedQty", "cummulativeQuoteQty", "status", "updateTime",
] as const;
const FILL_COLUMNS = [
  "time", "symbol", "id", "orderId", "isBuyer", "price", "qty", "quoteQty", "commission", "commissionAsset", "isMaker",
] as const;

/** All orders of an account in these markets. *Throws* ApiRefusal when a page cannot be read. */
export async function ordersCsv(api: Api, symbols: string[]): Promise<string> {
  const rows: OwnOrder[] = [];
  for (const symbol of symbols) {
    rows.push(...(await all<OwnOrder>(api, "/api/v3/allOrders", symbol, "orderId", (each) => each.orderId)));
  }
  return csv(ORDER_COLUMNS, rows.sort((one, other) => one.time - other.time));
}

/** All fills of an account in these markets. *Throws* ApiRefusal when a page cannot be read. */
export async function fillsCsv(api: Api, symbols: string[]): Promise<string> {
  const rows: OwnFill[] = [];
  for (const symbol of symbols) {
    rows.push(...(await all<OwnFill>(api, "/api/v3/myTrades", symbol, "fromId", (each) => each.id)));
  }
  return csv(FILL_COLUMNS, rows.sort((one, other) => one.time - other.time));
}

/** Pages by id until one is not full. Of a trade with oneself two fills have one id: none is lost or doubled. */
async function all<T>(api: Api, path: string, symbol: string, from: string, idOf: (row: T) => number): Promise<T[]> {
  const rows = new Map<string, T>();
  let next = 0;
  for (;;) {
    const parameters: Parameters = { symbol, limit: PAGE, [from]: next };
    const page = await api.ask<T[]>("GET", path, parameters);
    for (const each of page) rows.set(JSON.stringify(each), each);
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return [...rows.values()];
    next = idOf(last) === next ? next + 1 : idOf(last);
  }
}

/** Rows as RFC 4180 has them; times by ISO 8601. */
export function csv<T>(columns: ReadonlyArray<keyof T & string>, rows: T[]): string {
  const lines = rows.map((row) => columns.map((name) => cell(name, row[name] as Cell)).join(","));
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

function cell(name: string, value: Cell): string {
  const text = name.toLowerCase().endsWith("time") ? new Date(Number(value)).toISOString() : `${value ?? ""}`;
  // A spreadsheet takes what begins so for a formula; only a name that the customer chose can.
  const safe = name === "clientOrderId" && /^[-=+@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Have the browser save a text. */
export function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
