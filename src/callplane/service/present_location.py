"""From a location to the interface's structure. Knows both, and nothing else."""

from __future__ import annotations

from callplane.numbers.location import Location
from callplane.numbers.rules import ProjectRule, RuleSet
from callplane.wire.types.main import (
    AsnLocationInformation2,
    AsnNumberFormatRegExpression2,
    AsnNumberFormatRegExpressions2,
)
from callplane.wire.types.sipcti_common import AsnProjectPinRule


def location_information(location: Location) -> AsnLocationInformation2:
    return AsnLocationInformation2(
        u8sLocationID=location.id,
        u8sLocationCheckSum=location.checksum,
        bUseVanity=location.use_vanity,
        bShowExtendedSettings=location.show_extended_settings,
        bUseTkSystem=location.use_pbx,
        bUseAdvancedLCR=location.use_advanced_lcr,
        bFixedNumberLenExtensionDTMFDialing=location.fixed_length_extensions,
        bMultiLocationSupport=location.multi_location,
        bAutoCreateOtherLocationRules=location.create_other_location_rules,
        bAllowNumberSearchOtherLocations=location.search_other_locations,
        bShortenOtherLocationSCNumbersForDialing=location.shorten_other_locations,
        iCountryID=location.country_id,
        iLanguage=location.language,
        u8sCountryCode=location.country_code,
        u8sLocalPrefix=location.local_prefix,
        u8sNationalPrefix=location.national_prefix,
        u8sInternationalPrefix=location.international_prefix,
        u8sLocalDialingRule=location.local_dialling_rule,
        u8sNationalDialingRule=location.national_dialling_rule,
        u8sInternationalDialingRule=location.international_dialling_rule,
        u8sCityCodeNoPrefix=location.area_code,
        u8sVanityNumbers=location.vanity_numbers,
        u8sTKLocalAccessCode=location.access_code_local,
        u8sTKLongDistanceAccessCode=location.access_code_long_distance,
        u8sTKInternationalAccessCode=location.access_code_international,
        u8sTKPrivateAccessCode=location.access_code_private,
        u8sTKForwardingAccessCode=location.access_code_forwarding,
        u8sTKAnschlussNr=location.main_number,
        iTKMinLenInternalNumbers=location.min_internal_length,
        iTKMaxLenInternalNumbers=location.max_internal_length,
        numberFormatInternal=_rules(location.internal_rules),
        numberFormatExternal=_rules(location.external_rules),
        numberFormatAutomaticOtherLocationsDDItoSC=_rules(location.other_locations_in_rules),
        numberFormatAutomaticOtherLocationsSCtoDDI=_rules(location.other_locations_out_rules),
        numberFormatRegExpressListIn=_rules(location.incoming_rules),
        numberFormatRegExpressListOut=_rules(location.outgoing_rules),
        numberFormatRegExpressListDial=_rules(location.dial_rules),
        numberFormatRegExpressListFinalDial=_rules(location.final_dial_rules),
        projectPINRules=[project_pin_rule(rule) for rule in location.project_rules],
        u8sDDIRangeBegin=location.range_begin,
        u8sDDIRangeEnd=location.range_end,
        iDialingNumberFormat=int(location.dialing_format),
        bNoLocalDialing=location.no_local_dialing,
    )


def project_pin_rule(rule: ProjectRule) -> AsnProjectPinRule:
    return AsnProjectPinRule(
        u8sProjectName=rule.name,
        u8sProjectPin=rule.pin,
        iProjectType=rule.kind,
        bAssociatedCallIsPrivateCall=rule.private,
        u8sLocationID=rule.location_id,
        u8sUserEnteredPin=rule.entered_pin,
        u8sUserEnteredUserID=rule.entered_user_id,
    )


def _rules(rules: RuleSet) -> AsnNumberFormatRegExpressions2:
    return AsnNumberFormatRegExpressions2(
        bIsReadOnlyFromFile=rules.read_only,
        formatRules=[
            AsnNumberFormatRegExpression2(u8sSearch=r.search, u8sReplace=r.replace, bMatchReplace=r.match_replace)
            for r in rules.rules
        ],
    )
