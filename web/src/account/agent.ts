// From where, and with what: an address, and the name that a browser gives itself, made short.
// The name is whatever its sender likes, so it is a hint and is shown as text.

import { accountTexts } from "../texts/account";

const BROWSERS: Array<[RegExp, string]> = [
  [/\bEdg(?:A|iOS)?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/Chrome\/|\bCriOS\//, "Chrome"],
  [/\bVersion\/.*\bSafari\//, "Safari"],
];
const SYSTEMS: Array<[RegExp, string]> = [
  [/\bAndroid\b/, "Android"],
  [/\biPhone\b|\biPad\b/, "iOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

export type Seen = { address: string; browser: string; whole: string };

export function seenFrom(visitor: string): Seen {
  const [address = "", ...rest] = visitor.split(" ");
  const whole = rest.join(" ");
  const found = (names: Array<[RegExp, string]>): string =>
    names.find(([pattern]) => pattern.test(whole))?.[1] ?? "";
  const [browser, system] = [found(BROWSERS), found(SYSTEMS)];
  const words = accountTexts.security;
  const named = browser && system ? words.browserOn(browser, system) : browser || whole.slice(0, 60);
  return { address, browser: named || words.unknownBrowser, whole };
}
