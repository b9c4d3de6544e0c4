// The language of the page: chosen by the user, else the browser's.

import { signal } from "@preact/signals";
import { kept } from "../kept";
import { de } from "./de";
import { en, type Key } from "./en";

export type { Key };

export const LANGUAGES = { de: "Deutsch", en: "English" } as const;
export type Language = keyof typeof LANGUAGES;

const TEXTS: Record<Language, Record<Key, string>> = { de, en };

function first(): Language {
  const wanted = [kept("language"), ...navigator.languages].map((it) => it?.slice(0, 2).toLowerCase());
  return (wanted.find((it) => it === "de" || it === "en") as Language | undefined) ?? "en";
}

export const language = signal<Language>(first());

/** The text of a key, with what stands in braces filled in. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  return filled(TEXTS[language.value][key], values);
}

/** The text of a key that is put together; `otherwise` where there is none. */
export function textOf(prefix: string, name: string | number, otherwise: Key): string {
  const texts = TEXTS[language.value] as Record<string, string>;
  return texts[`${prefix}.${name}`] ?? t(otherwise);
}

export function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A moment of today as a time, one of another day with its date. */
export function moment(at: number, precise = false): string {
  const date = new Date(at);
  const time: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  if (precise) Object.assign(time, { second: "2-digit", fractionalSecondDigits: 3 });
  const today = date.toDateString() === new Date().toDateString();
  return date.toLocaleString(language.value, today || precise ? time : { ...time, day: "2-digit", month: "2-digit" });
}

/** A duration as minutes and seconds, with hours where there are any. */
export function duration(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const [hours, minutes, rest] = parts as [number, number, number];
  const two = (number: number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
