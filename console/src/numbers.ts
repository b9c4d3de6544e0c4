// How numbers are written for people. Knows libphonenumber; what is dialled is the server's matter.

import { AsYouType, getCountryCallingCode, parsePhoneNumberFromString, getCountries, type CountryCode } from "libphonenumber-js/min";

const SHORT = 5;

/** The country with a calling code such as "49": the first one of those that share it. Undefined for none. */
export function countryOf(callingCode: string): CountryCode | undefined {
  const main: Record<string, CountryCode> = { "1": "US", "7": "RU", "39": "IT", "44": "GB", "47": "NO", "61": "AU", "212": "MA", "358": "FI" };
  return main[callingCode] ?? getCountries().find((country) => getCountryCallingCode(country) === callingCode);
}

/** A number as it is being typed, with the spaces that it is written with. Extensions, names and codes stay as they are. */
export function asTyped(text: string, country: CountryCode | undefined): string {
  const plain = text.replace(/[\s()/-]/g, "");
  if (!/^\+?\d+$/.test(plain) || plain.length < SHORT) return text;
  return new AsYouType(country).input(plain);
}

/** A supercanonic number for people: the own country's without its code. */
export function shown(number: string, country: CountryCode | undefined): string {
  const parsed = number.startsWith("+") ? parsePhoneNumberFromString(number) : undefined;
  if (!parsed) return number;
  return country && parsed.countryCallingCode === getCountryCallingCode(country) ? parsed.formatNational() : parsed.formatInternational();
}
