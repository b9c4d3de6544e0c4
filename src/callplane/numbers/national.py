"""What is known of the countries' numbering plans: the only user of `phonenumbers`; knows nothing of locations.

Numbers come and go supercanonic: `+`, country code, national number, digits only.
"""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult, shortnumberinfo

SHORT_DIGITS = 6  # no service number is longer; a longer text needs no look-up

_PROBLEMS = {
    ValidationResult.INVALID_COUNTRY_CODE: "begins with no country code that is in use",
    ValidationResult.TOO_SHORT: "is too short",
    ValidationResult.TOO_LONG: "is too long",
    ValidationResult.INVALID_LENGTH: "has a number of digits that its country does not use",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "lacks its area code",
}


def region(country_code: str) -> str:
    """The main region of a country code: `DE` for `49`, `ZZ` for none, `001` for a code that is no country's."""
    return phonenumbers.region_code_for_country_code(int(country_code))


def is_country_code(digits: str) -> bool:
    return region(digits) != "ZZ"


@lru_cache
def prefixes(country_code: str) -> tuple[str, str]:
    """National and international prefix of a country, digits only: `("0", "00")` for 49, `("1", "011")` for 1."""
    country = phonenumbers.PhoneMetadata.metadata_for_region(region(country_code))
    if country is None:
        return "", "00"
    abroad = country.preferred_international_prefix or country.international_prefix or "00"
    digits = phonenumbers.normalize_digits_only(abroad.replace("~", ""))
    return country.national_prefix or "", digits if abroad.replace("~", "").isdecimal() else "00"


@lru_cache(maxsize=1024)
def is_emergency(digits: str, country_code: str) -> bool:
    """Whether the digits are an emergency number of the country, such as `110` for 49."""
    return len(digits) <= SHORT_DIGITS and shortnumberinfo.is_emergency_number(digits, region(country_code))


@lru_cache(maxsize=1024)
def is_service(digits: str, country_code: str) -> bool:
    """Whether the digits are a short number of the country that can be called, such as `11833` for 49 or `110`."""
    if is_emergency(digits, country_code):
        return True
    if len(digits) > SHORT_DIGITS or not digits.isdecimal() or digits.startswith("0"):
        return False
    short = phonenumbers.PhoneNumber(country_code=int(country_code), national_number=int(digits))
    country = region(country_code)
    only_texts = shortnumberinfo.is_sms_service_for_region(short, country)
    return shortnumberinfo.is_valid_short_number_for_region(short, country) and not only_texts


def possible(number: str) -> str | None:
    """The number as its country counts it (a trunk `0` after the country code dropped), or None when it cannot be one."""
    parsed = _parse(number)
    if parsed is None or phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        return None
    second_trunk_zero = phonenumbers.national_significant_number(parsed).startswith("0")
    if second_trunk_zero and prefixes(str(parsed.country_code))[0].startswith("0"):
        return None
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def is_valid(number: str) -> bool:
    """Whether the number lies in a range that its country has given out."""
    parsed = _parse(number)
    return parsed is not None and phonenumbers.is_valid_number(parsed)


def problem(number: str) -> str:
    """What is wrong with a number that is not possible, as the end of a sentence."""
    parsed = _parse(number)
    reason = ValidationResult.INVALID_COUNTRY_CODE
    if parsed is not None:
        reason = phonenumbers.is_possible_number_with_reason(parsed)
    return _PROBLEMS.get(reason, "is no telephone number")


def split(number: str) -> tuple[str, str, str] | None:
    """Country code, area code (empty where there is none) and the rest, or None when there is no such country."""
    parsed = _parse(number)
    if parsed is None:
        return None
    national = phonenumbers.national_significant_number(parsed)
    area = phonenumbers.length_of_geographical_area_code(parsed)
    return str(parsed.country_code), national[:area], national[area:]


def in_words(number: str, *, national: bool) -> str:
    """The number as people of its country write it, within the country or from abroad."""
    parsed = _parse(number)
    if parsed is None:
        return number
    form = PhoneNumberFormat.NATIONAL if national else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


@lru_cache(maxsize=2048)
def _parse(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return None
