// What is wrong with a draft, and what it would cost: said while it is typed. The filters are fixed
// facts, so breaking one is a mistake. The market moves, so what depends on it is only a warning.

import { fieldTexts as texts } from "../texts/ticket";
import { type Market } from "../market/symbol";
import { bipsOf, type Draft, type FieldName, formOf, isEmpty, type Leg, opposite, type Side } from "./draft";
import type { Rules } from "./rules";
import { type Level, sweep, type Swept } from "./sweep";
import { floorTo, ONE, product, productUp, read, textOf } from "./units";

/** What the market says just now; what is not known is undefined. */
export type Prices = {
  last?: bigint | undefined;
  bid?: bigint | undefined;
  ask?: bigint | undefined;
  /** What an order of this side would meet, the best first. */
  facing?: (side: Side) => Iterable<Level>;
};
export type Problems = Partial<Record<FieldName, string>>;
export type Amount = { units: bigint; asset: string };

export type Verdict = {
  /** Mistakes by field; an empty field that must be filled is one only when `isComplete` is asked. */
  problems: Problems;
  missing: FieldName[];
  warnings: string[];
  /** What the orders come to in the quote asset, as far as it can be said. */
  value?: Amount;
  /** Commission if all of it is taken at once. */
  fee?: Amount;
  /** What is locked, or spent, for all of it. */
  needs: Amount[];
};

type Held = Map<string, bigint>;

/** So many levels behind the best a peg may lie. */
const LEVELS_MAX = 100n;

export function check(draft: Draft, market: Market, rules: Rules, prices: Prices, feeRate: bigint, free: (asset: string) => bigint): Verdict {
  const { fields, optional, legs } = formOf(draft);
  const verdict: Verdict = { problems: {}, missing: [], warnings: [], needs: [] };
  verdict.missing = fields.filter((each) => isEmpty(draft, each) && !optional.includes(each));
  for (const leg of legs) checkLeg(draft, leg, rules, prices, verdict);
  if (verdict.missing.length > 0 || Object.keys(verdict.problems).length > 0) return verdict;
  weigh(draft, legs, market, rules, prices, feeRate, verdict);
  for (const each of verdict.needs) {
    if (each.units <= free(each.asset)) continue;
    const text = texts.insufficient(textOf(each.units), textOf(free(each.asset)), each.asset);
    if (isReckoned(draft, legs)) verdict.warnings.push(text);
    else verdict.problems[legs[0]?.amount ?? legs[0]?.quantity ?? "quantity"] = text;
  }
  return verdict;
}

/** Is what it costs to buy only known when it comes to the book? */
function isReckoned(draft: Draft, legs: Leg[]): boolean {
  return draft.side === "BUY" && ((draft.kind === "market" && !draft.isByAmount) || legs[0]?.peg !== undefined);
}

function checkLeg(draft: Draft, leg: Leg, rules: Rules, prices: Prices, verdict: Verdict): void {
  const complain = (name: FieldName | undefined, text: string | undefined): void => {
    if (name !== undefined && text !== undefined) verdict.problems[name] ??= text;
  };
  const value = (name: FieldName | undefined): bigint | undefined => valueOf(draft, name, complain);
  const price = value(leg.price);
  const stop = value(leg.stop);
  const quantity = value(leg.quantity);
  const visible = value(leg.visible);
  complain(leg.price, priceProblem(price, rules) ?? percentProblem(price, leg, rules, prices));
  complain(leg.stop, priceProblem(stop, rules));
  complain(leg.quantity, quantityProblem(quantity, leg, rules));
  complain(leg.visible, visibleProblem(visible, quantity, rules));
  if (leg.trail !== undefined && !isEmpty(draft, leg.trail)) complain(leg.trail, trailProblem(draft.texts[leg.trail], rules));
  value(leg.amount);
  const levels = levelsOf(draft, leg);
  if (levels === undefined) complain(leg.levels, texts.levels(LEVELS_MAX.toString()));
  else if (leg.peg !== undefined && prices.facing !== undefined && peggedPrice(leg, levels, prices) === undefined) verdict.warnings.push(texts.noLevel);
  const worth = worthOf(leg, price ?? stop ?? peggedPrice(leg, levels, prices), quantity, value(leg.amount), prices);
  complain(leg.amount ?? leg.quantity, worthProblem(worth, leg, rules));
  if (!leg.isPending) warn(leg, price, stop, prices, verdict);
}

function valueOf(draft: Draft, name: FieldName | undefined, complain: (name: FieldName, text: string) => void): bigint | undefined {
  if (name === undefined || isEmpty(draft, name)) return undefined;
  const taken = read(draft.texts[name]);
  if ("wrong" in taken) {
    complain(name, texts[taken.wrong]);
    return undefined;
  }
  if (taken.units === 0n) complain(name, texts.notPositive);
  return taken.units === 0n ? undefined : taken.units;
}

/** How many levels behind the best; undefined when what is typed is no such number. */
function levelsOf(draft: Draft, leg: Leg): bigint | undefined {
  if (leg.levels === undefined) return 0n;
  const text = draft.texts[leg.levels].trim();
  const levels = /^\d{1,3}$/.test(text) ? BigInt(text) : 0n;
  return levels >= 1n && levels <= LEVELS_MAX ? levels : undefined;
}

/** The price that the book would give now; undefined without a peg, or so many levels. */
function peggedPrice(leg: Leg, levels: bigint | undefined, prices: Prices): bigint | undefined {
  if (leg.peg === undefined || levels === undefined || prices.facing === undefined) return undefined;
  let left = levels;
  for (const [price] of prices.facing(leg.peg === "MARKET_PEG" ? leg.side : opposite(leg.side))) {
    if (left === 0n) return price;
    left -= 1n;
  }
  return undefined;
}

function priceProblem(price: bigint | undefined, rules: Rules): string | undefined {
  if (price === undefined) return undefined;
  if (rules.tick > 0n && price % rules.tick !== 0n) return texts.offTick(textOf(rules.tick));
  if (price < rules.priceMin) return texts.priceBelow(textOf(rules.priceMin));
  if (rules.priceMax > 0n && price > rules.priceMax) return texts.priceAbove(textOf(rules.priceMax));
  return undefined;
}

function percentProblem(price: bigint | undefined, leg: Leg, rules: Rules, prices: Prices): string | undefined {
  if (price === undefined || prices.last === undefined) return undefined;
  for (const [down, up] of rules.percent[leg.side]) {
    const least = product(prices.last, down);
    const most = product(prices.last, up);
    if (price < least) return texts.priceBelow(textOf(least));
    if (price > most) return texts.priceAbove(textOf(most));
  }
  return undefined;
}

function quantityProblem(quantity: bigint | undefined, leg: Leg, rules: Rules): string | undefined {
  if (quantity === undefined) return undefined;
  if (rules.lot > 0n && quantity % rules.lot !== 0n) return texts.offLot(textOf(rules.lot));
  if (quantity < rules.quantityMin) return texts.quantityBelow(textOf(rules.quantityMin));
  const most = leg.type === "MARKET" && rules.marketMax > 0n ? rules.marketMax : rules.quantityMax;
  if (most > 0n && quantity > most) return texts.quantityAbove(textOf(most));
  return undefined;
}

function visibleProblem(visible: bigint | undefined, quantity: bigint | undefined, rules: Rules): string | undefined {
  if (visible === undefined) return undefined;
  if (rules.lot > 0n && visible % rules.lot !== 0n) return texts.offLot(textOf(rules.lot));
  if (visible < rules.quantityMin) return texts.quantityBelow(textOf(rules.quantityMin));
  if (quantity === undefined) return undefined;
  if (visible > quantity) return texts.visibleAbove;
  const parts = (quantity + visible - 1n) / visible;
  return rules.partsMax > 0n && parts > rules.partsMax ? texts.tooManyParts(Number(rules.partsMax)) : undefined;
}

function trailProblem(text: string, rules: Rules): string | undefined {
  const bips = bipsOf(text);
  const inRange = bips >= rules.trailMin && bips <= rules.trailMax;
  if (Number.isInteger(bips) && inRange) return undefined;
  return texts.trail((rules.trailMin / 100).toString(), (rules.trailMax / 100).toString());
}

/** What an order is weighed at: its price or trigger; a market order's, the last price. */
function worthOf(leg: Leg, price: bigint | undefined, quantity: bigint | undefined, amount: bigint | undefined, prices: Prices): bigint | undefined {
  if (leg.amount !== undefined) return amount;
  const at = price ?? prices.last;
  return at === undefined || quantity === undefined ? undefined : product(at, quantity);
}

function worthProblem(worth: bigint | undefined, leg: Leg, rules: Rules): string | undefined {
  if (worth === undefined) return undefined;
  const isMarket = leg.type === "MARKET";
  const least = !isMarket || rules.minIsForMarket;
  const most = !isMarket || rules.maxIsForMarket;
  if (least && worth < rules.notionalMin) return texts.worthBelow(textOf(rules.notionalMin));
  if (most && rules.notionalMax > 0n && worth > rules.notionalMax) return texts.worthAbove(textOf(rules.notionalMax));
  return undefined;
}

/** What the venue would refuse, or do at once, if the market stays as it is. */
function warn(leg: Leg, price: bigint | undefined, stop: bigint | undefined, prices: Prices, verdict: Verdict): void {
  const facing = leg.side === "BUY" ? prices.ask : prices.bid;
  const crosses = price !== undefined && facing !== undefined && (leg.side === "BUY" ? price >= facing : price <= facing);
  if (leg.type === "LIMIT_MAKER" && crosses) verdict.warnings.push(texts.wouldTake);
  if (stop === undefined || prices.last === undefined || leg.trail !== undefined) return;
  const waitsForRise = (leg.side === "BUY") === leg.type.startsWith("STOP");
  const isReached = waitsForRise ? stop <= prices.last : stop >= prices.last;
  if (isReached) verdict.warnings.push(waitsForRise ? texts.stopNotAbove : texts.stopNotBelow);
}

/** Value, commission and what is locked: of a pair the dearer one counts, of other lists the sum. */
function weigh(draft: Draft, legs: Leg[], market: Market, rules: Rules, prices: Prices, feeRate: bigint, verdict: Verdict): void {
  const ignore = (): void => {};
  const held: Held = new Map();
  const ofPair: Held = new Map();
  for (const [place, leg] of legs.entries()) {
    const given = peggedPrice(leg, levelsOf(draft, leg), prices);
    const price = valueOf(draft, leg.price, ignore) ?? valueOf(draft, leg.stop, ignore) ?? given ?? taking(leg, prices);
    const amount = valueOf(draft, leg.amount, ignore);
    const typed = valueOf(draft, leg.quantity, ignore);
    const swept = leg.isPending ? undefined : taken(leg, typed, amount, rules, prices);
    if (swept?.isWhole === false) verdict.warnings.push(texts.thin(textOf(swept.quantity), market.base));
    const quantity = typed ?? swept?.quantity ?? (amount !== undefined && price ? floorTo((amount * ONE) / price, rules.lot) : undefined);
    const value = amount ?? swept?.value ?? (price !== undefined && quantity !== undefined ? productUp(price, quantity) : undefined);
    const isBuy = leg.side === "BUY";
    if (place === 0 && value !== undefined) verdict.value = { units: value, asset: market.quote };
    const got = isBuy ? quantity : value;
    if (place === 0 && got !== undefined) verdict.fee = { units: productUp(got, feeRate), asset: isBuy ? market.base : market.quote };
    const needed = isBuy ? value : quantity;
    if (needed === undefined || leg.isPaid) continue;
    const asset = isBuy ? market.quote : market.base;
    const isOfPair = draft.kind === "oco" || (draft.kind === "otoco" && place > 0);
    if (isOfPair) ofPair.set(asset, max(ofPair.get(asset) ?? 0n, needed));
    else held.set(asset, (held.get(asset) ?? 0n) + needed);
  }
  for (const [asset, units] of ofPair) held.set(asset, (held.get(asset) ?? 0n) + units);
  verdict.needs = [...held].map(([asset, units]) => ({ asset, units }));
}

/** What a market order would take now; undefined of any other, or while nothing is known of the book. */
function taken(leg: Leg, quantity: bigint | undefined, amount: bigint | undefined, rules: Rules, prices: Prices): Swept | undefined {
  if (leg.type !== "MARKET" || prices.facing === undefined) return undefined;
  if (amount !== undefined) return sweep(prices.facing(leg.side), { amount }, rules.lot);
  return quantity === undefined ? undefined : sweep(prices.facing(leg.side), { quantity }, rules.lot);
}

/** Where an order without a price would begin to trade. */
function taking(leg: Leg, prices: Prices): bigint | undefined {
  return (leg.side === "BUY" ? prices.ask : prices.bid) ?? prices.last;
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}

/** How much can be ordered with a share of what is available, in whole lots. */
export function share(draft: Draft, rules: Rules, prices: Prices, available: bigint, percent: bigint): bigint {
  const part = (available * percent) / 100n;
  if (draft.kind === "market" && draft.isByAmount) return draft.side === "BUY" ? part : 0n;
  if (draft.side === "SELL") return floorTo(part, rules.lot);
  if (draft.kind === "market" && prices.facing !== undefined) return sweep(prices.facing("BUY"), { amount: part }, rules.lot).quantity;
  const [leg] = formOf(draft).legs;
  const named = (["price", "stop", "limit"] as const).find((each) => leg && [leg.price, leg.stop].includes(each) && !isEmpty(draft, each));
  const typed = named === undefined ? undefined : read(draft.texts[named]);
  const price = typed !== undefined && "units" in typed && typed.units > 0n ? typed.units : leg && (peggedPrice(leg, levelsOf(draft, leg), prices) ?? taking(leg, prices));
  return price ? floorTo((part * ONE) / price, rules.lot) : 0n;
}
