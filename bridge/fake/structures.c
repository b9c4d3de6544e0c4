/* The functions of TAPI that fill structures: what they say of lines, addresses and calls. */
#include "functions.h"

#include <string.h>

/* A structure that is being filled: what does not fit is only counted. */
typedef struct {
	uint8_t *base;
	uint32_t room, end;
} filling;

static filling fill(void *structure, size_t fixed)
{
	uint32_t total;
	filling f;

	memcpy(&total, structure, sizeof total);
	f = (filling){structure, total, (uint32_t)fixed};
	if (total >= fixed)
		memset((uint8_t *)structure + sizeof total, 0, fixed - sizeof total);
	return f;
}

static void add_text(filling *f, const char *text, uint32_t *size, uint32_t *offset)
{
	uint32_t count = ((uint32_t)strlen(text) + 1) * 2, i;

	if (pbx_faults.lies) { /* far outside of the structure */
		*size = 0x7FFFFFF0;
		*offset = 0xFFFFFF00;
		return;
	}
	if (f->end + count <= f->room) {
		*size = count;
		*offset = f->end;
		for (i = 0; i < count / 2; i++) {
			f->base[f->end + 2 * i] = (uint8_t)text[i];
			f->base[f->end + 2 * i + 1] = 0;
		}
	}
	f->end += count;
}

static int32_t filled(filling *f, size_t fixed)
{
	TapiSizes *sizes = (TapiSizes *)f->base;

	if (f->room < fixed)
		return ERROR_STRUCTURETOOSMALL;
	sizes->dwNeededSize = f->end;
	sizes->dwUsedSize = f->end < f->room ? f->end : f->room;
	if (pbx_faults.lies) {
		sizes->dwTotalSize = 0xFFFFFFFF;
		sizes->dwUsedSize = 0xFFFFFFFF;
		sizes->dwNeededSize = 0xFFFFFFFF;
	}
	return 0;
}

TAPI_FUNCTION lineGetDevCapsW(TapiHandle app, uint32_t dev, uint32_t version, uint32_t ext, TapiDevCaps *caps)
{
	filling f = fill(caps, sizeof *caps);
	char name[NUMBER + 8];
	line *l;
	int32_t result = ERROR_STRUCTURETOOSMALL;

	(void)version;
	(void)ext;
	enter_function();
	l = app == APP ? pbx_device(dev) : NULL;
	if (l && f.room >= sizeof *caps) {
		snprintf(name, sizeof name, "Line %s", l->number);
		caps->dwPermanentLineID = l->permanent;
		caps->dwNumAddresses = 1;
		caps->dwMediaModes = MEDIAMODE_INTERACTIVEVOICE;
		caps->dwLineFeatures = 0xC;
		add_text(&f, "Fake TSP", &caps->dwProviderInfoSize, &caps->dwProviderInfoOffset);
		add_text(&f, name, &caps->dwLineNameSize, &caps->dwLineNameOffset);
		result = filled(&f, sizeof *caps);
	}
	return leave_function(l ? result : ERROR_NODEVICE);
}

TAPI_FUNCTION lineGetAddressCapsW(TapiHandle app, uint32_t dev, uint32_t address, uint32_t version, uint32_t ext,
				  TapiAddressCaps *caps)
{
	filling f = fill(caps, sizeof *caps);
	line *l;
	int32_t result = ERROR_STRUCTURETOOSMALL;

	(void)version;
	(void)ext;
	enter_function();
	l = app == APP && address == 0 ? pbx_device(dev) : NULL;
	if (l && f.room >= sizeof *caps) {
		caps->dwLineDeviceID = dev;
		caps->dwAddrCapFlags = l->capflags;
		caps->dwCallFeatures = l->callfeatures;
		caps->dwAddressFeatures = l->features;
		caps->dwTransferModes = l->transfermodes;
		caps->dwForwardModes = 0xFFF;
		caps->dwCallCompletionModes = 2;
		caps->dwMinFwdNumRings = 1;
		caps->dwMaxFwdNumRings = 12;
		add_text(&f, l->number, &caps->dwAddressSize, &caps->dwAddressOffset);
		if (pbx_faults.lies) { /* the one thing without which there would be no line */
			caps->dwAddressOffset = sizeof *caps;
			caps->dwAddressSize = ((uint32_t)strlen(l->number) + 1) * 2;
			pbx_faults.lies = false;
			f.end = sizeof *caps;
			add_text(&f, l->number, &caps->dwAddressSize, &caps->dwAddressOffset);
			pbx_faults.lies = true;
		}
		result = filled(&f, sizeof *caps);
	}
	return leave_function(l ? result : ERROR_NODEVICE);
}

TAPI_FUNCTION lineGetLineDevStatusW(TapiHandle handle, TapiDevStatus *status)
{
	filling f = fill(status, sizeof *status);
	line *l;
	int32_t result = ERROR_STRUCTURETOOSMALL;

	enter_function();
	l = pbx_line_of(handle);
	if (l && f.room >= sizeof *status) {
		status->dwNumOpens = 1;
		status->dwDevStatusFlags = l->flags;
		result = filled(&f, sizeof *status);
	}
	return leave_function(l ? result : ERROR_INVALLINEHANDLE);
}

TAPI_FUNCTION lineGetAddressStatusW(TapiHandle handle, uint32_t address, TapiAddressStatus *status)
{
	filling f = fill(status, sizeof *status);
	uint32_t i, first;
	line *l;
	int32_t result = ERROR_STRUCTURETOOSMALL;

	enter_function();
	l = address == 0 ? pbx_line_of(handle) : NULL;
	if (l && f.room >= sizeof *status) {
		status->dwAddressFeatures = l->features;
		if (l->capflags & 0x20000) {
			first = f.end;
			f.end += l->forward_count * (uint32_t)sizeof(TapiForward);
			status->dwForwardNumEntries = l->forward_count;
			status->dwNumRingsNoAnswer = l->rings;
			status->dwForwardOffset = first;
			for (i = 0; i < l->forward_count; i++) {
				TapiForward entry = {.dwForwardMode = l->forwards[i].mode};

				if (l->forwards[i].to[0])
					add_text(&f, l->forwards[i].to, &entry.dwDestAddressSize, &entry.dwDestAddressOffset);
				if (l->forwards[i].caller[0])
					add_text(&f, l->forwards[i].caller, &entry.dwCallerAddressSize, &entry.dwCallerAddressOffset);
				if (first + (i + 1) * sizeof entry <= f.room)
					memcpy((uint8_t *)status + first + i * sizeof entry, &entry, sizeof entry);
			}
			status->dwForwardSize = f.end - first;
		}
		result = filled(&f, sizeof *status);
	}
	return leave_function(l ? result : ERROR_INVALLINEHANDLE);
}

static void add_handle(filling *f, TapiCallList *list, TapiHandle handle)
{
	if (f->end + sizeof handle <= f->room)
		memcpy(f->base + f->end, &handle, sizeof handle);
	f->end += sizeof handle;
	list->dwCallsNumEntries++;
	list->dwCallsSize += sizeof handle;
}

TAPI_FUNCTION lineGetNewCalls(TapiHandle handle, uint32_t address, uint32_t select, TapiCallList *list)
{
	filling f = fill(list, sizeof *list);
	line *l;
	int i;

	(void)address;
	(void)select;
	enter_function();
	l = pbx_line_of(handle);
	if (!l || f.room < sizeof *list)
		return leave_function(l ? ERROR_STRUCTURETOOSMALL : ERROR_INVALLINEHANDLE);
	list->dwCallsOffset = sizeof *list;
	for (i = 0; i < MAX_ENDS; i++) {
		end *e = &pbx_ends[i];

		if (e->used && e->line == (int)l->dev && !e->given && e->state != CALLSTATE_IDLE)
			add_handle(&f, list, e->handle);
	}
	for (i = 0; i < MAX_ENDS && f.end <= f.room; i++)
		if (pbx_ends[i].used && pbx_ends[i].line == (int)l->dev)
			pbx_ends[i].given = true;
	return leave_function(filled(&f, sizeof *list));
}

TAPI_FUNCTION lineGetConfRelatedCalls(TapiHandle handle, TapiCallList *list)
{
	filling f = fill(list, sizeof *list);
	const end *e, *conference;
	int i;

	enter_function();
	e = pbx_end(handle);
	conference = e ? (e->origin & ORIGIN_CONFERENCE ? e : e->conference) : NULL;
	if (!e || f.room < sizeof *list)
		return leave_function(e ? ERROR_STRUCTURETOOSMALL : ERROR_INVALCALLHANDLE);
	if (!conference)
		return leave_function(TAPI_ERROR(0x41));
	list->dwCallsOffset = sizeof *list;
	add_handle(&f, list, conference->handle);
	for (i = 0; i < MAX_ENDS; i++)
		if (pbx_ends[i].used && pbx_ends[i].conference == conference)
			add_handle(&f, list, pbx_ends[i].handle);
	return leave_function(filled(&f, sizeof *list));
}

/* What the owner of a call can do with it (LINECALLFEATURE), as far as its line can do it. */
static uint32_t features_of(const end *e)
{
	enum { DROP = 0x80, TALK = DROP | 0x4000000 | 0x20 | 0x2 }; /* SWAPHOLD, COMPLETETRANSF, ADDTOCONF */

	switch (e->state) {
	case CALLSTATE_OFFERING:
		return DROP | 0x4 | 0x20000; /* ANSWER, REDIRECT */
	case CALLSTATE_RINGBACK:
		return DROP | 0x10 | 0x20; /* COMPLETECALL, COMPLETETRANSF */
	case CALLSTATE_BUSY:
		return DROP | 0x10;
	case CALLSTATE_CONNECTED:
		return TALK | 0x800 | 0x2000000 | 0x1000000 | 0x8 | 0x200; /* HOLD, SETUPTRANSFER, SETUPCONF, BLINDTRANSFER, GENERATEDIGITS */
	case CALLSTATE_CONFERENCED:
		return DROP | 0x40000; /* REMOVEFROMCONF */
	default:
		return e->state & HELD ? TALK | 0x8000000 : DROP; /* UNHOLD */
	}
}

TAPI_FUNCTION lineGetCallStatus(TapiHandle handle, TapiCallStatus *status)
{
	filling f = fill(status, sizeof *status);
	const end *e;
	int32_t result = ERROR_STRUCTURETOOSMALL;

	enter_function();
	e = pbx_end(handle);
	if (e && f.room >= sizeof *status) {
		status->dwCallState = e->state;
		status->dwCallStateMode = e->mode;
		status->dwCallPrivilege = e->privilege;
		status->dwCallFeatures = e->privilege & PRIVILEGE_OWNER ? features_of(e) & pbx_lines[e->line].callfeatures : 0;
		status->tStateEntryTime = (TapiTime){2024, 5, 0, 17, 12, 30, 15, 0};
		result = filled(&f, sizeof *status);
	}
	return leave_function(e ? result : ERROR_INVALCALLHANDLE);
}

static void add_party(filling *f, TapiParty *party, const char *number)
{
	if (*number) {
		party->dwFlags = 8;
		add_text(f, number, &party->dwSize, &party->dwOffset);
	}
}

TAPI_FUNCTION lineGetCallInfoW(TapiHandle handle, TapiCallInfo *info)
{
	filling f = fill(info, sizeof *info);
	const end *e;
	int32_t result = ERROR_STRUCTURETOOSMALL;

	enter_function();
	e = pbx_end(handle);
	if (e && f.room >= sizeof *info) {
		bool outbound = e->origin & (ORIGIN_OUTBOUND | ORIGIN_CONFERENCE);
		TapiParty caller = {0}, called = {0}, connected = {0};

		info->dwLineDeviceID = (uint32_t)e->line;
		info->dwCallID = e->callid;
		info->dwRelatedCallID = e->related;
		info->dwOrigin = e->origin;
		info->dwReason = e->reason;
		info->dwCompletionID = e->completion;
		info->dwCallParamFlags = e->params;
		add_party(&f, &caller, outbound ? e->number : e->other);
		add_party(&f, &called, outbound ? e->other : e->number);
		if (e->state & (TALKING | CALLSTATE_CONFERENCED))
			add_party(&f, &connected, e->other);
		info->CallerID = caller;
		info->CalledID = called;
		info->ConnectedID = connected;
		result = filled(&f, sizeof *info);
	}
	return leave_function(e ? result : ERROR_INVALCALLHANDLE);
}
