/* See describe.h. */
#include "describe.h"
#include "structure.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ADDRESSES = 16, MAX_FORWARDS = 64, NEWER_FORWARD = 32 };

static int32_t fetch_caps(void *structure, const structure_place *place)
{
	return lineGetDevCapsW(place->handle, place->device, place->version, 0, structure);
}

static int32_t fetch_status(void *structure, const structure_place *place)
{
	return lineGetLineDevStatusW(place->handle, structure);
}

static int32_t fetch_address_caps(void *structure, const structure_place *place)
{
	return lineGetAddressCapsW(place->handle, place->device, place->address, place->version, 0, structure);
}

static int32_t fetch_address_status(void *structure, const structure_place *place)
{
	return lineGetAddressStatusW(place->handle, place->address, structure);
}

static int32_t fetch_call_info(void *structure, const structure_place *place)
{
	return lineGetCallInfoW(place->handle, structure);
}

static int32_t fetch_call_status(void *structure, const structure_place *place)
{
	return lineGetCallStatus(place->handle, structure);
}

static int32_t fetch_conference(void *structure, const structure_place *place)
{
	return lineGetConfRelatedCalls(place->handle, structure);
}

/* --- lines */

/* The size of one entry: providers of TAPI 3.1 have longer ones. The first text stands behind all entries. */
static uint32_t forward_size(const TapiAddressStatus *status)
{
	TapiForward first;

	if (status->dwForwardSize < status->dwForwardNumEntries * NEWER_FORWARD ||
	    !structure_has(status, status->dwForwardOffset, sizeof first))
		return sizeof first;
	memcpy(&first, (const char *)status + status->dwForwardOffset, sizeof first);
	if (first.dwDestAddressSize && first.dwDestAddressOffset < status->dwForwardOffset + status->dwForwardNumEntries * NEWER_FORWARD)
		return sizeof first;
	return first.dwDestAddressSize ? NEWER_FORWARD : sizeof first;
}

static void describe_forwards(text *t, const TapiAddressStatus *status)
{
	uint32_t i, size, count = status->dwForwardNumEntries;

	text_open(t, "forwards", '[');
	size = count && count <= MAX_FORWARDS ? forward_size(status) : 0;
	for (i = 0; size && i < count; i++) {
		uint32_t offset = status->dwForwardOffset + i * size;
		TapiForward entry;

		if (!structure_has(status, offset, sizeof entry))
			break;
		memcpy(&entry, (const char *)status + offset, sizeof entry);
		text_open(t, NULL, '{');
		text_number(t, "mode", entry.dwForwardMode);
		structure_text(t, "to", status, entry.dwDestAddressOffset, entry.dwDestAddressSize);
		structure_text(t, "caller", status, entry.dwCallerAddressOffset, entry.dwCallerAddressSize);
		text_close(t, '}');
	}
	text_close(t, ']');
}

static void describe_address(text *t, TapiHandle app, const device *d, uint32_t number)
{
	structure_place place = {.handle = app, .device = d->id, .address = number, .version = d->version};
	int32_t error;
	TapiAddressCaps *caps = structure_fetch(fetch_address_caps, &place, sizeof *caps, &error);
	TapiAddressStatus *status = NULL;

	if (d->line) {
		place.handle = d->line;
		status = structure_fetch(fetch_address_status, &place, sizeof *status, &error);
	}
	text_open(t, NULL, '{');
	if (caps) {
		structure_text(t, "address", caps, caps->dwAddressOffset, caps->dwAddressSize);
		text_number(t, "capflags", caps->dwAddrCapFlags);
		text_number(t, "callfeatures", caps->dwCallFeatures);
		text_number(t, "features", caps->dwAddressFeatures);
		text_number(t, "transfermodes", caps->dwTransferModes);
		text_number(t, "forwardmodes", caps->dwForwardModes);
		text_number(t, "completionmodes", caps->dwCallCompletionModes);
		text_number(t, "minrings", caps->dwMinFwdNumRings);
		text_number(t, "maxrings", caps->dwMaxFwdNumRings);
	}
	if (status) {
		text_number(t, "available", status->dwAddressFeatures);
		text_number(t, "rings", status->dwNumRingsNoAnswer);
		describe_forwards(t, status);
	}
	text_close(t, '}');
	free(caps);
	free(status);
}

/* A text that the server must get, empty where there is none. */
static void text_of(text *t, const char *name, const TapiDevCaps *caps, uint32_t offset, uint32_t size)
{
	if (caps && structure_has(caps, offset, size))
		structure_text(t, name, caps, offset, size);
	else
		text_string(t, name, "");
}

void describe_line(text *t, TapiHandle app, const device *d)
{
	structure_place place = {.handle = app, .device = d->id, .version = d->version};
	int32_t error = d->error;
	TapiDevCaps *caps = structure_fetch(fetch_caps, &place, sizeof *caps, &error);
	TapiDevStatus *status = NULL;
	uint32_t i, addresses = caps ? caps->dwNumAddresses : 0;

	if (d->line) {
		place.handle = d->line;
		status = structure_fetch(fetch_status, &place, sizeof *status, &error);
	}
	text_add(t, "{\"t\":\"line\"", 11);
	text_number(t, "dev", d->id);
	text_number(t, "permanent", caps ? caps->dwPermanentLineID : 0);
	text_of(t, "provider", caps, caps ? caps->dwProviderInfoOffset : 0, caps ? caps->dwProviderInfoSize : 0);
	text_of(t, "name", caps, caps ? caps->dwLineNameOffset : 0, caps ? caps->dwLineNameSize : 0);
	text_number(t, "open", d->line ? 1 : 0);
	text_signed(t, "error", d->error);
	text_number(t, "features", caps ? caps->dwLineFeatures : 0);
	text_number(t, "flags", status ? status->dwDevStatusFlags : 0);
	text_open(t, "addresses", '[');
	for (i = 0; i < addresses && i < MAX_ADDRESSES; i++)
		describe_address(t, app, d, i);
	text_add(t, "]}", 2);
	free(caps);
	free(status);
}

/* --- calls */

static void describe_party(text *t, const char *name, const TapiCallInfo *info, const TapiParty *party)
{
	if (!party->dwFlags && !party->dwSize)
		return;
	text_open(t, name, '{');
	text_number(t, "flags", party->dwFlags);
	structure_text(t, "number", info, party->dwOffset, party->dwSize);
	structure_text(t, "name", info, party->dwNameOffset, party->dwNameSize);
	text_close(t, '}');
}

static void describe_info(text *t, const TapiCallInfo *info)
{
	text_number(t, "address", info->dwAddressID);
	text_number(t, "callid", info->dwCallID);
	text_number(t, "related", info->dwRelatedCallID);
	text_number(t, "origin", info->dwOrigin);
	text_number(t, "reason", info->dwReason);
	text_number(t, "completion", info->dwCompletionID);
	text_number(t, "params", info->dwCallParamFlags);
	describe_party(t, "caller", info, &info->CallerID);
	describe_party(t, "called", info, &info->CalledID);
	describe_party(t, "connected", info, &info->ConnectedID);
	describe_party(t, "redirection", info, &info->RedirectionID);
	describe_party(t, "redirecting", info, &info->RedirectingID);
}

/* The call of the conference that a call is in: TAPI names it first of all related calls. */
static TapiHandle conference_of(const call *c)
{
	structure_place place = {.handle = c->handle};
	TapiHandle handle = 0;
	int32_t error;
	TapiCallList *list = structure_fetch(fetch_conference, &place, sizeof *list, &error);

	if (list && list->dwCallsNumEntries && structure_has(list, list->dwCallsOffset, sizeof handle))
		memcpy(&handle, (char *)list + list->dwCallsOffset, sizeof handle);
	free(list);
	return handle == c->handle ? 0 : handle;
}

/* Seconds since 1970 of a time in UTC; 0 for none. */
static uint64_t seconds_of(const TapiTime *at)
{
	int64_t year = at->wYear - (at->wMonth <= 2), era = year / 400;
	int64_t day_of_year = (153 * (at->wMonth + (at->wMonth > 2 ? -3 : 9)) + 2) / 5 + at->wDay - 1;
	int64_t year_of_era = year - era * 400;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	if (at->wYear < 1990 || at->wYear > 2200 || at->wMonth < 1 || at->wMonth > 12 || at->wDay < 1 || at->wDay > 31)
		return 0;
	return (uint64_t)(era * 146097 + day_of_era - 719468) * 86400 + at->wHour * 3600u + at->wMinute * 60u + at->wSecond;
}

uint32_t describe_call(text *t, const call *c, uint32_t said, uint32_t mode)
{
	structure_place place = {.handle = c->handle};
	int32_t error;
	TapiCallStatus *status = structure_fetch(fetch_call_status, &place, sizeof *status, &error);
	TapiCallInfo *info = status ? structure_fetch(fetch_call_info, &place, sizeof *info, &error) : NULL;
	uint32_t state = status ? status->dwCallState : 0;

	if (status) {
		text_add(t, "{\"t\":\"call\"", 11);
		text_number(t, "call", c->handle);
		text_number(t, "dev", c->device);
		text_number(t, "state", state);
		text_number(t, "mode", status->dwCallStateMode);
		text_number(t, "said", said);
		text_number(t, "saidmode", mode);
		text_number(t, "features", status->dwCallFeatures);
		text_number(t, "privilege", status->dwCallPrivilege);
		text_number(t, "since", seconds_of(&status->tStateEntryTime));
		text_number(t, "new", c->fresh);
		if (state == CALLSTATE_CONFERENCED)
			text_number(t, "conf", conference_of(c));
		if (info)
			describe_info(t, info);
		text_add(t, "}", 1);
	}
	free(status);
	free(info);
	return state;
}
