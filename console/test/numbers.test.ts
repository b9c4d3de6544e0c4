import { expect, test } from "vitest";
import { asTyped, countryOf, shown } from "../src/numbers";

test.each([
  ["49", "DE"],
  ["1", "US"],
  ["43", "AT"],
  ["999", undefined],
])("the country of +%s", (code, country) => {
  expect(countryOf(code)).toBe(country);
});

test.each([
  ["102", "102"],
  ["0891234560", "089 1234560"],
  ["+4989123450", "+49 89 123450"],
  ["nobody", "nobody"],
  ["*21*102#", "*21*102#"],
])("typed %s is written %s", (text, written) => {
  expect(asTyped(text, "DE")).toBe(written);
});

test("numbers of the own country have no country code", () => {
  expect(shown("+4989123450", "DE")).toBe("089 123450");
  expect(shown("+43512123456", "DE")).toBe("+43 512 123456");
  expect(shown("110", "DE")).toBe("110");
});
