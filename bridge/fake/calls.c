/* The functions of TAPI that concern calls. */
#include "functions.h"

#include <string.h>

/* --- calls that begin */

TAPI_FUNCTION lineMakeCallW(TapiHandle handle, TapiHandle *made, const TapiChar *to, uint32_t country, const TapiCallParams *params)
{
	char number[NUMBER];
	int32_t result;
	line *l;
	int i;

	(void)country;
	narrow(to, number);
	enter_function();
	l = pbx_line_of(handle);
	if (!l || !(l->flags & STATUS_INSERVICE))
		return leave_function(l ? ERROR_INVALLINESTATE : ERROR_INVALLINEHANDLE);
	for (i = 0; i < MAX_ENDS; i++)
		if (pbx_ends[i].used && pbx_ends[i].line == (int)l->dev && pbx_ends[i].state == CALLSTATE_CONNECTED)
			return leave_function(ERROR_CALLUNAVAIL);
	if (accept_function("lineMakeCallW", &result)) {
		end *e = pbx_made(l, params ? params->dwCallParamFlags & 4 : 0, 0);

		*made = e->handle;
		pbx_reach(e, number);
	}
	return leave_function(result);
}

TAPI_FUNCTION lineSetupTransferW(TapiHandle handle, TapiHandle *consult, const TapiCallParams *params)
{
	int32_t result;
	end *e, *second;

	(void)params;
	enter_function();
	e = owned(handle, CALLSTATE_CONNECTED, &result);
	if (e && accept_function("lineSetupTransferW", &result)) {
		pbx_enter(e, CALLSTATE_ONHOLDPENDTRANSFER, 0);
		second = pbx_made(&pbx_lines[e->line], 0, e->callid);
		*consult = second->handle;
		pbx_enter(second, CALLSTATE_DIALTONE, 0);
	}
	return leave_function(result);
}

TAPI_FUNCTION lineDialW(TapiHandle handle, const TapiChar *to, uint32_t country)
{
	char number[NUMBER];
	int32_t result;
	end *e;

	(void)country;
	narrow(to, number);
	enter_function();
	e = owned(handle, CALLSTATE_DIALTONE, &result);
	if (e && accept_function("lineDialW", &result))
		pbx_reach(e, number);
	return leave_function(result);
}

TAPI_FUNCTION linePickupW(TapiHandle handle, uint32_t address, TapiHandle *made, const TapiChar *to, const TapiChar *group)
{
	char number[NUMBER];
	int32_t result;
	line *l, *from;
	end *ringing = NULL, *e;
	int i;

	(void)address;
	(void)group;
	narrow(to, number);
	enter_function();
	l = pbx_line_of(handle);
	from = pbx_line(number);
	for (i = 0; from && i < MAX_ENDS; i++)
		if (pbx_ends[i].used && pbx_ends[i].line == (int)from->dev && pbx_ends[i].state == CALLSTATE_OFFERING)
			ringing = &pbx_ends[i];
	if (!l || !ringing)
		return leave_function(l ? ERROR_TARGETNOTFOUND : ERROR_INVALLINEHANDLE);
	if (accept_function("linePickupW", &result)) {
		e = pbx_made(l, 0, 0);
		e->origin = ringing->origin;
		e->callid = ringing->callid;
		snprintf(e->other, NUMBER, "%s", ringing->other);
		e->peer = ringing->peer;
		ringing->peer = NULL;
		if (e->peer) {
			e->peer->peer = e;
			snprintf(e->peer->other, NUMBER, "%s", l->number);
		}
		*made = e->handle;
		pbx_enter(ringing, CALLSTATE_IDLE, 0);
		pbx_connect(e);
	}
	return leave_function(result);
}

/* --- calls that go on */

static int32_t change(const char *name, TapiHandle handle, uint32_t states, void (*what)(end *e))
{
	int32_t result;
	end *e;

	enter_function();
	e = owned(handle, states, &result);
	if (e && accept_function(name, &result))
		what(e);
	return leave_function(result);
}

static void answer(end *e)
{
	if (e->peer) {
		pbx_connect(e);
	} else { /* a callback: answering it calls the other party */
		char number[NUMBER];

		snprintf(number, NUMBER, "%s", e->other);
		e->origin = ORIGIN_OUTBOUND;
		pbx_reach(e, number);
	}
}

static void hold(end *e)
{
	pbx_enter(e, CALLSTATE_ONHOLD, 0);
}

static void unhold(end *e)
{
	pbx_enter(e, CALLSTATE_CONNECTED, 0);
}

TAPI_FUNCTION lineAnswer(TapiHandle handle, const char *info, uint32_t size)
{
	(void)info;
	(void)size;
	return change("lineAnswer", handle, CALLSTATE_OFFERING, answer);
}

TAPI_FUNCTION lineDrop(TapiHandle handle, const char *info, uint32_t size)
{
	(void)info;
	(void)size;
	return change("lineDrop", handle, ~(uint32_t)CALLSTATE_IDLE, pbx_drop);
}

TAPI_FUNCTION lineHold(TapiHandle handle)
{
	return change("lineHold", handle, CALLSTATE_CONNECTED, hold);
}

TAPI_FUNCTION lineUnhold(TapiHandle handle)
{
	return change("lineUnhold", handle, HELD, unhold);
}

TAPI_FUNCTION lineRemoveFromConference(TapiHandle handle)
{
	return change("lineRemoveFromConference", handle, CALLSTATE_CONFERENCED, pbx_drop);
}

TAPI_FUNCTION lineSwapHold(TapiHandle active, TapiHandle held)
{
	int32_t result;
	end *one, *two;

	enter_function();
	one = owned(active, CALLSTATE_CONNECTED, &result);
	two = one ? owned(held, HELD, &result) : NULL;
	if (two && accept_function("lineSwapHold", &result)) {
		hold(one);
		unhold(two);
	}
	return leave_function(result);
}

static end *begin_conference(line *l)
{
	end *conference = pbx_made(l, 0, 0);

	conference->origin = ORIGIN_CONFERENCE;
	pbx_enter(conference, CALLSTATE_CONNECTED, 0);
	return conference;
}

static void join(end *conference, end *e)
{
	e->conference = conference;
	pbx_enter(e, CALLSTATE_CONFERENCED, 0);
}

TAPI_FUNCTION lineCompleteTransfer(TapiHandle handle, TapiHandle consult, TapiHandle *conference, uint32_t mode)
{
	int32_t result;
	end *held, *active, *one, *two;

	enter_function();
	held = owned(handle, HELD, &result);
	active = held ? owned(consult, TALKING | CALLSTATE_RINGBACK, &result) : NULL;
	if (!active || !accept_function("lineCompleteTransfer", &result))
		return leave_function(result);
	if (mode == CONFERENCE) {
		end *made = begin_conference(&pbx_lines[held->line]);

		*conference = made->handle;
		join(made, held);
		join(made, active);
		return leave_function(result);
	}
	one = held->peer;
	two = active->peer;
	held->peer = active->peer = NULL;
	pbx_enter(held, CALLSTATE_IDLE, 0);
	pbx_enter(active, CALLSTATE_IDLE, 0);
	if (one && two) {
		one->peer = two;
		two->peer = one;
		snprintf(one->other, NUMBER, "%s", two->number);
		snprintf(two->other, NUMBER, "%s", one->number);
		pbx_enter(one, one->state, 0);
		pbx_enter(two, two->state, 0);
	}
	return leave_function(result);
}

TAPI_FUNCTION lineSetupConferenceW(TapiHandle handle, TapiHandle on, TapiHandle *conference, TapiHandle *consult, uint32_t parties,
				   const TapiCallParams *params)
{
	int32_t result;
	end *e, *made, *party;

	(void)on;
	(void)parties;
	(void)params;
	enter_function();
	e = owned(handle, CALLSTATE_CONNECTED, &result);
	if (e && accept_function("lineSetupConferenceW", &result)) {
		made = begin_conference(&pbx_lines[e->line]);
		join(made, e);
		party = pbx_made(&pbx_lines[e->line], 0, 0);
		*conference = made->handle;
		*consult = party->handle;
		pbx_enter(made, CALLSTATE_ONHOLDPENDCONF, 0);
		pbx_enter(party, CALLSTATE_DIALTONE, 0);
	}
	return leave_function(result);
}

TAPI_FUNCTION lineAddToConference(TapiHandle handle, TapiHandle other)
{
	int32_t result;
	end *conference, *e;

	enter_function();
	conference = owned(handle, ~(uint32_t)CALLSTATE_IDLE, &result);
	e = conference ? owned(other, TALKING, &result) : NULL;
	if (e && accept_function("lineAddToConference", &result)) {
		pbx_enter(conference, CALLSTATE_CONNECTED, 0);
		join(conference, e);
	}
	return leave_function(result);
}

static int32_t send_elsewhere(const char *name, TapiHandle handle, uint32_t states, const TapiChar *to)
{
	char number[NUMBER];
	int32_t result;
	end *e, *peer;

	narrow(to, number);
	enter_function();
	e = owned(handle, states, &result);
	if (e && accept_function(name, &result)) {
		peer = e->peer;
		e->peer = NULL;
		pbx_enter(e, CALLSTATE_IDLE, 0);
		if (peer)
			pbx_reach(peer, number);
	}
	return leave_function(result);
}

TAPI_FUNCTION lineRedirectW(TapiHandle handle, const TapiChar *to, uint32_t country)
{
	(void)country;
	return send_elsewhere("lineRedirectW", handle, CALLSTATE_OFFERING, to);
}

TAPI_FUNCTION lineBlindTransferW(TapiHandle handle, const TapiChar *to, uint32_t country)
{
	(void)country;
	return send_elsewhere("lineBlindTransferW", handle, CALLSTATE_CONNECTED, to);
}

TAPI_FUNCTION lineGenerateDigitsW(TapiHandle handle, uint32_t mode, const TapiChar *digits, uint32_t duration)
{
	char more[NUMBER];
	int32_t result;
	end *e;

	(void)mode;
	(void)duration;
	narrow(digits, more);
	enter_function();
	e = owned(handle, CALLSTATE_CONNECTED, &result);
	if (e && e->peer)
		snprintf(e->peer->heard + strlen(e->peer->heard), NUMBER - strlen(e->peer->heard), "%s", more);
	return leave_function(result);
}

TAPI_FUNCTION lineCompleteCall(TapiHandle handle, uint32_t *completion, uint32_t mode, uint32_t message)
{
	int32_t result;
	end *e;

	(void)mode;
	(void)message;
	enter_function();
	e = owned(handle, CALLSTATE_BUSY | CALLSTATE_RINGBACK, &result);
	if (e && accept_function("lineCompleteCall", &result)) {
		*completion = pbx_order_callback(e);
		pbx_drop(e);
	}
	return leave_function(result);
}

TAPI_FUNCTION lineSetCallPrivilege(TapiHandle handle, uint32_t privilege)
{
	end *e;

	enter_function();
	e = pbx_end(handle);
	if (!strcmp(pbx_faults.fail, "lineSetCallPrivilege"))
		return leave_function(pbx_faults.fail_error);
	if (e)
		e->privilege = privilege;
	return leave_function(e ? 0 : ERROR_INVALCALLHANDLE);
}

TAPI_FUNCTION lineDeallocateCall(TapiHandle handle)
{
	end *e;

	enter_function();
	e = pbx_end(handle);
	if (e && e->state == CALLSTATE_IDLE)
		e->used = false;
	return leave_function(e ? 0 : ERROR_INVALCALLHANDLE);
}

/* What a program sends is what the PBX says back. */
TAPI_FUNCTION lineDevSpecific(TapiHandle handle, uint32_t address, TapiHandle of, void *params, uint32_t size)
{
	uint32_t words[3] = {0, 0, 0};
	int32_t result;
	line *l;

	(void)address;
	(void)of;
	memcpy(words, params, size < sizeof words ? size : sizeof words);
	enter_function();
	l = pbx_line_of(handle);
	if (!l)
		return leave_function(ERROR_INVALLINEHANDLE);
	if (accept_function("lineDevSpecific", &result))
		pbx_message(l->handle, MESSAGE_DEVSPECIFIC, l->dev, words[0], words[1], words[2]);
	return leave_function(result);
}
